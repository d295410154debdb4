package dev.ridgeline.primitives.conv;

import dev.ridgeline.primitives.number.FloatFormat;
import dev.ridgeline.primitives.number.NumberFormat;
import dev.ridgeline.primitives.number.Phase;
import dev.ridgeline.primitives.number.Precision;
import java.util.Arrays;

/**
 * Indirect convolution: Ho x Wo x kh x kw pointers to rows of C values (NHWC), those outside the
 * image to one row of padding; nothing of the input is copied but for the layout.
 *
 * <p>Error: as direct; the order of the sum is kh, kw, C. Cost: the multiplications of direct,
 * workspace Ho Wo kh kw pointers and one row. Limits: none.
 *
 * <p>Source: Dukhan, "The indirect convolution algorithm" (2019), arXiv:1907.02129.
 */
public final class IndirectConv implements ConvAlgorithm {
  @Override
  public String name() {
    return "indirect";
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
    double[] x = Stores.copy(storage, input);
    int[] pointers = pointers(problem);
    double[] output = new double[problem.outputSize()];
    for (int n = 0; n < problem.batch(); n++) {
      double[] rows = channelsLast(problem, x, n);
      for (int o = 0; o < problem.outChannels(); o++) {
        channel(problem, rows, pointers, w, arithmetic, n, o, output);
      }
    }
    return new ConvOutcome.Computed(Stores.output(storage, output));
  }

  /** For every output and tap the first value of its row; padding is the row after the last. */
  private static int[] pointers(ConvProblem problem) {
    ConvAxis rows = problem.rows();
    ConvAxis columns = problem.columns();
    int area = rows.kernel() * columns.kernel();
    int[] pointers = new int[rows.output() * columns.output() * area];
    int at = 0;
    for (int i = 0; i < rows.output(); i++) {
      for (int j = 0; j < columns.output(); j++) {
        for (int k = 0; k < rows.kernel(); k++) {
          int row = rows.stride() * i + rows.dilation() * k - rows.padBefore();
          for (int l = 0; l < columns.kernel(); l++) {
            int column = columns.stride() * j + columns.dilation() * l - columns.padBefore();
            boolean inside =
                row >= 0 && row < rows.input() && column >= 0 && column < columns.input();
            int pixel = inside ? row * columns.input() + column : rows.input() * columns.input();
            pointers[at++] = pixel * problem.inChannels();
          }
        }
      }
    }
    return pointers;
  }

  private static double[] channelsLast(ConvProblem problem, double[] input, int n) {
    int channels = problem.inChannels();
    int area = problem.rows().input() * problem.columns().input();
    double[] rows = new double[(area + 1) * channels];
    for (int c = 0; c < channels; c++) {
      for (int p = 0; p < area; p++) {
        rows[p * channels + c] = input[(n * channels + c) * area + p];
      }
    }
    Arrays.fill(rows, area * channels, rows.length, problem.padValue());
    return rows;
  }

  private static void channel(
      ConvProblem problem,
      double[] rows,
      int[] pointers,
      double[] filter,
      FloatFormat arithmetic,
      int n,
      int o,
      double[] output) {
    int channels = problem.groupInChannels();
    int first = o / problem.groupOutChannels() * channels;
    int area = problem.rows().kernel() * problem.columns().kernel();
    int pixels = problem.rows().output() * problem.columns().output();
    for (int p = 0; p < pixels; p++) {
      double sum = 0;
      for (int t = 0; t < area; t++) {
        int row = pointers[p * area + t] + first;
        for (int c = 0; c < channels; c++) {
          double weight = filter[(o * channels + c) * area + t];
          sum = arithmetic.add(sum, arithmetic.multiply(rows[row + c], weight));
        }
      }
      output[(n * problem.outChannels() + o) * pixels + p] = sum;
    }
  }
}
