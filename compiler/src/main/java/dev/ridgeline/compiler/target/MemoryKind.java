package dev.ridgeline.compiler.target;

/** Where a target takes its buffers. */
public enum MemoryKind {
  /**
   * Java arrays: {@code float[]}, {@code double[]}, {@code int[]}, {@code long[]}, {@code short[]}
   * for i16, {@code byte[]} for i8, u8 and bool.
   */
  HEAP,
  /** {@link java.lang.foreign.MemorySegment} off the heap, aligned to 64 bytes. */
  NATIVE;

  /**
   * Elements behind the end of a Java array that kernels store parts of vectors to: as many as the
   * widest vectors have of f32. A masked store that would reach over the end of an array takes a
   * slow way, which allocates.
   */
  public static final int ROOM_BEHIND = 16;
}
