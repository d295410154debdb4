package dev.ridgeline.audio.resample;

import dev.ridgeline.audio.Clip;
import dev.ridgeline.core.UserError;

/**
 * Changes the sample rate by a rational factor L/M with a band-limited polyphase filter.
 *
 * <p>Formula: {@code y[n] = sum_k x[k] h(n M/L - k)} with {@code h(t) = c sinc(c t) w(t)}, c the
 * cutoff over the input's half rate, w a Kaiser window ({@code beta = 9}) over 64 zero crossings to
 * either side. The filter has no delay; outside of the clip is silence. Shapes: n samples in,
 * {@code ceil(n L/M)} out. Error: up to 0.88 of the lower half rate relative L2 below 3e-5; what
 * lies above the lower half rate comes through at most at -105 dB (both measured on sines). Cost:
 * {@code 136 max(1, M/L)} multiplications a sample; at most {@value #CACHE_BYTES} bytes of
 * coefficients, beyond which they are computed anew for every sample. Limits: {@value #LOWEST_HZ}
 * to {@value #HIGHEST_HZ} Hz, at most 2^31-9 samples. Source: J. Smith, Digital Audio Resampling;
 * J. Kaiser, 1974.
 */
public final class Resampler {
  /** Lowest rate that is taken or made. */
  public static final int LOWEST_HZ = 1000;

  /** Highest rate that is taken or made. */
  public static final int HIGHEST_HZ = 768_000;

  private static final int CACHE_BYTES = 1 << 24;
  private static final int CROSSINGS = 64;
  private static final double KAISER_BETA = 9;
  private static final double CUTOFF = 0.94;
  private static final int MOST_SAMPLES = Integer.MAX_VALUE - 8;

  private final int up;
  private final int down;
  private final int targetHz;
  private final double cutoff;
  private final int reach;
  private final float[][] phases;

  private Resampler(int sourceHz, int targetHz) {
    int divisor = greatestCommonDivisor(sourceHz, targetHz);
    this.targetHz = targetHz;
    up = targetHz / divisor;
    down = sourceHz / divisor;
    cutoff = CUTOFF * Math.min(1, (double) targetHz / sourceHz);
    reach = (int) Math.ceil(CROSSINGS / cutoff);
    boolean cached = (long) up * 2 * reach * Float.BYTES <= CACHE_BYTES;
    phases = new float[cached ? up : 0][];
    for (int i = 0; i < phases.length; i++) {
      phases[i] = coefficients(i);
    }
  }

  /**
   * The clip at another rate; the clip itself if it has that rate.
   *
   * @throws UserError if either rate is out of range, or the result would be too long
   */
  public static Clip resample(Clip clip, int targetHz) {
    if (clip.sampleRateHz() == targetHz) {
      return clip;
    }
    check(clip.sampleRateHz());
    check(targetHz);
    Resampler resampler = new Resampler(clip.sampleRateHz(), targetHz);
    return resampler.apply(clip.samples());
  }

  private static void check(int rate) {
    if (rate < LOWEST_HZ || rate > HIGHEST_HZ) {
      throw new UserError(
          "cannot resample %d Hz; %d to %d Hz are taken: convert the recording first"
              .formatted(rate, LOWEST_HZ, HIGHEST_HZ));
    }
  }

  private Clip apply(float[] samples) {
    long length = ((long) samples.length * up + down - 1) / down;
    if (length > MOST_SAMPLES) {
      throw new UserError(
          "%d samples become %d at %d Hz; at most %d are made: cut the recording into pieces"
              .formatted(samples.length, length, targetHz, MOST_SAMPLES));
    }
    float[] result = new float[(int) length];
    for (int n = 0; n < result.length; n++) {
      long position = (long) n * down;
      int whole = (int) (position / up);
      int phase = (int) (position % up);
      float[] filter = phases.length > 0 ? phases[phase] : coefficients(phase);
      int first = whole - reach + 1;
      int from = Math.max(0, -first);
      int to = Math.min(filter.length, samples.length - first);
      double sum = 0;
      for (int i = from; i < to; i++) {
        sum += (double) filter[i] * samples[first + i];
      }
      result[n] = (float) sum;
    }
    return new Clip(result, targetHz);
  }

  /**
   * The filter for an output that lies phase/up after an input; input whole-reach+1 comes first.
   */
  private float[] coefficients(int phase) {
    float[] filter = new float[2 * reach];
    double fraction = (double) phase / up;
    double[] exact = new double[filter.length];
    double sum = 0;
    for (int i = 0; i < filter.length; i++) {
      exact[i] = kernel(fraction + reach - 1 - i);
      sum += exact[i];
    }
    // Every phase passes a constant unchanged.
    for (int i = 0; i < filter.length; i++) {
      filter[i] = (float) (exact[i] / sum);
    }
    return filter;
  }

  private double kernel(double time) {
    double inWindow = time / reach;
    if (Math.abs(inWindow) >= 1) {
      return 0;
    }
    double angle = Math.PI * cutoff * time;
    double sinc = angle == 0 ? 1 : Math.sin(angle) / angle;
    double kaiser = bessel(KAISER_BETA * Math.sqrt(1 - inWindow * inWindow)) / bessel(KAISER_BETA);
    return cutoff * sinc * kaiser;
  }

  /** The modified Bessel function of order 0, by its power series. */
  private static double bessel(double x) {
    double sum = 1;
    double term = 1;
    for (int k = 1; term > 1e-17 * sum; k++) {
      term *= x * x / (4.0 * k * k);
      sum += term;
    }
    return sum;
  }

  private static int greatestCommonDivisor(int a, int b) {
    int x = a;
    int y = b;
    while (y != 0) {
      int rest = x % y;
      x = y;
      y = rest;
    }
    return x;
  }
}
