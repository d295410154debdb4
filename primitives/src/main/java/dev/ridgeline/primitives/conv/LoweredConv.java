package dev.ridgeline.primitives.conv;

import dev.ridgeline.primitives.number.FloatFormat;
import dev.ridgeline.primitives.number.NumberFormat;
import dev.ridgeline.primitives.number.Phase;
import dev.ridgeline.primitives.number.Precision;

/**
 * im2col + GEMM: the patches of every output as a matrix of (C kh kw) x (N Ho Wo), ordered as OIHW,
 * then one multiplication for each group.
 *
 * <p>Error: that of the multiplication; with sums in order equal to direct, bit for bit. Cost: the
 * multiplications of direct, workspace C kh kw N Ho Wo values of a group. Limits: none.
 *
 * <p>Source: Chellapilla, Puri, Simard, "High performance convolutional neural networks for
 * document processing" (2006).
 */
public final class LoweredConv implements ConvAlgorithm {
  @Override
  public String name() {
    return "im2col";
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
    double[] w = Stores.copy(storage, filter);
    ImageReader image = new ImageReader(problem, Stores.copy(storage, input));
    int pixels = problem.rows().output() * problem.columns().output();
    double[] output = new double[problem.outputSize()];
    for (int n = 0; n < problem.batch(); n++) {
      for (int group = 0; group < problem.groups(); group++) {
        double[] patches = patches(problem, image, n, group);
        int first = group * problem.groupOutChannels();
        EmulatedGemm.multiply(
            arithmetic,
            new EmulatedGemm.Size(problem.groupOutChannels(), pixels, problem.reductionSize()),
            w,
            first * problem.reductionSize(),
            patches,
            output,
            (n * problem.outChannels() + first) * pixels);
      }
    }
    return new ConvOutcome.Computed(Stores.output(storage, output));
  }

  /** (C kh kw) rows, Ho Wo columns. */
  private static double[] patches(ConvProblem problem, ImageReader image, int n, int group) {
    int channels = problem.groupInChannels();
    int height = problem.rows().output();
    int width = problem.columns().output();
    double[] patches = new double[problem.reductionSize() * height * width];
    int at = 0;
    for (int c = group * channels; c < (group + 1) * channels; c++) {
      for (int k = 0; k < problem.rows().kernel(); k++) {
        for (int l = 0; l < problem.columns().kernel(); l++) {
          for (int i = 0; i < height; i++) {
            for (int j = 0; j < width; j++) {
              patches[at++] = image.tap(n, c, i, j, k, l);
            }
          }
        }
      }
    }
    return patches;
  }
}
