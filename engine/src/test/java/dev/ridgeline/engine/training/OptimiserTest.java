package dev.ridgeline.engine.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ridgeline.core.UserError;
import java.lang.foreign.MemorySegment;
import java.util.Arrays;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** Optimisers against their formulas in f64, and against values worked out by hand. */
final class OptimiserTest {
  /** Each of 20 steps rounds some ten times. */
  private static final double ROUNDOFFS = 200;

  private static final double U = 0x1p-24;

  /** A weight after some steps, in f64. */
  private interface Reference {
    double after(double weight, double[] gradients);
  }

  private static void follows(Optimiser optimiser, Reference reference) {
    int n = 20_003;
    SplittableRandom random = new SplittableRandom(1);
    float[] start = new float[n];
    float[][] gradients = new float[20][n];
    for (int i = 0; i < n; i++) {
      start[i] = (float) random.nextDouble(-1, 1);
      for (float[] g : gradients) {
        g[i] = (float) random.nextDouble(-1, 1);
      }
    }
    float[] one = run(optimiser, start, gradients, 1);
    for (int i = 0; i < n; i++) {
      int at = i;
      double[] g = Arrays.stream(gradients).mapToDouble(step -> step[at]).toArray();
      double expected = reference.after(start[i], g);
      assertThat(Math.abs(one[i] - expected)).isLessThanOrEqualTo(ROUNDOFFS * U * 2);
    }
    assertThat(run(optimiser, start, gradients, 2)).isEqualTo(one);
  }

  private static float[] run(Optimiser optimiser, float[] start, float[][] gradients, int threads) {
    float[] weights = start.clone();
    float[] gradient = new float[start.length];
    Update update =
        new Update(
            optimiser, MemorySegment.ofArray(weights), MemorySegment.ofArray(gradient), threads);
    for (int t = 0; t < gradients.length; t++) {
      System.arraycopy(gradients[t], 0, gradient, 0, gradient.length);
      assertThat(update.step(t + 1, 1)).isTrue();
    }
    return weights;
  }

  @Test
  void momentumFollowsItsFormula() {
    follows(
        new Optimiser.Sgd(0.02, 0.9, false, 0.01),
        (w, gs) -> {
          double v = 0;
          double x = w;
          for (double g : gs) {
            v = 0.9 * v + (g + 0.01 * x);
            x -= 0.02 * v;
          }
          return x;
        });
  }

  @Test
  void nesterovFollowsItsFormula() {
    follows(
        new Optimiser.Sgd(0.02, 0.9, true, 0),
        (w, gs) -> {
          double v = 0;
          double x = w;
          for (double g : gs) {
            v = 0.9 * v + g;
            x -= 0.02 * (g + 0.9 * v);
          }
          return x;
        });
  }

  @Test
  void adamFollowsItsFormula() {
    follows(
        new Optimiser.Adam(0.01, 0.9, 0.999, 1e-8, 0.01),
        (w, gs) -> {
          double m = 0;
          double v = 0;
          double x = w;
          for (int t = 1; t <= gs.length; t++) {
            double g = gs[t - 1] + 0.01 * x;
            m = 0.9 * m + 0.1 * g;
            v = 0.999 * v + 0.001 * g * g;
            double mHat = m / (1 - Math.pow(0.9, t));
            double vHat = v / (1 - Math.pow(0.999, t));
            x -= 0.01 * mHat / (Math.sqrt(vHat) + 1e-8);
          }
          return x;
        });
  }

  @Test
  void adadeltaFollowsItsFormula() {
    follows(
        new Optimiser.Adadelta(1, 0.9, 1e-6, 0),
        (w, gs) -> {
          double v = 0;
          double u = 0;
          double x = w;
          for (double g : gs) {
            v = 0.9 * v + 0.1 * g * g;
            double d = Math.sqrt(u + 1e-6) / Math.sqrt(v + 1e-6) * g;
            u = 0.9 * u + 0.1 * d * d;
            x -= d;
          }
          return x;
        });
  }

  /** Worked out by hand: gradients 1, then 2, from weight 1. */
  @Test
  void twoStepsHaveTheValuesOfPaper() {
    float[] start = {1};
    float[][] gradients = {{1}, {2}};
    // v = 1, then 2.5: 1 - 0.1 - 0.25.
    assertThat(run(new Optimiser.Sgd(0.1, 0.5, false, 0), start, gradients, 1)[0])
        .isCloseTo(0.65f, org.assertj.core.data.Offset.offset(1e-6f));
    // The first step of Adam is its rate; the second, with betas of a half, has m = 1.25 / 0.75 and
    // v = 2.25 / 0.75: 0.9 - 0.1 * 1.6667 / 1.7321.
    assertThat(run(new Optimiser.Adam(0.1, 0.5, 0.5, 1e-8, 0), start, gradients, 1)[0])
        .isCloseTo(0.8037750f, org.assertj.core.data.Offset.offset(1e-6f));
    // With rho a half and epsilon 0.01: d = 0.1 / sqrt(0.51), u = d^2 / 2 = 0.0098039; then v =
    // 2.25, d = 2 sqrt(0.0198039 / 2.26).
    assertThat(run(new Optimiser.Adadelta(1, 0.5, 0.01, 0), start, gradients, 1)[0])
        .isCloseTo(0.6727523f, org.assertj.core.data.Offset.offset(1e-6f));
  }

  @Test
  void aWeightThatIsNotFiniteIsSeenWhereverItStands() {
    for (String name : Optimiser.NAMES) {
      for (int at : new int[] {0, 4, 18}) {
        float[] gradient = new float[19];
        gradient[at] = at == 4 ? Float.POSITIVE_INFINITY : Float.NaN;
        Update update =
            new Update(
                Optimiser.named(name),
                MemorySegment.ofArray(new float[19]),
                MemorySegment.ofArray(gradient),
                1);
        assertThat(update.step(1, 1)).as("%s %d", name, at).isFalse();
      }
    }
  }

  @Test
  void badSettingsAreRefused() {
    refused(
        () -> Optimiser.named("lion"), "no optimiser 'lion'; choose one of sgd, adam, adadelta");
    refused(() -> Optimiser.named("sgd").withRate(0), "the rate is 0.0; give a number above 0");
    refused(() -> Optimiser.named("adam").withRate(Double.NaN), "the rate is NaN");
    refused(() -> new Optimiser.Sgd(1, 1, false, 0), "momentum is 1.0; give 0 to below 1");
    refused(() -> new Optimiser.Sgd(1, 0, true, 0), "look-ahead needs a momentum above 0");
    refused(() -> new Optimiser.Sgd(1, 0, false, -1), "the weight decay is -1.0; give 0 to below");
    refused(() -> new Optimiser.Adam(1, 1, 0, 1e-8, 0), "beta1 is 1.0");
    refused(() -> new Optimiser.Adam(1, 0, -1, 1e-8, 0), "beta2 is -1.0");
    refused(() -> new Optimiser.Adam(1, 0, 0, 0, 0), "epsilon is 0.0; give a number above 0");
    refused(() -> new Optimiser.Adadelta(1, 2, 1e-6, 0), "rho is 2.0; give 0 to below 1");
  }

  private static void refused(Runnable act, String message) {
    assertThatThrownBy(act::run).isInstanceOf(UserError.class).hasMessageContaining(message);
  }
}
