package dev.ridgeline.formats.onnx;

import java.util.Arrays;
import java.util.List;

/** A list of numbers that grows as they are read. */
final class LongList {
  private long[] elements = new long[4];
  private int size;

  void add(long element) {
    if (size == elements.length) {
      elements = Arrays.copyOf(elements, Math.multiplyExact(size, 2));
    }
    elements[size++] = element;
  }

  int size() {
    return size;
  }

  long get(int index) {
    return elements[index];
  }

  List<Long> toList() {
    return Arrays.stream(elements, 0, size).boxed().toList();
  }
}
