package dev.ridgeline.primitives.study;

import dev.ridgeline.primitives.conv.ConvAlgorithm;
import dev.ridgeline.primitives.conv.ConvOutcome;
import dev.ridgeline.primitives.conv.ConvProblem;
import dev.ridgeline.primitives.conv.DirectReference;
import dev.ridgeline.primitives.conv.ErrorNorms;
import dev.ridgeline.primitives.number.FloatFormat;
import dev.ridgeline.primitives.number.Precision;
import java.util.Optional;
import java.util.Random;

/**
 * Errors of an algorithm in a precision, means over seeds.
 *
 * <p>The reference is direct convolution in f64 (double-double for f64) on inputs already rounded
 * to a floating-point format, so that the error is the algorithm's. Integers and logarithms are
 * held to the inputs before rounding, which there is part of the method.
 *
 * @param algorithm its name
 * @param format of the precision
 * @param channels input channels of a group
 * @param relativeL2 of the output
 * @param k the same over the unit roundoff of the storage format
 * @param predictedK by the model, where sums are stored as the values are
 * @param meanL1 mean absolute error
 * @param largest largest absolute error of all seeds
 * @param largestUlps the same in units of the last place of f32
 * @param unsupported the reason, where the algorithm cannot do the case; all figures are NaN then
 */
public record ConvError(
    String algorithm,
    String format,
    int channels,
    double relativeL2,
    double k,
    double predictedK,
    double meanL1,
    double largest,
    double largestUlps,
    Optional<String> unsupported) {

  /** What tensors are filled with. */
  public enum Values {
    /** Uniform in [-1, 1]. */
    UNIFORM,
    /** Normal, mean 0, variance 1. */
    NORMAL
  }

  /** Measures over the seeds {@code seed}, {@code seed + 1}, ... */
  public static ConvError measure(
      ConvAlgorithm algorithm,
      ConvProblem problem,
      Precision precision,
      Values values,
      long seed,
      int seeds) {
    double relative = 0;
    double l1 = 0;
    double largest = 0;
    double ulps = 0;
    for (int i = 0; i < seeds; i++) {
      Random random = new Random(seed + i);
      double[] input = tensor(random, problem.inputSize(), values, precision);
      double[] filter = tensor(random, problem.filterSize(), values, precision);
      switch (algorithm.run(problem, input, filter, precision)) {
        case ConvOutcome.Unsupported unsupported -> {
          return refused(algorithm, problem, precision, unsupported.reason());
        }
        case ConvOutcome.Computed computed -> {
          double[] reference =
              precision.storage().equals(FloatFormat.F64)
                  ? DirectReference.doubleDouble(problem, input, filter)
                  : DirectReference.f64(problem, input, filter);
          ErrorNorms norms = ErrorNorms.of(computed.output(), reference);
          relative += norms.relativeL2() / seeds;
          l1 += norms.meanL1() / seeds;
          largest = Math.max(largest, norms.largest());
          ulps = Math.max(ulps, norms.largestUlps());
        }
      }
    }
    return new ConvError(
        algorithm.name(),
        precision.label(),
        problem.groupInChannels(),
        relative,
        relative / precision.storage().unitRoundoff(),
        algorithm.predictedK(problem),
        l1,
        largest,
        ulps,
        Optional.empty());
  }

  private static ConvError refused(
      ConvAlgorithm algorithm, ConvProblem problem, Precision precision, String reason) {
    double none = Double.NaN;
    return new ConvError(
        algorithm.name(),
        precision.label(),
        problem.groupInChannels(),
        none,
        none,
        none,
        none,
        none,
        none,
        Optional.of(reason));
  }

  private static double[] tensor(Random random, int size, Values values, Precision precision) {
    double[] tensor = new double[size];
    for (int i = 0; i < size; i++) {
      double x = values == Values.UNIFORM ? 2 * random.nextDouble() - 1 : random.nextGaussian();
      tensor[i] = precision.storage().equals(FloatFormat.F64) ? x : (float) x;
    }
    if (precision.storage().givenRounded()) {
      precision.storage().store(tensor, 1);
    }
    return tensor;
  }
}
