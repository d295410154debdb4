package dev.ridgeline.core.integer;

/**
 * Sums and differences of integers of different scales: both operands are brought to half the
 * larger scale with 20 more bits, added, and brought to the result's scale.
 *
 * <p><b>Source.</b> TensorFlow Lite, quantised ADD and SUB.
 */
public final class IntegerSum {
  private static final int EXTRA_BITS = 20;

  private final Affine a;
  private final Affine b;
  private final Affine output;
  private final Limits limits;
  private final int sign;
  private final Requantiser fromA;
  private final Requantiser fromB;
  private final Requantiser toOutput;

  /** A sum, or a difference when {@code subtract}. */
  public IntegerSum(
      Rounding rounding, Affine a, Affine b, Affine output, Limits limits, boolean subtract) {
    this.a = a;
    this.b = b;
    this.output = output;
    this.limits = limits;
    this.sign = subtract ? -1 : 1;
    double twiceMost = 2.0 * Math.max(a.scale(), b.scale());
    this.fromA = Requantiser.of(rounding, a.scale() / twiceMost);
    this.fromB = Requantiser.of(rounding, b.scale() / twiceMost);
    this.toOutput =
        Requantiser.of(rounding, twiceMost / ((1 << EXTRA_BITS) * (double) output.scale()));
  }

  public int apply(int x, int y) {
    int ofA = fromA.apply((x - a.zeroPoint()) * (1 << EXTRA_BITS));
    int ofB = fromB.apply((y - b.zeroPoint()) * (1 << EXTRA_BITS));
    return limits.clamp((long) toOutput.apply(ofA + sign * ofB) + output.zeroPoint());
  }
}
