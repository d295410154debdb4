package dev.ridgeline.audio.resample;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ridgeline.audio.Clip;
import dev.ridgeline.core.UserError;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class ResamplerTest {
  private static final double PASSED = 3e-5;
  private static final double STOPPED_DECIBELS = -105;

  /** Sines up to 0.88 of the lower half rate come out as they would have been sampled. */
  @ParameterizedTest
  @ValueSource(ints = {8000, 11_025, 22_050, 44_100, 48_000, 96_000, 16_001, 192_000})
  void keepsWhatBothRatesHold(int rate) {
    double highest = 0.88 * Math.min(rate, 16_000) / 2;
    double worst = 0;
    for (double hertz : new double[] {100, 997, highest / 2, highest}) {
      Clip made = Resampler.resample(sine(hertz, rate, rate), 16_000);
      assertThat(made.samples()).hasSize(16_000);
      worst =
          Math.max(
              worst, rms(made.samples(), sine(hertz, 16_000, 16_000).samples()) * Math.sqrt(2));
    }
    assertThat(worst).isLessThan(PASSED);
  }

  @ParameterizedTest
  @ValueSource(ints = {22_050, 44_100, 48_000, 96_000})
  void stopsWhatTheLowerRateCannotHold(int rate) {
    double worst = -200;
    for (double hertz = 8050; hertz < rate / 2.0; hertz += 733) {
      Clip made = Resampler.resample(sine(hertz, rate, rate), 16_000);
      double level = 20 * Math.log10(rms(made.samples(), new float[16_000]) * Math.sqrt(2) + 1e-12);
      worst = Math.max(worst, level);
    }
    assertThat(worst).isLessThan(STOPPED_DECIBELS);
  }

  @Test
  void aConstantStaysAndLengthsAreRoundedUp() {
    float[] ones = new float[4411];
    Arrays.fill(ones, 1);
    Clip made = Resampler.resample(new Clip(ones, 44_100), 16_000);
    assertThat(made.samples()).hasSize((int) Math.ceil(4411 * 160 / 441.0));
    for (int i = 100; i < 1500; i++) {
      assertThat(made.samples()[i]).isBetween(1 - 1e-6f, 1 + 1e-6f);
    }
  }

  @Test
  void theSameRateIsTheSameClip() {
    Clip clip = new Clip(new float[5], 16_000);
    assertThat(Resampler.resample(clip, 16_000)).isSameAs(clip);
  }

  @Test
  void aRateWithoutACommonDivisorNeedsNoTable() {
    Clip made = Resampler.resample(sine(500, 767_999, 76_800), 16_000);
    assertThat(made.samples()).hasSize(1601);
  }

  @Test
  void ratesOutOfRangeAreOneLine() {
    assertThatThrownBy(() -> Resampler.resample(new Clip(new float[5], 500), 16_000))
        .isInstanceOf(UserError.class)
        .hasMessage(
            "cannot resample 500 Hz; 1000 to 768000 Hz are taken: convert the recording first");
  }

  /** The difference away from the ends, where the clip's own edge is not band-limited. */
  private static double rms(float[] a, float[] b) {
    double sum = 0;
    for (int i = 1000; i < 15_000; i++) {
      sum += Math.pow((double) a[i] - b[i], 2);
    }
    return Math.sqrt(sum / 14_000);
  }

  private static Clip sine(double hertz, int rate, int count) {
    float[] samples = new float[count];
    for (int i = 0; i < count; i++) {
      samples[i] = (float) Math.sin(2 * Math.PI * hertz * i / rate);
    }
    return new Clip(samples, rate);
  }
}
