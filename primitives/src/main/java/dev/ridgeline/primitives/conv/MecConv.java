package dev.ridgeline.primitives.conv;

import dev.ridgeline.primitives.number.FloatFormat;
import dev.ridgeline.primitives.number.NumberFormat;
import dev.ridgeline.primitives.number.Phase;
import dev.ridgeline.primitives.number.Precision;

/**
 * Memory-efficient convolution: the input is lowered along the width only, to N x Wo x H x kw x C
 * values; the kernel's rows then lie one after the other, and the Ho multiplications take
 * overlapping windows of them.
 *
 * <p>Error: as direct; the order of the sum is kh, kw, C. Cost: the multiplications of direct,
 * workspace N Wo (H + pads) kw C values, kh/stride times less than im2col. Limits: vertical
 * dilation 1, as rows of a window must follow each other.
 *
 * <p>Source: Cho, Brand, "MEC: memory-efficient convolution for deep neural network", ICML 2017.
 */
public final class MecConv implements ConvAlgorithm {
  @Override
  public String name() {
    return "mec";
  }

  @Override
  public double predictedK(ConvProblem problem) {
    return SumError.sequential(problem.reductionSize());
  }

  @Override
  public ConvOutcome run(
      ConvProblem problem, double[] input, double[] filter, Precision precision) {
    if (problem.rows().dilation() != 1) {
      return new ConvOutcome.Unsupported(
          "MEC needs vertical dilation 1 but got %d; use im2col or indirect"
              .formatted(problem.rows().dilation()));
    }
    NumberFormat storage = precision.storage(Phase.PRODUCT);
    FloatFormat arithmetic = precision.arithmetic(Phase.PRODUCT);
    double[] w = Stores.copy(storage, filter);
    ImageReader image = new ImageReader(problem, Stores.copy(storage, input));
    double[] output = new double[problem.outputSize()];
    for (int n = 0; n < problem.batch(); n++) {
      for (int group = 0; group < problem.groups(); group++) {
        image(problem, lowered(problem, image, n, group), w, arithmetic, n, group, output);
      }
    }
    return new ConvOutcome.Computed(Stores.output(storage, output));
  }

  /** Wo x (pads + H) x kw x C of one image and group. */
  private static double[] lowered(ConvProblem problem, ImageReader image, int n, int group) {
    ConvAxis rows = problem.rows();
    ConvAxis columns = problem.columns();
    int channels = problem.groupInChannels();
    int height = rows.input() + rows.padBefore() + rows.padAfter();
    double[] lowered = new double[columns.output() * height * columns.kernel() * channels];
    int at = 0;
    for (int j = 0; j < columns.output(); j++) {
      for (int row = 0; row < height; row++) {
        for (int l = 0; l < columns.kernel(); l++) {
          int column = columns.stride() * j + columns.dilation() * l - columns.padBefore();
          for (int c = 0; c < channels; c++) {
            lowered[at++] = image.at(n, group * channels + c, row - rows.padBefore(), column);
          }
        }
      }
    }
    return lowered;
  }

  private static void image(
      ConvProblem problem,
      double[] lowered,
      double[] filter,
      FloatFormat arithmetic,
      int n,
      int group,
      double[] output) {
    ConvAxis rows = problem.rows();
    int width = problem.columns().output();
    int line = problem.columns().kernel() * problem.groupInChannels();
    int strip = (rows.input() + rows.padBefore() + rows.padAfter()) * line;
    double[] taps = new double[problem.reductionSize()];
    for (int o = 0; o < problem.groupOutChannels(); o++) {
      int channel = group * problem.groupOutChannels() + o;
      reorder(problem, filter, channel, taps);
      for (int i = 0; i < rows.output(); i++) {
        for (int j = 0; j < width; j++) {
          int window = j * strip + i * rows.stride() * line;
          double sum = 0;
          for (int t = 0; t < taps.length; t++) {
            sum = arithmetic.add(sum, arithmetic.multiply(lowered[window + t], taps[t]));
          }
          output[((n * problem.outChannels() + channel) * rows.output() + i) * width + j] = sum;
        }
      }
    }
  }

  /** One filter from C x kh x kw to kh x kw x C. */
  private static void reorder(ConvProblem problem, double[] filter, int channel, double[] taps) {
    int channels = problem.groupInChannels();
    int area = problem.rows().kernel() * problem.columns().kernel();
    for (int c = 0; c < channels; c++) {
      for (int t = 0; t < area; t++) {
        taps[t * channels + c] = filter[(channel * channels + c) * area + t];
      }
    }
  }
}
