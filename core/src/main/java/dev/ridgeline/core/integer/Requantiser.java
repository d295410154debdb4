package dev.ridgeline.core.integer;

/**
 * Brings an integer of one scale to another: {@code round(x factor)} in a named rounding.
 *
 * <p><b>Error.</b> At most half a unit of the result, and what {@link FixedPointMultiplier} says.
 */
public final class Requantiser {
  private enum Way {
    HALF_AWAY,
    HALF_UP,
    FLOAT
  }

  private final Way way;
  private final FixedPointMultiplier multiplier;
  private final float factor;

  private Requantiser(Way way, double factor) {
    this.way = way;
    this.multiplier = FixedPointMultiplier.of(factor);
    this.factor = (float) factor;
  }

  /** For sums of products that a matrix multiplication makes: dense and pointwise layers. */
  public static Requantiser ofMatrixProducts(Rounding rounding, double factor) {
    return new Requantiser(
        switch (rounding) {
          case TFLM -> Way.HALF_AWAY;
          case TFLITE_DESKTOP -> Way.HALF_UP;
          case ONNX -> Way.FLOAT;
        },
        factor);
  }

  /** For all other integers. */
  public static Requantiser of(Rounding rounding, double factor) {
    return new Requantiser(
        switch (rounding) {
          case TFLM, TFLITE_DESKTOP -> Way.HALF_AWAY;
          case ONNX -> Way.FLOAT;
        },
        factor);
  }

  /** {@code x} in the other scale. */
  public int apply(int x) {
    return switch (way) {
      case HALF_AWAY -> multiplier.halfAwayFromZero(x);
      case HALF_UP -> multiplier.halfUp(x);
      case FLOAT -> (int) Math.rint((double) (x * factor));
    };
  }
}
