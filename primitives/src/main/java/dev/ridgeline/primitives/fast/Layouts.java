package dev.ridgeline.primitives.fast;

/** From channels first to channels last and back. */
public final class Layouts {
  private Layouts() {}

  /** NCHW as NHWC. */
  public static float[] channelsLast(float[] nchw, int batch, int channels, int pixels) {
    float[] out = new float[batch * channels * pixels];
    for (int n = 0; n < batch; n++) {
      transpose(nchw, n * channels * pixels, channels, pixels, out);
    }
    return out;
  }

  /** NHWC as NCHW. */
  public static float[] channelsFirst(float[] nhwc, int batch, int channels, int pixels) {
    float[] out = new float[batch * channels * pixels];
    for (int n = 0; n < batch; n++) {
      transpose(nhwc, n * channels * pixels, pixels, channels, out);
    }
    return out;
  }

  private static void transpose(float[] from, int offset, int rows, int columns, float[] to) {
    for (int i = 0; i < rows; i++) {
      for (int j = 0; j < columns; j++) {
        to[offset + j * rows + i] = from[offset + i * columns + j];
      }
    }
  }
}
