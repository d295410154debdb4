package dev.ridgeline.compiler.target;

/** Where a target takes its buffers. */
public enum MemoryKind {
  /**
   * Java arrays: {@code float[]}, {@code double[]}, {@code int[]}, {@code long[]}, {@code short[]}
   * for i16, {@code byte[]} for i8, u8 and bool.
   */
  HEAP,
  /** {@link java.lang.foreign.MemorySegment} off the heap, aligned to 64 bytes. */
  NATIVE
}
