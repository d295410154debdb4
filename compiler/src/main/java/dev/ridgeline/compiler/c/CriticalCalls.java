package dev.ridgeline.compiler.c;

/**
 * Which functions may be called critically: without telling the JVM, which spares a few nanoseconds
 * and lets them work on Java arrays, but holds up the garbage collector until they return. Those
 * that surely take at most 1 ms may.
 */
final class CriticalCalls {
  /** Operations that take less than 1 ms on any machine: 5 ns each, cache misses included. */
  private static final long MOST_OPERATIONS = 200_000;

  private CriticalCalls() {}

  static boolean allows(long operations) {
    return operations != WorkEstimate.UNBOUNDED && operations <= MOST_OPERATIONS;
  }
}
