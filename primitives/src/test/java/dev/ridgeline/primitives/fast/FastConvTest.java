package dev.ridgeline.primitives.fast;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ridgeline.core.execution.Gemm;
import dev.ridgeline.primitives.conv.ConvAxis;
import dev.ridgeline.primitives.conv.ConvProblem;
import dev.ridgeline.primitives.conv.DirectReference;
import dev.ridgeline.primitives.multiply.SimdGemm;
import dev.ridgeline.primitives.number.FloatFormat;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** The fast forms against the definition in f64, within the error that is known of each. */
final class FastConvTest {
  private static final long SEED = 20261123;
  private static final int SHAPES = 800;
  private static final double SCATTER = 8;
  private static final Gemm GEMM = new SimdGemm();

  @Test
  void everyFastFormStaysWithinItsError() {
    Random random = new Random(SEED);
    int ran = 0;
    for (int i = 0; i < SHAPES; i++) {
      ConvProblem problem = problem(random);
      float[] input = uniform(random, problem.inputSize());
      float[] filter = uniform(random, problem.filterSize());
      double[] reference = DirectReference.f64(problem, doubles(input), doubles(filter));
      for (FastAlgorithm algorithm : FastAlgorithms.all()) {
        if (algorithm.refusal(problem).isPresent()) {
          continue;
        }
        ran++;
        double k = algorithm.studied(problem).predictedK(problem);
        FastConv conv = algorithm.prepare(problem, filter, GEMM, 1 + i % 3);
        assertThat(error(problem, run(conv, input), reference))
            .as(() -> algorithm.name() + " on " + problem)
            .isLessThanOrEqualTo(SCATTER * k * FloatFormat.F32.unitRoundoff());
      }
    }
    assertThat(ran).isGreaterThan(SHAPES);
  }

  /** Nothing of an earlier run is left: not in borders, not in the rows that fill up a block. */
  @Test
  void runsDoNotDependOnEarlierRuns() {
    ConvProblem problem =
        new ConvProblem(3, 5, 7, ConvAxis.padded(9, 3, 1), ConvAxis.padded(11, 3, 1));
    Random random = new Random(SEED);
    float[] filter = uniform(random, problem.filterSize());
    float[] input = uniform(random, problem.inputSize());
    float[] broken = new float[problem.inputSize()];
    Arrays.fill(broken, Float.NaN);
    for (FastAlgorithm algorithm : FastAlgorithms.all()) {
      FastConv conv = algorithm.prepare(problem, filter, GEMM, 2);
      float[] first = new float[problem.outputSize()];
      conv.run(input, first);
      conv.run(broken, new float[problem.outputSize()]);
      float[] second = new float[problem.outputSize()];
      conv.run(input, second);
      assertThat(second).as(algorithm.name()).isEqualTo(first);
    }
  }

  @Test
  void refusalsSayWhy() {
    ConvAxis five = ConvAxis.padded(16, 5, 2);
    ConvAxis strided = new ConvAxis(16, 3, 2, 1, 1, 1);
    ConvAxis three = ConvAxis.padded(16, 3, 1);
    FastAlgorithm winograd = FastWinograd.tile(4);
    assertThat(winograd.refusal(new ConvProblem(1, 8, 8, five, five)))
        .hasValue("the fast winograd-f4 has a kernel of 3x3 but this is 5x5; use im2col or fft");
    assertThat(winograd.refusal(new ConvProblem(1, 8, 8, strided, three)))
        .hasValue(
            "the fast winograd-f4 has stride 1 and dilation 1; with others it saves nothing; use im2col");
    assertThat(winograd.refusal(new ConvProblem(1, 8, 8, 2, three, three, 0)))
        .hasValue(
            "the fast winograd-f4 has one group but this has 2; groups leave too few channels to win; use im2col");
    assertThat(winograd.refusal(new ConvProblem(1, 8, 8, 1, three, three, 1)))
        .hasValue(
            "the fast winograd-f4 pads with zeros but the padding value is 1.0; use the studied form");
    assertThat(new FastLowered().refusal(new ConvProblem(1, 8, 8, 2, three, three, 0)))
        .hasValue("the fast im2col has one group but this has 2; convolve each group alone");
    assertThatThrownBy(
            () -> winograd.prepare(new ConvProblem(1, 8, 8, five, five), new float[1600], GEMM, 1))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void workspaceIsKnownBefore() {
    ConvProblem problem =
        new ConvProblem(1, 64, 64, ConvAxis.padded(56, 3, 1), ConvAxis.padded(56, 3, 1));
    assertThat(FastWinograd.tile(4).workspaceBytes(problem, 1))
        .isGreaterThan(4L * 58 * 58 * 64)
        .isLessThan(3L << 20);
    for (FastAlgorithm algorithm : FastAlgorithms.all()) {
      FastConv conv = algorithm.prepare(problem, new float[problem.filterSize()], GEMM, 2);
      assertThat(conv.workspaceBytes()).isEqualTo(algorithm.workspaceBytes(problem, 2));
    }
  }

  private static double[] run(FastConv conv, float[] nchw) {
    ConvProblem p = conv.problem();
    float[] output = new float[p.outputSize()];
    Arrays.fill(output, Float.NaN);
    conv.run(Layouts.channelsLast(nchw, p.batch(), p.inChannels(), pixels(p, true)), output);
    return doubles(Layouts.channelsFirst(output, p.batch(), p.outChannels(), pixels(p, false)));
  }

  private static int pixels(ConvProblem p, boolean input) {
    return input
        ? p.rows().input() * p.columns().input()
        : p.rows().output() * p.columns().output();
  }

  private static double error(ConvProblem problem, double[] output, double[] reference) {
    double squares = 0;
    double size = 0;
    for (int i = 0; i < output.length; i++) {
      squares += (output[i] - reference[i]) * (output[i] - reference[i]);
      size += reference[i] * reference[i];
    }
    return Math.sqrt(squares / Math.max(size, problem.macs() / 9.0));
  }

  private static ConvProblem problem(Random random) {
    List<Integer> kernels = List.of(1, 2, 3, 3, 3, 3, 5, 7);
    boolean square = random.nextInt(4) > 0;
    int kernel = kernels.get(random.nextInt(kernels.size()));
    return new ConvProblem(
        1 + random.nextInt(3),
        1 + random.nextInt(20),
        1 + random.nextInt(20),
        axis(random, kernel),
        axis(random, square ? kernel : kernels.get(random.nextInt(kernels.size()))));
  }

  private static ConvAxis axis(Random random, int kernel) {
    int stride = random.nextInt(5) == 0 ? 1 + random.nextInt(3) : 1;
    int dilation = random.nextInt(5) == 0 ? 1 + random.nextInt(3) : 1;
    int before = random.nextInt(kernel + 1);
    int after = random.nextInt(kernel + 1);
    int least = Math.max(1, dilation * (kernel - 1) + 1 - before - after);
    return new ConvAxis(least + random.nextInt(15), kernel, stride, dilation, before, after);
  }

  private static float[] uniform(Random random, int size) {
    float[] values = new float[size];
    for (int i = 0; i < size; i++) {
      values[i] = (float) (2 * random.nextDouble() - 1);
    }
    return values;
  }

  private static double[] doubles(float[] values) {
    double[] out = new double[values.length];
    for (int i = 0; i < out.length; i++) {
      out[i] = values[i];
    }
    return out;
  }
}
