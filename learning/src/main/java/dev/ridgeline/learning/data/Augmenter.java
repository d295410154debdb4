package dev.ridgeline.learning.data;

import java.util.SplittableRandom;

/**
 * Varies one second of sound as an {@link Augmentation} says. Formula: {@code clamp(volume * x((i -
 * shift - c) * speed + c) + noise * n(i))} with linear interpolation about the centre c. Error:
 * that of linear interpolation, which dulls the highest frequencies; no feature lies there.
 */
final class Augmenter {
  private static final int MILLIS = 1000;

  private final Augmentation augmentation;
  private final BackgroundNoise noise;

  Augmenter(Augmentation augmentation, BackgroundNoise noise) {
    this.augmentation = augmentation;
    this.noise = noise;
  }

  /** A varied clip; all chance comes from {@code random}. */
  short[] vary(short[] samples, SplittableRandom random) {
    double speed = 1 + symmetric(random) * augmentation.speed();
    int most = augmentation.shiftMillis() * OneSecond.RATE_HZ / MILLIS;
    double shift = Math.rint(symmetric(random) * most);
    double volume =
        augmentation.leastVolume()
            + random.nextDouble() * (augmentation.mostVolume() - augmentation.leastVolume());
    boolean noisy = random.nextDouble() < augmentation.noiseShare();
    double noiseVolume = noisy ? random.nextDouble() * augmentation.mostNoise() : 0;
    float[] added = noise.second(Partition.TRAINING, random);
    short[] varied = new short[samples.length];
    double centre = (samples.length - 1) / 2.0;
    for (int i = 0; i < varied.length; i++) {
      double at = (i - shift - centre) * speed + centre;
      varied[i] = sample(volume * between(samples, at) + noiseVolume * added[i] * 32768.0);
    }
    return varied;
  }

  /** Noise alone, its volume uniform in 0 to 1. */
  short[] silence(Partition partition, SplittableRandom random) {
    double volume = random.nextDouble();
    float[] second = noise.second(partition, random);
    short[] samples = new short[second.length];
    for (int i = 0; i < samples.length; i++) {
      samples[i] = sample(volume * second[i] * 32768.0);
    }
    return samples;
  }

  private static double between(short[] samples, double at) {
    int before = (int) Math.floor(at);
    double part = at - before;
    return value(samples, before) * (1 - part) + value(samples, before + 1) * part;
  }

  private static double value(short[] samples, int at) {
    return at < 0 || at >= samples.length ? 0 : samples[at];
  }

  private static short sample(double value) {
    return (short) Math.max(Short.MIN_VALUE, Math.min(Short.MAX_VALUE, Math.rint(value)));
  }

  private static double symmetric(SplittableRandom random) {
    return 2 * random.nextDouble() - 1;
  }
}
