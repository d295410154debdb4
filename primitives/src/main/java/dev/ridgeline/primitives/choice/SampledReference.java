package dev.ridgeline.primitives.choice;

import dev.ridgeline.primitives.conv.ConvAxis;
import dev.ridgeline.primitives.conv.ConvProblem;
import java.util.SplittableRandom;

/**
 * Direct convolution in f64 at some outputs: all where there are at most {@value #MOST}, else as
 * many drawn by chance with the corners of every image among them.
 *
 * @param places indices of outputs, NHWC
 * @param values what stands there
 */
record SampledReference(int[] places, double[] values) {
  static final int MOST = 4096;

  /**
   * @param input NHWC
   * @param filter OIHW
   */
  static SampledReference of(ConvProblem problem, float[] input, float[] filter, long seed) {
    int size = problem.outputSize();
    int[] places = new int[Math.min(size, MOST)];
    SplittableRandom random = new SplittableRandom(seed);
    for (int i = 0; i < places.length; i++) {
      places[i] = size <= MOST ? i : random.nextInt(size);
    }
    if (size > MOST) {
      corners(problem, places);
    }
    double[] values = new double[places.length];
    for (int i = 0; i < places.length; i++) {
      values[i] = at(problem, input, filter, places[i]);
    }
    return new SampledReference(places, values);
  }

  private static void corners(ConvProblem p, int[] places) {
    int height = p.rows().output();
    int width = p.columns().output();
    int at = 0;
    for (int n = 0; n < p.batch() && at + 4 <= places.length; n++) {
      for (int corner = 0; corner < 4; corner++) {
        int i = corner < 2 ? 0 : height - 1;
        int j = corner % 2 == 0 ? 0 : width - 1;
        places[at++] = ((n * height + i) * width + j) * p.outChannels();
      }
    }
  }

  private static double at(ConvProblem p, float[] input, float[] filter, int place) {
    int o = place % p.outChannels();
    int pixel = place / p.outChannels();
    int j = pixel % p.columns().output();
    int i = pixel / p.columns().output() % p.rows().output();
    int n = pixel / p.columns().output() / p.rows().output();
    int channels = p.groupInChannels();
    int first = o / p.groupOutChannels() * channels;
    double sum = 0;
    for (int k = 0; k < p.rows().kernel(); k++) {
      int y = tap(p.rows(), i, k);
      for (int l = 0; l < p.columns().kernel(); l++) {
        int x = tap(p.columns(), j, l);
        boolean inside = y >= 0 && y < p.rows().input() && x >= 0 && x < p.columns().input();
        for (int c = 0; c < channels; c++) {
          double value =
              inside
                  ? input[
                      ((n * p.rows().input() + y) * p.columns().input() + x) * p.inChannels()
                          + first
                          + c]
                  : p.padValue();
          sum +=
              value
                  * filter[((o * channels + c) * p.rows().kernel() + k) * p.columns().kernel() + l];
        }
      }
    }
    return sum;
  }

  private static int tap(ConvAxis axis, int output, int k) {
    return axis.stride() * output + axis.dilation() * k - axis.padBefore();
  }

  /** The relative L2 distance of an NHWC output; infinite where it is no number. */
  double relativeL2(float[] output) {
    double squares = 0;
    double size = 0;
    for (int i = 0; i < places.length; i++) {
      double d = output[places[i]] - values[i];
      squares += d * d;
      size += values[i] * values[i];
    }
    double error = Math.sqrt(squares / Math.max(size, Double.MIN_NORMAL));
    return Double.isNaN(error) ? Double.POSITIVE_INFINITY : error;
  }
}
