package dev.ridgeline.engine.kernel;

import java.lang.foreign.MemorySegment;

/**
 * Memory of one value or of scratch.
 *
 * @param segment exactly its bytes
 * @param bound what a compiled kernel takes for it: the Java array, or the segment
 */
public record Block(MemorySegment segment, Object bound) {

  /** How many f32 elements it holds. */
  public int floats() {
    return Math.toIntExact(segment.byteSize() / Float.BYTES);
  }
}
