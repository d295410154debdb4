package dev.ridgeline.core.shape;

import dev.ridgeline.core.tensor.Dim;
import dev.ridgeline.core.tensor.Shape;
import java.util.List;

/**
 * The elements of a small integer tensor as far as they are known while shapes are inferred: what
 * ONNX graphs compute shapes with. Elements may be symbols.
 *
 * @param shape a known shape
 * @param elements row-major
 */
record IntValues(Shape shape, List<Dim> elements) {
  /** Tensors with more elements are not followed. */
  static final int MAX_ELEMENTS = 1024;

  IntValues {
    elements = List.copyOf(elements);
    if (shape.elements() != elements.size()) {
      throw new IllegalArgumentException(
          shape + " has " + shape.elements() + " elements but got " + elements.size());
    }
  }

  static IntValues vector(List<Dim> elements) {
    return new IntValues(Shape.of(elements.size()), elements);
  }

  static IntValues scalar(Dim element) {
    return new IntValues(Shape.scalar(), List.of(element));
  }

  boolean isKnown() {
    return elements.stream().allMatch(Dim::isKnown);
  }

  /** The elements as numbers; throws {@link IllegalStateException} when one is a symbol. */
  List<Long> longs() {
    return elements.stream().map(Dim::size).toList();
  }
}
