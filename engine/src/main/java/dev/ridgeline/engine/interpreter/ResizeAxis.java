package dev.ridgeline.engine.interpreter;

import dev.ridgeline.core.op.Pool;

/** Which elements of one axis make each resampled element, and with which weights. */
final class ResizeAxis {
  private final Pool.Resize op;
  private final int in;
  private final int out;
  private final double scale;
  private final double from;
  private final double to;
  private final int[][] indices;
  private final double[][] weights;
  private final boolean[] outside;

  ResizeAxis(Pool.Resize op, int in, int out, double scale, double from, double to) {
    this.op = op;
    this.in = in;
    this.out = out;
    this.scale = scale;
    this.from = from;
    this.to = to;
    this.indices = new int[out][];
    this.weights = new double[out][];
    this.outside = new boolean[out];
    for (int o = 0; o < out; o++) {
      taps(o);
    }
  }

  int outSize() {
    return out;
  }

  int[][] indices() {
    return indices;
  }

  double[][] weights() {
    return weights;
  }

  /** Where the coordinate lies outside the input. */
  boolean[] outside() {
    return outside;
  }

  private void taps(int o) {
    double x = coordinate(o);
    outside[o] = x < 0 || x > in - 1;
    // The ratio lies in (0, 1]: a whole coordinate has its own element at the right.
    double ratio = x == Math.floor(x) ? 1 : x - Math.floor(x);
    double[] weight = weights(ratio);
    int first = (int) Math.ceil(x) - 1 - (weight.length / 2 - 1);
    int[] index = new int[weight.length];
    double sum = 0;
    for (int i = 0; i < weight.length; i++) {
      index[i] = Math.clamp(first + i, 0, in - 1);
      if (op.excludeOutside() && index[i] != first + i) {
        weight[i] = 0;
      }
      sum += weight[i];
    }
    for (int i = 0; i < weight.length && op.excludeOutside(); i++) {
      weight[i] /= sum;
    }
    indices[o] = index;
    weights[o] = weight;
  }

  /** The coordinate in the input that element {@code o} is taken from. */
  private double coordinate(int o) {
    double exactOut = scale * in;
    return switch (op.coordinates()) {
      case "half_pixel" -> (o + 0.5) / scale - 0.5;
      case "asymmetric" -> o / scale;
      case "align_corners" -> exactOut == 1 ? 0 : o * (in - 1) / (exactOut - 1);
      case "pytorch_half_pixel" -> exactOut == 1 ? -0.5 : (o + 0.5) / scale - 0.5;
      case "half_pixel_symmetric" -> in / 2.0 * (1 - out / exactOut) + (o + 0.5) / scale - 0.5;
      case "tf_half_pixel_for_nn" -> (o + 0.5) / scale;
      case "tf_crop_and_resize" ->
          (exactOut == 1 ? (to - from) * (in - 1) / 2 : o * (to - from) * (in - 1) / (exactOut - 1))
              + from * (in - 1);
      default -> throw new UnsupportedValue("coordinates '" + op.coordinates() + "' are not known");
    };
  }

  private double[] weights(double ratio) {
    boolean smooth = op.antialias() && scale < 1;
    return switch (op.mode()) {
      case "nearest" -> nearest(ratio);
      case "linear" -> smooth ? widened(ratio, 1) : new double[] {1 - ratio, ratio};
      case "cubic" -> smooth ? widened(ratio, 2) : cubic(ratio);
      default -> throw new UnsupportedValue("mode '" + op.mode() + "' is not known");
    };
  }

  private double[] nearest(double ratio) {
    boolean right =
        switch (op.nearestMode()) {
          case "round_prefer_floor" -> ratio > 0.5;
          case "round_prefer_ceil" -> ratio >= 0.5;
          case "floor" -> ratio == 1;
          case "ceil" -> true;
          default ->
              throw new UnsupportedValue("nearest mode '" + op.nearestMode() + "' is not known");
        };
    return right ? new double[] {0, 1} : new double[] {1, 0};
  }

  private double[] cubic(double ratio) {
    return new double[] {kernel(ratio + 1), kernel(ratio), kernel(1 - ratio), kernel(2 - ratio)};
  }

  /** Keys' kernel with the coefficient that the operator gives. */
  private double kernel(double distance) {
    double a = op.cubicCoefficient();
    double d = Math.abs(distance);
    if (d <= 1) {
      return ((a + 2) * d - (a + 3)) * d * d + 1;
    }
    return d < 2 ? ((a * d - 5 * a) * d + 8 * a) * d - 4 * a : 0;
  }

  /** The kernel stretched to the output's distance, so that no element is skipped. */
  private double[] widened(double ratio, int radius) {
    int start = (int) Math.floor(-radius / scale) + 1;
    double[] weight = new double[2 - 2 * start];
    double sum = 0;
    for (int i = 0; i < weight.length; i++) {
      double distance = (start + i - ratio) * scale;
      weight[i] = radius == 1 ? Math.clamp(1 - Math.abs(distance), 0.0, 1.0) : kernel(distance);
      sum += weight[i];
    }
    for (int i = 0; i < weight.length; i++) {
      weight[i] /= sum;
    }
    return weight;
  }
}
