package dev.ridgeline.measure.machine;

import java.util.Arrays;

/**
 * The array of one thread and the passes over it. Slices begin at the start of a cache line and are
 * set apart so that no two lie at the same distance from a 4 KiB page.
 */
final class StreamBuffer {
  private static final int LINE_FLOATS = 16;

  /** Room for the alignment and for two gaps of a few lines. */
  private static final int SPARE_FLOATS = 16 * LINE_FLOATS;

  private static final int GAP_FLOATS = 5 * LINE_FLOATS;
  private static final float SCALE = 0.5f;

  private final float[] x;
  private final float[] sums = new float[FloatStreams.LANES];
  private int origin;

  /** Allocates and touches room for working sets of up to so many bytes. */
  StreamBuffer(long bytes) {
    x = new float[Math.toIntExact(bytes / Float.BYTES) + SPARE_FLOATS];
    Arrays.fill(x, 1f);
  }

  /** Largest working set in bytes that an array can hold. */
  static long maxBytes() {
    return 4L * (Integer.MAX_VALUE - 64 - SPARE_FLOATS);
  }

  /** Elements of each slice that a working set of so many bytes gives. */
  static int count(BandwidthKernel kernel, long bytes) {
    long elements = bytes / Float.BYTES / kernel.arrays();
    long whole = elements / FloatStreams.STEP * FloatStreams.STEP;
    return Math.toIntExact(Math.max(FloatStreams.STEP, whole));
  }

  /** Bytes that one pass moves by the STREAM convention, which are those it touches. */
  static long bytesPerPass(BandwidthKernel kernel, long bytes) {
    return (long) count(kernel, bytes) * kernel.arrays() * Float.BYTES;
  }

  /** Sets to one what a working set of so many bytes reaches, as {@link #verify} expects. */
  void fill(long bytes) {
    Arrays.fill(x, 0, (int) Math.min(x.length, bytes / Float.BYTES + SPARE_FLOATS), 1f);
  }

  /** Runs the kernel so many times over its slices of the working set. */
  void run(BandwidthKernel kernel, long bytes, int passes) {
    int n = count(kernel, bytes);
    int a = origin;
    int b = a + n + GAP_FLOATS;
    switch (kernel) {
      case READ -> FloatStreams.read(x, a, n, passes, sums);
      case WRITE -> FloatStreams.write(x, a, n, passes, 1.5f);
      case COPY -> FloatStreams.copy(x, a, b, n, passes);
      case TRIAD -> FloatStreams.triad(x, a, b, b + n + GAP_FLOATS, n, passes, SCALE);
    }
  }

  /** Whether the last run did its work, all elements having been one before. */
  boolean verify(BandwidthKernel kernel, long bytes) {
    int n = count(kernel, bytes);
    return switch (kernel) {
      // Every accumulator counts ones and is exact; three additions and the lanes' sum are not.
      case READ -> Math.abs(FloatStreams.total(sums) - n) <= 16 * 0x1p-24 * n;
      case WRITE -> holds(n, 1.5f);
      case COPY -> holds(n, 1f);
      case TRIAD -> holds(n, 1f + SCALE);
    };
  }

  private boolean holds(int n, float value) {
    for (int i = origin; i < origin + n; i++) {
      if (x[i] != value) {
        return false;
      }
    }
    return x[origin + n] == 1f;
  }

  /**
   * Finds where a cache line begins, which the JVM does not tell: of all 16 offsets the one at
   * which a pass over 8 KiB is fastest, because vectors that straddle two lines take two accesses.
   */
  void align() {
    long best = Long.MAX_VALUE;
    int bestOrigin = 0;
    for (int round = 0; round < 20; round++) {
      for (int candidate = 0; candidate < LINE_FLOATS; candidate++) {
        origin = candidate;
        long begin = System.nanoTime();
        run(BandwidthKernel.READ, 8 << 10, 50);
        run(BandwidthKernel.WRITE, 8 << 10, 50);
        long nanos = System.nanoTime() - begin;
        if (nanos < best) {
          best = nanos;
          bestOrigin = candidate;
        }
      }
    }
    origin = bestOrigin;
  }
}
