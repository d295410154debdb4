package dev.ridgeline.core.shape;

import dev.ridgeline.core.graph.Constant;
import dev.ridgeline.core.graph.Graph;
import dev.ridgeline.core.op.Control;
import dev.ridgeline.core.tensor.DType;
import dev.ridgeline.core.tensor.Dim;
import dev.ridgeline.core.tensor.Shape;
import dev.ridgeline.core.tensor.TensorType;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Types of operators with bodies: what both branches, or every iteration, agree on. */
final class ControlTypes {
  private ControlTypes() {}

  static List<TensorType> infer(
      Control op,
      NodeFacts facts,
      Map<String, TensorType> outerTypes,
      Map<String, Constant> outerConstants) {
    return switch (op) {
      case Control.If branches -> {
        List<TensorType> then = outputs(branches.thenBranch(), outerTypes, outerConstants);
        List<TensorType> other = outputs(branches.elseBranch(), outerTypes, outerConstants);
        List<TensorType> merged = new ArrayList<>();
        for (int i = 0; i < Math.min(then.size(), other.size()); i++) {
          merged.add(merge(facts, then.get(i), other.get(i)));
        }
        yield merged;
      }
      case Control.Loop loop -> {
        List<TensorType> body = outputs(loop.body(), outerTypes, outerConstants);
        int carried = Math.max(0, facts.inputCount() - 2);
        List<TensorType> types = new ArrayList<>();
        for (int i = 1; i < body.size(); i++) {
          TensorType type = body.get(i);
          if (i <= carried) {
            types.add(merge(facts, facts.type(i + 1), type));
          } else {
            List<Dim> dims = new ArrayList<>();
            dims.add(facts.unknownDim("trips"));
            dims.addAll(type.shape().dims());
            types.add(
                new TensorType(
                    type.dtype(), type.shape().ranked() ? Shape.of(dims) : Shape.unranked()));
          }
        }
        yield types;
      }
    };
  }

  private static List<TensorType> outputs(
      Graph body, Map<String, TensorType> outerTypes, Map<String, Constant> outerConstants) {
    Map<String, TensorType> types = new HashMap<>(outerTypes);
    Map<String, Constant> constants = new HashMap<>(outerConstants);
    constants.putAll(body.constants());
    return ShapeInference.inferInto(body, types, constants, body.outputs());
  }

  private static TensorType merge(NodeFacts facts, TensorType a, TensorType b) {
    DType dtype = a.dtype() == DType.UNKNOWN ? b.dtype() : a.dtype();
    if (!a.shape().ranked() || !b.shape().ranked() || a.shape().rank() != b.shape().rank()) {
      return new TensorType(dtype, Shape.unranked());
    }
    List<Dim> dims = new ArrayList<>();
    for (int i = 0; i < a.shape().rank(); i++) {
      dims.add(
          a.shape().dim(i).equals(b.shape().dim(i)) ? a.shape().dim(i) : facts.unknownDim("d" + i));
    }
    return new TensorType(dtype, Shape.of(dims));
  }
}
