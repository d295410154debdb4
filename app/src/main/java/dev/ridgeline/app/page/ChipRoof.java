package dev.ridgeline.app.page;

/**
 * One chip at one precision, as a line of a {@link ChipRooflinesChart}.
 *
 * @param name the chip
 * @param group what its colour stands for, such as its kind or the precision
 * @param gflops peak in GFLOP/s, or GOP/s for integers
 * @param gigabytesPerSecond memory bandwidth in GB/s (10^9)
 * @param doubt why the figures are not certain, such as {@code unverified}; empty where they are
 */
public record ChipRoof(
    String name, String group, double gflops, double gigabytesPerSecond, String doubt) {
  public ChipRoof {
    if (name.isBlank()
        || !(gflops > 0)
        || !(gigabytesPerSecond > 0)
        || Double.isInfinite(gflops * gigabytesPerSecond)) {
      throw new IllegalArgumentException(
          "chip '%s' needs a positive peak and bandwidth but has %s and %s"
              .formatted(name, gflops, gigabytesPerSecond));
    }
  }

  /** A chip whose figures are certain. */
  public static ChipRoof of(String name, String group, double gflops, double gigabytesPerSecond) {
    return new ChipRoof(name, group, gflops, gigabytesPerSecond, "");
  }

  /**
   * The operational intensity in FLOP per byte from which on the chip is bound by its arithmetic.
   */
  double ridge() {
    return gflops / gigabytesPerSecond;
  }
}
