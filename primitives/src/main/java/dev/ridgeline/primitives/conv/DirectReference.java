package dev.ridgeline.primitives.conv;

/**
 * The result that errors are measured against: direct convolution in f64, or with twice its digits.
 *
 * <p>Error: {@link #f64} up to n 2^-53 of the sum of magnitudes for n products, {@link
 * #doubleDouble} about n 2^-104 before the last rounding to f64. Cost: one multiply-add a product,
 * or about ten operations.
 *
 * <p>Source: Ogita, Rump, Oishi, "Accurate sum and dot product", SIAM J. Sci. Comput. 26 (2005),
 * algorithm 5.3 (Dot2).
 */
public final class DirectReference {
  private DirectReference() {}

  /** Sums in f64, one product after the other. */
  public static double[] f64(ConvProblem problem, double[] input, double[] filter) {
    return new Run(problem, input, filter, false).output();
  }

  /** Sums in double-double, rounded once at the end. */
  public static double[] doubleDouble(ConvProblem problem, double[] input, double[] filter) {
    return new Run(problem, input, filter, true).output();
  }

  private static final class Run {
    private final ConvProblem problem;
    private final ImageReader image;
    private final double[] filter;
    private final boolean twice;

    Run(ConvProblem problem, double[] input, double[] filter, boolean twice) {
      this.problem = problem;
      this.image = new ImageReader(problem, input);
      this.filter = filter;
      this.twice = twice;
    }

    double[] output() {
      double[] output = new double[problem.outputSize()];
      int at = 0;
      for (int n = 0; n < problem.batch(); n++) {
        for (int o = 0; o < problem.outChannels(); o++) {
          for (int i = 0; i < problem.rows().output(); i++) {
            for (int j = 0; j < problem.columns().output(); j++) {
              output[at++] = twice ? dotTwice(n, o, i, j) : dot(n, o, i, j);
            }
          }
        }
      }
      return output;
    }

    private double dot(int n, int o, int i, int j) {
      int first = o / problem.groupOutChannels() * problem.groupInChannels();
      int at = o * problem.reductionSize();
      double sum = 0;
      for (int c = 0; c < problem.groupInChannels(); c++) {
        for (int k = 0; k < problem.rows().kernel(); k++) {
          for (int l = 0; l < problem.columns().kernel(); l++) {
            sum += image.tap(n, first + c, i, j, k, l) * filter[at++];
          }
        }
      }
      return sum;
    }

    private double dotTwice(int n, int o, int i, int j) {
      int first = o / problem.groupOutChannels() * problem.groupInChannels();
      int at = o * problem.reductionSize();
      double sum = 0;
      double rest = 0;
      for (int c = 0; c < problem.groupInChannels(); c++) {
        for (int k = 0; k < problem.rows().kernel(); k++) {
          for (int l = 0; l < problem.columns().kernel(); l++) {
            double x = image.tap(n, first + c, i, j, k, l);
            double w = filter[at++];
            double product = x * w;
            double next = sum + product;
            double part = next - sum;
            rest += Math.fma(x, w, -product) + ((sum - (next - part)) + (product - part));
            sum = next;
          }
        }
      }
      return sum + rest;
    }
  }
}
