package dev.ridgeline.core.integer;

/**
 * The range that results are clamped to, in integers of the result: that of its type, narrowed by a
 * fused activation.
 */
public record Limits(int least, int most) {
  /** All of i8. */
  public static final Limits I8 = new Limits(-128, 127);

  public Limits {
    if (least > most) {
      throw new IllegalArgumentException("limits %d to %d are empty".formatted(least, most));
    }
  }

  public int clamp(long value) {
    return Math.clamp(value, least, most);
  }
}
