package dev.ridgeline.measure.chip;

/**
 * One figure of a chip, and what it rests on.
 *
 * @param value in {@code unit}, above 0
 * @param unit {@code GFLOP/s} or {@code GOP/s} for peaks, {@code GB/s}, {@code W}
 * @param evidence how much it rests on
 * @param source where it is from
 * @param note a remark, or empty
 * @param conflict what another source says, or empty
 */
public record Figure(
    double value, String unit, Evidence evidence, String source, String note, String conflict) {

  /** A figure is positive and finite. */
  public Figure {
    if (!(value > 0) || Double.isInfinite(value)) {
      throw new IllegalArgumentException("figure " + value + " " + unit + ", allowed is above 0");
    }
  }

  /** Marks for a table: {@code ?} unverified, {@code !} another source conflicts. */
  public String marks() {
    return (evidence.verified() ? "" : "?") + (conflict.isEmpty() ? "" : "!");
  }
}
