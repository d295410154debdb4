package dev.ridgeline.engine.plan;

import dev.ridgeline.core.graph.Node;
import dev.ridgeline.core.op.Quantise;
import dev.ridgeline.core.op.Unary;
import dev.ridgeline.core.tensor.DType;
import dev.ridgeline.engine.kernel.CastPlan;
import dev.ridgeline.engine.kernel.DynamicQuantisePlan;
import dev.ridgeline.engine.kernel.IntegerProductPlan;
import dev.ridgeline.engine.kernel.Order;
import dev.ridgeline.engine.kernel.Placed;
import dev.ridgeline.engine.kernel.QuantisePlan;
import dev.ridgeline.engine.kernel.Scales;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Conversions between reals and integers, and products of integers. */
final class PlanConversion {
  private static final Set<DType> BYTES = Set.of(DType.I8, DType.U8);

  private PlanConversion() {}

  /** Plans a cast from an integer type to f32, or says why not. */
  static Optional<String> cast(Draft draft, Node node, Unary.Cast op) {
    DType from = draft.type(node.input(0)).dtype();
    if (op.to() == from) {
      return Optional.of("it changes nothing");
    }
    if (op.to() != DType.F32 || !CastPlan.takes(from) || draft.isConstant(node.input(0))) {
      return Optional.of("kernels cast integers to f32");
    }
    Placed in = present(draft, node.input(0));
    draft.add(
        new CastPlan(
            from, draft.elements(node.output()), in, new Placed(node.output(), in.order())),
        List.of(node),
        "");
    return Optional.empty();
  }

  /** Plans a quantised operator, or says why not. */
  static Optional<String> quantise(Draft draft, Node node, Quantise op) {
    return switch (op) {
      case Quantise.QuantizeLinear q -> linear(draft, node, q.axis(), q.blockSize(), true);
      case Quantise.DequantizeLinear d -> linear(draft, node, d.axis(), d.blockSize(), false);
      case Quantise.DynamicQuantizeLinear _ -> dynamic(draft, node);
      case Quantise.MatMulInteger _ -> product(draft, node);
      default -> Optional.of("there is no kernel for it");
    };
  }

  private static Optional<String> linear(
      Draft draft, Node node, int givenAxis, int block, boolean quantises) {
    String real = quantises ? node.input(0) : node.output();
    String whole = quantises ? node.output() : node.input(0);
    boolean constants =
        draft.isConstant(node.input(1)) && (!node.has(2) || draft.isConstant(node.input(2)));
    if (!draft.isF32(real)
        || !BYTES.contains(draft.type(whole).dtype())
        || !constants
        || block != 0
        || draft.isConstant(node.input(0))) {
      return Optional.of("kernels quantise f32 to 8 bits with constant scales");
    }
    int[] dims = draft.dims(node.input(0));
    int axis = givenAxis < 0 ? givenAxis + dims.length : givenAxis;
    boolean one = draft.elements(node.input(1)) == 1;
    Placed in = one ? present(draft, node.input(0)) : draft.in(node.input(0), Order.ROW_MAJOR);
    int inner = 1;
    for (int i = axis + 1; i < dims.length && !one; i++) {
      inner *= dims[i];
    }
    Optional<String> zero = node.has(2) ? Optional.of(node.input(2)) : Optional.empty();
    draft.add(
        new QuantisePlan(
            quantises,
            draft.type(whole).dtype(),
            new Scales(node.input(1), zero, inner, one ? 1 : dims[axis]),
            draft.elements(node.input(0)),
            in,
            new Placed(node.output(), in.order())),
        List.of(node),
        "");
    return Optional.empty();
  }

  private static Optional<String> dynamic(Draft draft, Node node) {
    if (draft.isConstant(node.input(0)) || node.outputs().stream().anyMatch(Node.ABSENT::equals)) {
      return Optional.of("its input is constant or an output is not wanted");
    }
    draft.add(
        new DynamicQuantisePlan(
            draft.elements(node.input(0)),
            draft.in(node.input(0), Order.ROW_MAJOR),
            Placed.rowMajor(node.outputs().get(0)),
            Placed.rowMajor(node.outputs().get(1)),
            Placed.rowMajor(node.outputs().get(2))),
        List.of(node),
        "");
    return Optional.empty();
  }

  private static Optional<String> product(Draft draft, Node node) {
    int[] a = draft.dims(node.input(0));
    int[] b = draft.dims(node.input(1));
    boolean zeros =
        (!node.has(2) || draft.elements(node.input(2)) == 1)
            && (!node.has(3) || draft.isConstant(node.input(3)))
            && (!node.has(3) || draft.elements(node.input(3)) == 1 || b.length == 2);
    boolean bytes =
        BYTES.contains(draft.type(node.input(0)).dtype())
            && BYTES.contains(draft.type(node.input(1)).dtype());
    if (!bytes || b.length != 2 || a.length < 2 || !draft.isConstant(node.input(1)) || !zeros) {
      return Optional.of("kernels multiply by a constant matrix with one zero point");
    }
    int k = b[0];
    draft.add(
        new IntegerProductPlan(
            draft.elements(node.input(0)) / k,
            b[1],
            k,
            draft.type(node.input(0)).dtype(),
            draft.in(node.input(0), Order.ROW_MAJOR),
            node.input(1),
            node.has(2) ? Optional.of(draft.in(node.input(2), Order.ROW_MAJOR)) : Optional.empty(),
            node.has(3) ? Optional.of(node.input(3)) : Optional.empty(),
            Placed.rowMajor(node.output())),
        List.of(node),
        "");
    return Optional.empty();
  }

  /** The value in whichever order it is there. */
  private static Placed present(Draft draft, String value) {
    Placed last = Placed.channelsLast(value);
    return draft.isThere(last) && !draft.isThere(Placed.rowMajor(value))
        ? last
        : draft.in(value, Order.ROW_MAJOR);
  }
}
