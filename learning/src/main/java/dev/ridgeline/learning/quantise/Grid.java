package dev.ridgeline.learning.quantise;

/**
 * The reals that integers of a width stand for: {@code scale (q - zeroPoint)}, {@code q =
 * clamp(rint(x / scale) + zeroPoint)}, ties to even as ONNX's QuantizeLinear has them.
 *
 * @param scale the distance of two neighbours
 * @param zeroPoint the integer that stands for 0
 * @param levels the integers
 */
public record Grid(float scale, int zeroPoint, Levels levels) {
  /** Checks the scale and that 0 is one of the reals. */
  public Grid {
    if (!(scale > 0) || Float.isInfinite(scale)) {
      throw new IllegalArgumentException("a scale is positive and finite but got " + scale);
    }
    if (zeroPoint < levels.least() || zeroPoint > levels.most()) {
      throw new IllegalArgumentException("zero point " + zeroPoint + " is not in " + levels);
    }
  }

  /** The grid that covers a range, which is widened to hold 0. */
  public static Grid covering(double least, double most, Levels levels) {
    double low = Math.min(0, least);
    double high = Math.max(0, most);
    if (low == high) {
      return new Grid(1, Math.clamp(0, levels.least(), levels.most()), levels);
    }
    float scale = (float) Math.max((high - low) / levels.span(), Float.MIN_NORMAL);
    long zero = Math.round(levels.least() - low / scale);
    return new Grid(scale, Math.clamp(zero, levels.least(), levels.most()), levels);
  }

  /** The integer nearest to x. */
  public int integer(float x) {
    double whole = Math.rint(x / scale) + zeroPoint;
    return (int) Math.clamp(whole, levels.least(), levels.most());
  }

  /** The real nearest to x that an integer stands for. */
  public float round(float x) {
    return scale * (integer(x) - zeroPoint);
  }

  /** The least real. */
  public float least() {
    return scale * (levels.least() - zeroPoint);
  }

  /** The largest real. */
  public float most() {
    return scale * (levels.most() - zeroPoint);
  }
}
