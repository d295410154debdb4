package dev.ridgeline.app.page;

/** A limit of a machine, as it is drawn on a roofline. */
public sealed interface Roof {
  /** What limits, such as {@code DRAM, 2 threads}. */
  String name();

  /** A horizontal ceiling: a peak of arithmetic in GFLOP/s. */
  record Compute(String name, double gflops) implements Roof {
    public Compute {
      check(name, gflops);
    }
  }

  /** A diagonal: the bandwidth of a memory level in GB/s (10^9). */
  record Bandwidth(String name, double gigabytesPerSecond) implements Roof {
    public Bandwidth {
      check(name, gigabytesPerSecond);
    }
  }

  private static void check(String name, double limit) {
    if (name.isBlank() || !(limit > 0) || Double.isInfinite(limit)) {
      throw new IllegalArgumentException("roof '" + name + "' needs a positive limit: " + limit);
    }
  }
}
