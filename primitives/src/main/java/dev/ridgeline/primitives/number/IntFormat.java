package dev.ridgeline.primitives.number;

/**
 * Signed integers of {@code bits} bits with a scale: q = round(x / s), s = max|x| / (2^(bits-1) -
 * 1), half to even, symmetric. The scale is that of the tensor, or of each block of it.
 *
 * @param bits 2 to 16
 * @param perTap whether each block of a tensor has its own scale
 */
public record IntFormat(int bits, boolean perTap) implements NumberFormat {
  /** One scale a tensor. */
  public static final IntFormat INT8 = new IntFormat(8, false);

  /** One scale a tap of a transform. */
  public static final IntFormat INT8_PER_TAP = new IntFormat(8, true);

  public IntFormat {
    if (bits < 2 || bits > 16) {
      throw new IllegalArgumentException("an integer format has 2 to 16 bits but got " + bits);
    }
  }

  @Override
  public String label() {
    return "int" + bits + (perTap ? "-tap" : "");
  }

  @Override
  public double unitRoundoff() {
    return 0.5 / largest();
  }

  private int largest() {
    return (1 << (bits - 1)) - 1;
  }

  @Override
  public void store(double[] values, int blocks) {
    int parts = perTap ? blocks : 1;
    int length = values.length / parts;
    for (int part = 0; part < parts; part++) {
      round(values, part * length, length);
    }
  }

  private void round(double[] values, int offset, int length) {
    double most = 0;
    for (int i = offset; i < offset + length; i++) {
      most = Math.max(most, Math.abs(values[i]));
    }
    if (most == 0) {
      return;
    }
    double scale = most / largest();
    for (int i = offset; i < offset + length; i++) {
      values[i] = Math.rint(values[i] / scale) * scale;
    }
  }

  @Override
  public boolean givenRounded() {
    return false;
  }
}
