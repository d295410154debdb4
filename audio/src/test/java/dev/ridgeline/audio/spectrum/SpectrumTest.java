package dev.ridgeline.audio.spectrum;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.ridgeline.audio.Clip;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;

final class SpectrumTest {
  /** Half the distance of two f32 numbers about 1. */
  private static final double ROUNDOFF = 0x1p-24;

  private static final double FFT_ROUNDOFFS = 5;

  @Test
  void fftAgreesWithTheDefinition() {
    Random random = new Random(11);
    for (int size : new int[] {4, 6, 64, 480, 512, 1000, 1024, 4096}) {
      float[] samples = new float[size];
      for (int i = 0; i < size; i++) {
        samples[i] = random.nextFloat() * 2 - 1;
      }
      float[] flat = new float[size];
      Arrays.fill(flat, 1);
      float[] magnitudes = new RealFft(size).magnitudes(samples, 0, flat);
      double difference = 0;
      double norm = 0;
      for (int k = 0; k <= size / 2; k++) {
        double re = 0;
        double im = 0;
        for (int i = 0; i < size; i++) {
          double phase = -2 * Math.PI * ((long) i * k % size) / size;
          re += samples[i] * Math.cos(phase);
          im += samples[i] * Math.sin(phase);
        }
        difference += Math.pow(magnitudes[k] - Math.hypot(re, im), 2);
        norm += re * re + im * im;
      }
      assertThat(Math.sqrt(difference / norm))
          .as("size %d", size)
          .isLessThan(FFT_ROUNDOFFS * ROUNDOFF);
    }
  }

  @Test
  void aFullSineIsZeroDecibels() {
    Clip sine = sine(1000, 1, 16_000, 16_000);
    Spectrum spectrum = Spectrum.of(sine, 512);
    assertThat(spectrum.hzPerBin()).isEqualTo(31.25);
    assertThat(spectrum.decibels()[32]).isCloseTo(0, within(0.001));
    assertThat(spectrum.decibels()[100]).isLessThan(-90);
    assertThat(Spectrum.of(new Clip(new float[10], 16_000), 512).decibels())
        .containsOnly(Spectrum.FLOOR_DECIBELS);
  }

  @Test
  void aSpectrogramHasTheSineInItsBin() {
    Spectrogram spectrogram =
        Spectrogram.of(sine(2000, 0.5, 16_000, 16_000), Framing.ofSpeech(16_000));
    assertThat(spectrogram.frames()).isEqualTo(49);
    assertThat(spectrogram.secondsPerFrame()).isEqualTo(0.02);
    for (float[] frame : spectrogram.magnitudes()) {
      assertThat(frame).hasSize(257);
      // Half the amplitude times the sum of the window, which is half its length.
      assertThat((double) frame[64]).isCloseTo(0.25 * 240, within(1e-3));
    }
    assertThat(Spectrogram.of(new Clip(new float[479], 16_000), Framing.ofSpeech(16_000)).frames())
        .isZero();
  }

  @Test
  void melWeightsAddUpToOneBetweenTheCentres() {
    MelBank bank = new MelBank(40, 20, 4000, 257, 16_000);
    assertThat(bank.bands()).isEqualTo(40);
    for (int k = 3; k < 257; k++) {
      float[] unit = new float[257];
      unit[k] = 1;
      float sum = 0;
      for (float value : bank.apply(unit)) {
        sum += value;
      }
      double hertz = k * 31.25;
      if (hertz >= bank.centreHz(0) && hertz <= bank.centreHz(39)) {
        assertThat(sum).as("%s Hz", hertz).isCloseTo(1, within(1e-6f));
      } else if (hertz >= 4000) {
        assertThat(sum).isZero();
      }
    }
  }

  @Test
  void cepstrumOfFlatBandsHasOnlyItsFirstCoefficient() {
    float[] flat = new float[40];
    Arrays.fill(flat, 3);
    float[] coefficients = new Mfcc(40, 13, 1e-6).apply(flat);
    assertThat((double) coefficients[0]).isCloseTo(Math.sqrt(80) * Math.log(3), within(1e-5));
    for (int i = 1; i < 13; i++) {
      assertThat(coefficients[i]).isCloseTo(0, within(1e-5f));
    }
  }

  @Test
  void sizesAreChecked() {
    assertThatThrownBy(() -> new RealFft(7))
        .hasMessage("FFT size must be even and in 2 to 1048576, but got 7");
    assertThatThrownBy(() -> new Framing(480, 320, 256)).hasMessageContaining("480, 320, 256");
    assertThatThrownBy(() -> new MelBank(40, 20, 9000, 257, 16_000))
        .hasMessageContaining("20.0 to 9000.0 Hz at 16000 Hz");
    assertThatThrownBy(() -> new Mfcc(40, 41, 1e-6)).hasMessageContaining("but got 41");
  }

  private static Clip sine(double hertz, double amplitude, int rate, int count) {
    float[] samples = new float[count];
    for (int i = 0; i < count; i++) {
      samples[i] = (float) (amplitude * Math.sin(2 * Math.PI * hertz * i / rate));
    }
    return new Clip(samples, rate);
  }
}
