package dev.ridgeline.core.shape;

import dev.ridgeline.core.graph.Constant;
import dev.ridgeline.core.op.Binary;
import dev.ridgeline.core.op.Compare;
import dev.ridgeline.core.op.Generate;
import dev.ridgeline.core.op.Movement;
import dev.ridgeline.core.op.Op;
import dev.ridgeline.core.op.Reduce;
import dev.ridgeline.core.op.Unary;
import dev.ridgeline.core.tensor.DType;
import dev.ridgeline.core.tensor.Dim;
import dev.ridgeline.core.tensor.Shape;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * Follows the small integer tensors that graphs compute shapes with. Where a rule is missing the
 * values are simply not known.
 */
final class ShapeArithmetic {
  private static final ValueLayout.OfLong I64 =
      ValueLayout.JAVA_LONG_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
  private static final ValueLayout.OfInt I32 =
      ValueLayout.JAVA_INT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);

  private ShapeArithmetic() {}

  /** The elements of a constant, when it is a small integer tensor. */
  static Optional<IntValues> literal(Constant constant) {
    DType dtype = constant.type().dtype();
    if (!GenerateTypes.followed(dtype) || constant.elements() > IntValues.MAX_ELEMENTS) {
      return Optional.empty();
    }
    MemorySegment data = constant.data().read(constant.type());
    List<Dim> elements = new ArrayList<>();
    for (long i = 0; i < constant.elements(); i++) {
      elements.add(
          Dim.of(
              switch (dtype) {
                case I64 -> data.get(I64, i * Long.BYTES);
                case I32 -> data.get(I32, i * Integer.BYTES);
                default -> data.get(ValueLayout.JAVA_BYTE, i);
              }));
    }
    return Optional.of(new IntValues(constant.type().shape(), elements));
  }

  /** The elements of output 0 of a node, when its inputs' are known and there is a rule. */
  static Optional<IntValues> evaluate(NodeFacts facts) {
    Op op = facts.node().op();
    if (op instanceof Movement.ShapeOf of) {
      Shape x = facts.shape(0);
      return x.ranked()
          ? Optional.of(IntValues.vector(axesOf(of, x.rank()).stream().map(x::dim).toList()))
          : Optional.empty();
    }
    if (op instanceof Movement.SizeOf) {
      Shape x = facts.shape(0);
      return x.ranked()
          ? Optional.of(IntValues.scalar(x.dims().stream().reduce(Dim.of(1), Dim::times)))
          : Optional.empty();
    }
    if (op instanceof Generate.ConstantOfShape fill && fill.dtype().isInteger()) {
      return filled(facts, fill);
    }
    if (facts.inputCount() == 0 || facts.ints(0).isEmpty()) {
      return Optional.empty();
    }
    IntValues x = facts.ints(0).get();
    return switch (op) {
      case Unary.Cast cast -> GenerateTypes.followed(cast.to()) ? Optional.of(x) : Optional.empty();
      case Unary.Function function ->
          function == Unary.Function.IDENTITY ? Optional.of(x) : Optional.empty();
      case Binary binary -> binary(facts, x, binary);
      case Compare.Relation relation ->
          relation == Compare.Relation.EQUAL ? equal(facts, x) : Optional.empty();
      case Compare.Where _ -> where(facts, x);
      case Movement movement -> movement(facts, x, movement);
      case Reduce.Fold fold -> product(facts, x, fold);
      case Generate.Range _ -> range(facts);
      default -> Optional.empty();
    };
  }

  /** The axes that Shape reports. */
  static List<Integer> axesOf(Movement.ShapeOf op, int rank) {
    int start = Math.clamp(op.start() < 0 ? (long) op.start() + rank : op.start(), 0, rank);
    int end = Math.clamp(op.end() < 0 ? (long) op.end() + rank : op.end(), 0, rank);
    return IntStream.range(start, Math.max(start, end)).boxed().toList();
  }

  private static Optional<IntValues> movement(NodeFacts facts, IntValues x, Movement op) {
    return switch (op) {
      case Movement.Squeeze _, Movement.Unsqueeze _, Movement.Reshape _, Movement.Flatten _ ->
          reshaped(facts, x);
      case Movement.Concat concat ->
          x.shape().rank() == 1 && concat.axis() <= 0 ? concat(facts) : Optional.empty();
      case Movement.Gather gather ->
          x.shape().rank() == 1 && gather.axis() <= 0 ? gather(facts, x) : Optional.empty();
      case Movement.Slice _ -> x.shape().rank() == 1 ? slice(facts, x) : Optional.empty();
      case Movement.Expand _ -> expand(facts, x);
      default -> Optional.empty();
    };
  }

  private static Optional<IntValues> reshaped(NodeFacts facts, IntValues x) {
    Shape out = MovementTypes.infer((Movement) facts.node().op(), facts).getFirst().shape();
    return out.isKnown() && out.elements() == x.elements().size()
        ? Optional.of(new IntValues(out, x.elements()))
        : Optional.empty();
  }

  private static Optional<IntValues> concat(NodeFacts facts) {
    List<Dim> elements = new ArrayList<>();
    for (int i = 0; i < facts.inputCount(); i++) {
      Optional<IntValues> part = facts.ints(i);
      if (part.isEmpty()) {
        Shape shape = facts.shape(i);
        if (!shape.isKnown() || shape.elements() > IntValues.MAX_ELEMENTS) {
          return Optional.empty();
        }
        // Unknown parts keep their place, so that the rank of what is reshaped stays known.
        for (int j = 0; j < shape.elements(); j++) {
          elements.add(facts.unknownDim("part" + i + "." + j));
        }
      } else {
        elements.addAll(part.get().elements());
      }
    }
    return elements.size() <= IntValues.MAX_ELEMENTS
        ? Optional.of(IntValues.vector(elements))
        : Optional.empty();
  }

  private static Optional<IntValues> gather(NodeFacts facts, IntValues x) {
    Optional<IntValues> indices = facts.ints(1);
    if (indices.isEmpty() || !indices.get().isKnown()) {
      return Optional.empty();
    }
    List<Dim> picked = new ArrayList<>();
    for (long index : indices.get().longs()) {
      int size = x.elements().size();
      if (index < -size || index >= size) {
        throw facts.fail("index %d is outside %d elements".formatted(index, size));
      }
      picked.add(x.elements().get((int) (index < 0 ? index + size : index)));
    }
    return Optional.of(new IntValues(indices.get().shape(), picked));
  }

  private static Optional<IntValues> slice(NodeFacts facts, IntValues x) {
    Optional<List<Long>> starts = facts.longs(1);
    Optional<List<Long>> ends = facts.longs(2);
    if (starts.isEmpty()
        || ends.isEmpty()
        || starts.get().size() != 1
        || (facts.has(4) && facts.longs(4).isEmpty())) {
      return Optional.empty();
    }
    long step = facts.longs(4).map(List::getFirst).orElse(1L);
    if (step == 0) {
      return Optional.empty();
    }
    long size = x.elements().size();
    long first = SliceRule.clampStart(size, starts.get().getFirst(), step);
    long count = SliceRule.indices(size, starts.get().getFirst(), ends.get().getFirst(), step);
    List<Dim> picked = new ArrayList<>();
    for (long i = 0; i < count; i++) {
      picked.add(x.elements().get((int) (first + i * step)));
    }
    return Optional.of(IntValues.vector(picked));
  }

  private static Optional<IntValues> expand(NodeFacts facts, IntValues x) {
    Shape out = MovementTypes.infer((Movement) facts.node().op(), facts).getFirst().shape();
    if (x.elements().size() != 1 || !out.isKnown() || out.elements() > IntValues.MAX_ELEMENTS) {
      return Optional.empty();
    }
    return Optional.of(
        new IntValues(
            out, java.util.Collections.nCopies((int) out.elements(), x.elements().getFirst())));
  }

  private static Optional<IntValues> filled(NodeFacts facts, Generate.ConstantOfShape fill) {
    Shape shape = MovementTypes.shapeFromInput(facts, 0);
    if (!shape.isKnown() || shape.elements() > IntValues.MAX_ELEMENTS) {
      return Optional.empty();
    }
    return Optional.of(
        new IntValues(
            shape,
            java.util.Collections.nCopies((int) shape.elements(), Dim.of((long) fill.value()))));
  }

  private static Optional<IntValues> binary(NodeFacts facts, IntValues a, Binary op) {
    return facts
        .ints(1)
        .flatMap(b ->
            zip(
                a,
                b,
                (x, y) ->
                    switch (op) {
                      case ADD -> y instanceof Dim.Known(long v) ? x.plus(v) : x.plus(y);
                      case SUB ->
                          y instanceof Dim.Known(long v) ? x.plus(Math.negateExact(v)) : x.minus(y);
                      case MUL -> x.times(y);
                      case DIV -> divide(facts, x, y);
                      case MIN ->
                          x.isKnown() && y.isKnown()
                              ? Dim.of(Math.min(x.size(), y.size()))
                              : symbol(op, x, y);
                      case MAX ->
                          x.isKnown() && y.isKnown()
                              ? Dim.of(Math.max(x.size(), y.size()))
                              : symbol(op, x, y);
                      case MOD ->
                          x.isKnown() && y.isKnown() && !y.is(0)
                              ? Dim.of(Math.floorMod(x.size(), y.size()))
                              : symbol(op, x, y);
                      default -> symbol(op, x, y);
                    }));
  }

  private static Dim divide(NodeFacts facts, Dim x, Dim y) {
    if (y.is(0)) {
      throw facts.fail("a size is divided by 0");
    }
    return x.isKnown() && y.isKnown() ? Dim.of(x.size() / y.size()) : x.floorDiv(y);
  }

  private static Dim symbol(Binary op, Dim x, Dim y) {
    return Dim.symbol(op.label() + "(" + x + "," + y + ")");
  }

  private static Optional<IntValues> equal(NodeFacts facts, IntValues a) {
    Optional<IntValues> b = facts.ints(1);
    if (b.isEmpty() || !a.isKnown() || !b.get().isKnown()) {
      return Optional.empty();
    }
    return zip(a, b.get(), (x, y) -> Dim.of(x.equals(y) ? 1 : 0));
  }

  private static Optional<IntValues> where(NodeFacts facts, IntValues condition) {
    Optional<IntValues> a = facts.ints(1);
    Optional<IntValues> b = facts.ints(2);
    int n = condition.elements().size();
    if (a.isEmpty()
        || b.isEmpty()
        || !condition.isKnown()
        || a.get().elements().size() != n
        || b.get().elements().size() != n) {
      return Optional.empty();
    }
    List<Dim> picked = new ArrayList<>();
    for (int i = 0; i < n; i++) {
      picked.add((condition.elements().get(i).is(0) ? b : a).get().elements().get(i));
    }
    return Optional.of(new IntValues(a.get().shape(), picked));
  }

  private static Optional<IntValues> product(NodeFacts facts, IntValues x, Reduce.Fold fold) {
    if (fold.kind() != Reduce.Kind.PROD || facts.has(1) || x.shape().rank() > 1) {
      return Optional.empty();
    }
    Dim product = x.elements().stream().reduce(Dim.of(1), Dim::times);
    return Optional.of(
        fold.keepDims() ? IntValues.vector(List.of(product)) : IntValues.scalar(product));
  }

  private static Optional<IntValues> range(NodeFacts facts) {
    Optional<List<Long>> start = facts.longs(0);
    Optional<List<Long>> limit = facts.longs(1);
    Optional<List<Long>> step = facts.longs(2);
    if (start.isEmpty() || limit.isEmpty() || step.isEmpty() || step.get().getFirst() == 0) {
      return Optional.empty();
    }
    long count =
        Math.max(
            0,
            Math.ceilDiv(limit.get().getFirst() - start.get().getFirst(), step.get().getFirst()));
    if (count > IntValues.MAX_ELEMENTS) {
      return Optional.empty();
    }
    List<Dim> elements = new ArrayList<>();
    for (long i = 0; i < count; i++) {
      elements.add(Dim.of(start.get().getFirst() + i * step.get().getFirst()));
    }
    return Optional.of(IntValues.vector(elements));
  }

  /**
   * Element by element with broadcasting of single elements; empty where shapes need more than
   * that.
   */
  private static Optional<IntValues> zip(
      IntValues a, IntValues b, java.util.function.BinaryOperator<Dim> f) {
    int na = a.elements().size();
    int nb = b.elements().size();
    if (na != nb && na != 1 && nb != 1) {
      return Optional.empty();
    }
    List<Dim> elements = new ArrayList<>();
    for (int i = 0; i < (na == 1 ? nb : na); i++) {
      elements.add(f.apply(a.elements().get(na == 1 ? 0 : i), b.elements().get(nb == 1 ? 0 : i)));
    }
    Shape shape =
        na == nb
            ? (a.shape().rank() >= b.shape().rank() ? a.shape() : b.shape())
            : na == 1 ? b.shape() : a.shape();
    return Optional.of(new IntValues(shape, elements));
  }
}
