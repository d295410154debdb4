package dev.ridgeline.core.shape;

import dev.ridgeline.core.op.Generate;
import dev.ridgeline.core.tensor.DType;
import dev.ridgeline.core.tensor.Dim;
import dev.ridgeline.core.tensor.Shape;
import dev.ridgeline.core.tensor.TensorType;
import java.util.List;
import java.util.Optional;

/** Types of operators that make values. */
final class GenerateTypes {
  private GenerateTypes() {}

  static TensorType infer(Generate op, NodeFacts facts) {
    return switch (op) {
      case Generate.ConstantOfShape fill ->
          new TensorType(fill.dtype(), MovementTypes.shapeFromInput(facts, 0));
      case Generate.Range _ -> new TensorType(facts.dtype(0), Shape.of(rangeLength(facts)));
      case Generate.EyeLike eye -> new TensorType(orLike(eye.dtype(), facts), facts.shape(0));
      case Generate.RandomTensor random ->
          random.likeInput()
              ? new TensorType(orLike(random.dtype(), facts), facts.shape(0))
              : new TensorType(random.dtype(), random.shape());
      case Generate.Bernoulli bernoulli ->
          new TensorType(orLike(bernoulli.dtype(), facts), facts.shape(0));
    };
  }

  private static DType orLike(DType dtype, NodeFacts facts) {
    return dtype == DType.UNKNOWN ? facts.dtype(0) : dtype;
  }

  private static Dim rangeLength(NodeFacts facts) {
    Optional<Dim> start = facts.ints(0).map(v -> v.elements().getFirst());
    Optional<Dim> limit = facts.ints(1).map(v -> v.elements().getFirst());
    Optional<Dim> step = facts.ints(2).map(v -> v.elements().getFirst());
    if (start.isEmpty()
        || limit.isEmpty()
        || step.isEmpty()
        || !step.get().isKnown()
        || step.get().is(0)) {
      return facts.unknownDim("range");
    }
    if (step.get().is(1) && start.get().is(0)) {
      return limit.get().isKnown() ? Dim.of(Math.max(0, limit.get().size())) : limit.get();
    }
    if (start.get().isKnown() && limit.get().isKnown()) {
      long span = Math.subtractExact(limit.get().size(), start.get().size());
      return Dim.of(Math.max(0, Math.ceilDiv(span, step.get().size())));
    }
    return facts.unknownDim("range");
  }

  /** Element types that shape arithmetic follows. */
  static boolean followed(DType dtype) {
    return List.of(DType.I64, DType.I32, DType.BOOL).contains(dtype);
  }
}
