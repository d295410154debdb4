package dev.ridgeline.compiler.ir;

import dev.ridgeline.core.tensor.DType;
import java.util.ArrayList;
import java.util.List;

/**
 * A piece of memory that programs read and write. Within a program a name stands for one buffer.
 *
 * @param name a Java identifier; dots are allowed inside
 * @param dtype element type in memory
 * @param shape extents; empty for a single element
 * @param strides in elements, one for each dimension
 * @param scope where it lives
 */
public record Buffer(
    String name, DType dtype, List<Integer> shape, List<Integer> strides, Scope scope) {
  public Buffer {
    shape = List.copyOf(shape);
    strides = List.copyOf(strides);
    ScalarType.loadedFrom(dtype);
    if (shape.size() != strides.size()) {
      throw new IllegalArgumentException(
          "buffer '" + name + "' has shape " + shape + " but strides " + strides);
    }
    for (int extent : shape) {
      if (extent < 1) {
        throw new IllegalArgumentException(
            "buffer '" + name + "' has shape " + shape + "; every extent is at least 1");
      }
    }
  }

  /** A dense buffer in row-major order. */
  public static Buffer dense(String name, DType dtype, List<Integer> shape, Scope scope) {
    return new Buffer(name, dtype, shape, denseStrides(shape, name), scope);
  }

  private static List<Integer> denseStrides(List<Integer> shape, String name) {
    List<Integer> strides = new ArrayList<>();
    long stride = 1;
    for (int extent : shape.reversed()) {
      strides.addFirst((int) stride);
      stride *= extent;
      if (stride > Integer.MAX_VALUE - 64) {
        throw new IllegalArgumentException(
            "buffer '" + name + "' of shape " + shape + " has more than 2^31 - 64 elements");
      }
    }
    return strides;
  }

  public int rank() {
    return shape.size();
  }

  /** The type of an element once loaded. */
  public ScalarType elementType() {
    return ScalarType.loadedFrom(dtype);
  }

  /** Elements of memory that it takes, gaps of its strides included. */
  public int span() {
    int last = 0;
    for (int d = 0; d < rank(); d++) {
      last += (shape.get(d) - 1) * strides.get(d);
    }
    return last + 1;
  }

  public long bytes() {
    return dtype.bytes(span());
  }

  public Buffer withShape(List<Integer> other) {
    return dense(name, dtype, other, scope);
  }

  public Buffer withStrides(List<Integer> other) {
    return new Buffer(name, dtype, shape, other, scope);
  }

  public Buffer withScope(Scope other) {
    return new Buffer(name, dtype, shape, strides, other);
  }

  public boolean isDense() {
    return strides.equals(denseStrides(shape, name));
  }
}
