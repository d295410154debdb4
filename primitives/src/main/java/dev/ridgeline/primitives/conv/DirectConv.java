package dev.ridgeline.primitives.conv;

import dev.ridgeline.primitives.number.FloatFormat;
import dev.ridgeline.primitives.number.NumberFormat;
import dev.ridgeline.primitives.number.Phase;
import dev.ridgeline.primitives.number.Precision;

/**
 * The definition of convolution, one product after the other, rounded after each operation.
 *
 * <p>Error: about 0.3 sqrt(n) u relative L2 for n products a sum of random values (K = 7.2 at n =
 * 576, 1.1 at n = 9; {@code ridgeline conv --study error}). Cost: n multiply-adds an output, no
 * workspace. Limits: none.
 */
public final class DirectConv implements ConvAlgorithm {
  @Override
  public String name() {
    return "direct";
  }

  @Override
  public double predictedK(ConvProblem problem) {
    return SumError.sequential(problem.reductionSize());
  }

  @Override
  public ConvOutcome run(
      ConvProblem problem, double[] input, double[] filter, Precision precision) {
    NumberFormat storage = precision.storage(Phase.PRODUCT);
    FloatFormat arithmetic = precision.arithmetic(Phase.PRODUCT);
    double[] x = Stores.copy(storage, input);
    double[] w = Stores.copy(storage, filter);
    ImageReader image = new ImageReader(problem, x);
    double[] output = new double[problem.outputSize()];
    int at = 0;
    for (int n = 0; n < problem.batch(); n++) {
      for (int o = 0; o < problem.outChannels(); o++) {
        for (int i = 0; i < problem.rows().output(); i++) {
          for (int j = 0; j < problem.columns().output(); j++) {
            output[at++] = sum(problem, image, w, arithmetic, n, o, i, j);
          }
        }
      }
    }
    return new ConvOutcome.Computed(Stores.output(storage, output));
  }

  private static double sum(
      ConvProblem problem,
      ImageReader image,
      double[] filter,
      FloatFormat arithmetic,
      int n,
      int o,
      int i,
      int j) {
    int first = o / problem.groupOutChannels() * problem.groupInChannels();
    int at = o * problem.reductionSize();
    double sum = 0;
    for (int c = 0; c < problem.groupInChannels(); c++) {
      for (int k = 0; k < problem.rows().kernel(); k++) {
        for (int l = 0; l < problem.columns().kernel(); l++) {
          double product = arithmetic.multiply(image.tap(n, first + c, i, j, k, l), filter[at++]);
          sum = arithmetic.add(sum, product);
        }
      }
    }
    return sum;
  }
}
