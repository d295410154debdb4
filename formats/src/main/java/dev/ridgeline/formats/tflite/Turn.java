package dev.ridgeline.formats.tflite;

import java.lang.foreign.MemorySegment;

/** Turns filters between [taps, channels] and [channels, taps]. */
final class Turn {
  private Turn() {}

  static MemorySegment channelsFirst(MemorySegment from, int taps, int channels, int width) {
    return turned(from, taps, channels, width);
  }

  static MemorySegment channelsLast(MemorySegment from, int taps, int channels, int width) {
    return turned(from, channels, taps, width);
  }

  /** The transpose of a matrix of {@code rows} by {@code columns} elements. */
  private static MemorySegment turned(MemorySegment from, int rows, int columns, int width) {
    MemorySegment to = MemorySegment.ofArray(new byte[rows * columns * width]);
    for (int r = 0; r < rows; r++) {
      for (int c = 0; c < columns; c++) {
        MemorySegment.copy(
            from, (long) (r * columns + c) * width, to, (long) (c * rows + r) * width, width);
      }
    }
    return to;
  }
}
