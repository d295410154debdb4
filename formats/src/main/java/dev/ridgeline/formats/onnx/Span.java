package dev.ridgeline.formats.onnx;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/**
 * A run of bytes in a file or in memory, not copied.
 *
 * @param segment what holds the bytes
 * @param offset where they start in it, in bytes
 * @param length how many there are
 * @param inFile whether {@code segment} is the whole model file, so that {@code offset} is an
 *     offset into it
 */
record Span(MemorySegment segment, long offset, long length, boolean inFile) {
  static Span of(byte[] bytes) {
    return new Span(MemorySegment.ofArray(bytes), 0, bytes.length, false);
  }

  MemorySegment slice() {
    return segment.asSlice(offset, length).asReadOnly();
  }

  byte[] copy() {
    return segment.asSlice(offset, length).toArray(ValueLayout.JAVA_BYTE);
  }
}
