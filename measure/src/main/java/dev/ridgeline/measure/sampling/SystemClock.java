package dev.ridgeline.measure.sampling;

/** {@link System#nanoTime} with its smallest observed step. */
final class SystemClock implements Clock {
  static final SystemClock INSTANCE = new SystemClock();

  private final String source;

  private SystemClock() {
    long step = Long.MAX_VALUE;
    for (int i = 0; i < 1_000; i++) {
      long before = System.nanoTime();
      long after = System.nanoTime();
      while (after == before) {
        after = System.nanoTime();
      }
      step = Math.min(step, after - before);
    }
    source = "System.nanoTime (monotonic, smallest step seen " + step + " ns)";
  }

  @Override
  public long nanos() {
    return System.nanoTime();
  }

  @Override
  public String source() {
    return source;
  }
}
