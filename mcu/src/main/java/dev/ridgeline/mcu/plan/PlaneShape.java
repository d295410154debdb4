package dev.ridgeline.mcu.plan;

/**
 * One channel with its padding, as the depthwise kernels read it, in i16.
 *
 * @param form which kernel reads it
 * @param rows of the plane
 * @param rowValues of a row; even
 */
public record PlaneShape(Form form, int rows, int rowValues) {
  /** Kernels by how many outputs side by side they compute. */
  public enum Form {
    /** Five, stride 1, rows of 8 values. */
    NARROW,
    /** Four, stride 1. */
    WIDE,
    /** Four, stride 2. */
    STRIDED
  }

  /** The plane of a 3x3 kernel. */
  public static PlaneShape of(Geometry g) {
    int rows = Math.max(g.padTop() + g.inH(), (g.outH() - 1) * g.strideH() + 3);
    if (g.strideH() == 1 && g.outW() <= 5 && g.padLeft() + g.inW() <= 8) {
      return new PlaneShape(Form.NARROW, rows, 8);
    }
    int tiles = Math.ceilDiv(g.outW(), 4);
    int read = g.strideH() == 1 ? 4 * tiles + 2 : 8 * tiles + 2;
    int values = Math.max(read, g.padLeft() + g.inW());
    return new PlaneShape(
        g.strideH() == 1 ? Form.WIDE : Form.STRIDED, rows, Math.ceilDiv(values, 2) * 2);
  }

  int bytes() {
    return rows * rowValues * Short.BYTES;
  }
}
