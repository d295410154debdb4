package dev.ridgeline.measure.roofline;

/**
 * A ceiling of bandwidth.
 *
 * @param name such as {@code L2} or {@code DRAM}
 * @param gigabytesPerSecond 10^9 bytes a second
 */
public record MemoryRoof(String name, double gigabytesPerSecond) {
  /** The ceiling is positive and finite. */
  public MemoryRoof {
    Roofline.requirePositive(name, gigabytesPerSecond);
  }

  /** What the bandwidth lets through at an intensity of FLOP per byte, 10^9 FLOP/s. */
  public double gigaflopsAt(double intensity) {
    return intensity * gigabytesPerSecond;
  }
}
