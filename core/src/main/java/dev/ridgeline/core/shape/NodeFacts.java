package dev.ridgeline.core.shape;

import dev.ridgeline.core.UserError;
import dev.ridgeline.core.graph.Constant;
import dev.ridgeline.core.graph.Node;
import dev.ridgeline.core.tensor.DType;
import dev.ridgeline.core.tensor.Dim;
import dev.ridgeline.core.tensor.Shape;
import dev.ridgeline.core.tensor.Tensor;
import dev.ridgeline.core.tensor.TensorType;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What is known about one node's inputs while its outputs are inferred. */
final class NodeFacts {
  private final Node node;
  private final Map<String, TensorType> types;
  private final Map<String, Constant> constants;
  private final Map<String, IntValues> values;

  NodeFacts(
      Node node,
      Map<String, TensorType> types,
      Map<String, Constant> constants,
      Map<String, IntValues> values) {
    this.node = node;
    this.types = types;
    this.constants = constants;
    this.values = values;
  }

  Node node() {
    return node;
  }

  boolean has(int index) {
    return node.has(index);
  }

  int inputCount() {
    return node.inputs().size();
  }

  TensorType type(int index) {
    TensorType type = types.get(node.input(index));
    return type == null ? TensorType.unknown() : type;
  }

  Shape shape(int index) {
    return type(index).shape();
  }

  DType dtype(int index) {
    return type(index).dtype();
  }

  /** Whether the number of dimensions of every input from 0 to {@code count}-1 is known. */
  boolean ranked(int count) {
    for (int i = 0; i < count; i++) {
      if (!shape(i).ranked()) {
        return false;
      }
    }
    return true;
  }

  /** The elements of integer input {@code index} as far as they are known. */
  Optional<IntValues> ints(int index) {
    return node.has(index) ? Optional.ofNullable(values.get(node.input(index))) : Optional.empty();
  }

  /** The elements of integer input {@code index} when all of them are numbers. */
  Optional<List<Long>> longs(int index) {
    return ints(index).filter(IntValues::isKnown).map(IntValues::longs);
  }

  /** The elements of a small constant f32 input. */
  Optional<List<Float>> floats(int index) {
    if (!node.has(index)) {
      return Optional.empty();
    }
    Constant constant = constants.get(node.input(index));
    if (constant == null || constant.type().dtype() != DType.F32 || constant.elements() > 64) {
      return Optional.empty();
    }
    Tensor tensor = constant.tensor();
    List<Float> floats = new ArrayList<>();
    for (long i = 0; i < constant.elements(); i++) {
      floats.add(tensor.floatAt(i));
    }
    return Optional.of(floats);
  }

  /** {@code axis} counted from the front; fails when it lies outside {@code rank}. */
  int axis(long axis, int rank) {
    if (axis < -rank || axis >= rank) {
      throw fail("axis %d is outside the %d dimensions of its input".formatted(axis, rank));
    }
    return (int) (axis < 0 ? axis + rank : axis);
  }

  /** Fails unless two dimensions can be equal; returns the one that says more. */
  Dim same(Dim a, Dim b, String what) {
    if (a.isKnown() && b.isKnown() && !a.equals(b)) {
      throw fail("%s must agree but are %s and %s".formatted(what, a, b));
    }
    return a.isKnown() ? a : b;
  }

  /** An error of the model, with the node's name and its input types. */
  UserError fail(String message) {
    List<String> given = new ArrayList<>();
    for (int i = 0; i < node.inputs().size(); i++) {
      given.add(node.has(i) ? type(i).toString() : "-");
    }
    return new UserError(
        "node '%s' (%s) with inputs %s: %s; mend the model or its input shapes"
            .formatted(node.name(), node.op().label(), String.join(", ", given), message));
  }

  /** A symbol for a size that only running can tell. */
  Dim unknownDim(String what) {
    return Dim.symbol(what + "(" + node.name() + ")");
  }

  /** An output of type {@code dtype} about whose shape only the rank is known. */
  Shape unknownShape(int rank) {
    List<Dim> dims = new ArrayList<>();
    for (int i = 0; i < rank; i++) {
      dims.add(unknownDim("d" + i));
    }
    return Shape.of(dims);
  }
}
