package dev.ridgeline.primitives.conv;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ridgeline.primitives.fft.FftConv;
import dev.ridgeline.primitives.number.FloatFormat;
import dev.ridgeline.primitives.number.Precision;
import dev.ridgeline.primitives.winograd.WinogradConv;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Every algorithm against the definition in f64, on shapes that nobody chose. */
final class RandomShapesTest {
  private static final int SHAPES = 5000;
  private static final long SEED = 20261123;

  /** What a single case may have above K u, many outputs or one; see docs/decisions. */
  private static final double SCATTER_OF_MANY = 1.8;

  private static final double SCATTER_OF_ONE = 6;

  private static final List<ConvAlgorithm> ALGORITHMS =
      List.of(
          new DirectConv(),
          new LoweredConv(),
          new MecConv(),
          new IndirectConv(),
          new SplitConv(WinogradConv.tile(2)),
          new SplitConv(WinogradConv.tile(4)),
          new SplitConv(WinogradConv.tile(6)),
          new SplitConv(FftConv.whole()),
          new SplitConv(FftConv.tiles(16)));

  @Test
  void everyAlgorithmStaysWithinItsError() {
    Random random = new Random(SEED);
    Precision precision = Precision.of(FloatFormat.F32);
    int refused = 0;
    Map<String, List<Double>> ratios = new LinkedHashMap<>();
    for (int i = 0; i < SHAPES; i++) {
      ConvProblem problem = RandomProblems.next(random);
      double[] input = RandomProblems.uniform(random, problem.inputSize());
      double[] filter = RandomProblems.uniform(random, problem.filterSize());
      double[] reference = DirectReference.f64(problem, input, filter);
      for (ConvAlgorithm algorithm : ALGORITHMS) {
        switch (algorithm.run(problem, input, filter, precision)) {
          case ConvOutcome.Unsupported unsupported -> {
            refused++;
            assertThat(unsupported.reason()).contains(" needs ", " but got ", "; use ");
          }
          case ConvOutcome.Computed computed -> {
            double bound = algorithm.predictedK(problem) * FloatFormat.F32.unitRoundoff();
            double ratio = error(problem, computed.output(), reference) / bound;
            assertThat(ratio)
                .as(() -> algorithm.name() + " on " + problem)
                .isLessThanOrEqualTo(scatter(reference.length));
            ratios.computeIfAbsent(algorithm.name(), _ -> new ArrayList<>()).add(ratio);
          }
        }
      }
    }
    assertThat(refused).as("vertical dilation of MEC").isBetween(1, SHAPES / 2);
    assertThat(ratios).hasSameSizeAs(ALGORITHMS);
    ratios.forEach((name, all) -> {
      double squares = all.stream().mapToDouble(ratio -> ratio * ratio).sum();
      assertThat(Math.sqrt(squares / all.size()))
          .as("error over K u of %s, root mean square of %d shapes", name, all.size())
          .isBetween(0.5, 1.0);
    });
  }

  /** The fewer outputs, the further a single case may lie from the expected error. */
  private static double scatter(int outputs) {
    return SCATTER_OF_MANY + SCATTER_OF_ONE / Math.cbrt(outputs);
  }

  /**
   * The relative L2. A handful of outputs may cancel by chance, and then their size says nothing of
   * the sums behind them: it is taken to be at least that of uniform values in [-1, 1].
   */
  private static double error(ConvProblem problem, double[] output, double[] reference) {
    double squares = 0;
    double size = 0;
    for (int i = 0; i < output.length; i++) {
      squares += (output[i] - reference[i]) * (output[i] - reference[i]);
      size += reference[i] * reference[i];
    }
    return Math.sqrt(squares / Math.max(size, problem.macs() / 9.0));
  }

  @Test
  void theSplitIsExactInWholeNumbers() {
    Random random = new Random(SEED + 1);
    SplitConv split = new SplitConv(WinogradConv.tile(1));
    Precision precision = Precision.of(FloatFormat.F64);
    for (int i = 0; i < 500; i++) {
      ConvProblem problem = RandomProblems.next(random);
      double[] input = random.ints(problem.inputSize(), -128, 128).asDoubleStream().toArray();
      double[] filter = random.ints(problem.filterSize(), -128, 128).asDoubleStream().toArray();
      assertThat(split.run(problem, input, filter, precision).output())
          .as(problem.toString())
          .isEqualTo(DirectReference.f64(problem, input, filter));
    }
  }

  @Test
  void paddingNeedNotBeZero() {
    ConvProblem problem =
        new ConvProblem(1, 2, 3, 1, ConvAxis.padded(5, 3, 1), new ConvAxis(6, 3, 2, 1, 4, 0), -3);
    Random random = new Random(SEED + 2);
    double[] input = random.ints(problem.inputSize(), -128, 128).asDoubleStream().toArray();
    double[] filter = random.ints(problem.filterSize(), -128, 128).asDoubleStream().toArray();
    double[] reference = DirectReference.doubleDouble(problem, input, filter);
    double corner = 0;
    for (int c = 0; c < 2; c++) {
      for (int k = 0; k < 3; k++) {
        for (int l = 0; l < 3; l++) {
          corner += -3 * filter[(c * 3 + k) * 3 + l];
        }
      }
    }
    assertThat(reference[0]).as("all taps in the padding").isEqualTo(corner);
    for (ConvAlgorithm algorithm : ALGORITHMS) {
      double[] output =
          algorithm.run(problem, input, filter, Precision.of(FloatFormat.F64)).output();
      assertThat(ErrorNorms.of(output, reference).relativeL2())
          .as(algorithm.name())
          .isLessThan(1e3 * FloatFormat.F64.unitRoundoff());
    }
  }
}
