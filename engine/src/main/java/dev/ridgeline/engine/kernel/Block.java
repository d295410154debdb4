package dev.ridgeline.engine.kernel;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/**
 * Memory of one value or of scratch.
 *
 * @param segment exactly its bytes
 * @param bound what a compiled kernel takes for it: the Java array, or the segment
 */
public record Block(MemorySegment segment, Object bound) {
  private static final ValueLayout.OfFloat F32 = ValueLayout.JAVA_FLOAT_UNALIGNED;

  /** Copies f32 elements to element {@code first} and those behind it. */
  void set(long first, float[] values) {
    MemorySegment.copy(values, 0, segment, F32, first * Float.BYTES, values.length);
  }

  /** How many f32 elements it holds. */
  public int floats() {
    return Math.toIntExact(segment.byteSize() / Float.BYTES);
  }
}
