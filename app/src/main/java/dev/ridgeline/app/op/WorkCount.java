package dev.ridgeline.app.op;

import dev.ridgeline.compiler.ir.BinaryOp;
import dev.ridgeline.compiler.ir.Buffer;
import dev.ridgeline.compiler.ir.Expr;
import dev.ridgeline.compiler.ir.Stmt;
import java.util.Map;
import java.util.OptionalLong;

/**
 * What statements of level FLAT execute.
 *
 * @param vectorLoads loads of neighbouring elements into a vector
 * @param broadcasts loads of one element into every lane
 * @param scalarLoads loads of one element
 * @param gathers loads of elements that are not neighbours
 * @param stores stores of any width
 * @param fmas fused multiply-adds, a vector's as one
 * @param flops floating-point operations of all lanes, a fused multiply-add counting two
 * @param bytesLoaded bytes that loads ask for
 * @param bytesStored bytes that stores write
 */
record WorkCount(
    double vectorLoads,
    double broadcasts,
    double scalarLoads,
    double gathers,
    double stores,
    double fmas,
    double flops,
    double bytesLoaded,
    double bytesStored) {
  static final WorkCount NONE = new WorkCount(0, 0, 0, 0, 0, 0, 0, 0, 0);

  WorkCount plus(WorkCount o) {
    return plus(o, 1);
  }

  /** This and {@code times} times the other. */
  WorkCount plus(WorkCount o, double times) {
    return new WorkCount(
        vectorLoads + times * o.vectorLoads,
        broadcasts + times * o.broadcasts,
        scalarLoads + times * o.scalarLoads,
        gathers + times * o.gathers,
        stores + times * o.stores,
        fmas + times * o.fmas,
        flops + times * o.flops,
        bytesLoaded + times * o.bytesLoaded,
        bytesStored + times * o.bytesStored);
  }

  double bytes() {
    return bytesLoaded + bytesStored;
  }

  /** What an expression executes where the variables have these values. */
  static WorkCount of(Expr e, Map<String, Long> values) {
    return switch (e) {
      case Expr.IntImm _, Expr.FloatImm _, Expr.Var _ -> NONE;
      case Expr.Unary x -> of(x.a(), values).plus(arithmetic(x, 1));
      case Expr.Binary x -> of(x.a(), values).plus(of(x.b(), values)).plus(binary(x));
      case Expr.Compare x -> of(x.a(), values).plus(of(x.b(), values));
      case Expr.Fma x ->
          of(x.a(), values)
              .plus(of(x.b(), values))
              .plus(of(x.c(), values))
              .plus(new WorkCount(0, 0, 0, 0, 0, 1, 2.0 * x.type().lanes(), 0, 0));
      case Expr.Select x -> select(x, values);
      case Expr.Cast x -> of(x.a(), values);
      case Expr.Reinterpret x -> of(x.a(), values);
      case Expr.Load x -> load(x, values);
      case Expr.Ramp _ -> NONE;
      case Expr.Broadcast x -> broadcast(x, values);
    };
  }

  private static WorkCount binary(Expr.Binary x) {
    return x.op() == BinaryOp.SHL || x.op() == BinaryOp.SHR ? NONE : arithmetic(x, 1);
  }

  private static WorkCount arithmetic(Expr e, int each) {
    return e.type().scalar().isFloat()
        ? new WorkCount(0, 0, 0, 0, 0, 0, (double) each * e.type().lanes(), 0, 0)
        : NONE;
  }

  private static WorkCount select(Expr.Select x, Map<String, Long> values) {
    if (x.condition().type().isVector()) {
      return of(x.then(), values).plus(of(x.otherwise(), values));
    }
    OptionalLong holds = IntegerValue.of(x.condition(), values);
    return of(holds.isEmpty() || holds.getAsLong() != 0 ? x.then() : x.otherwise(), values);
  }

  private static WorkCount broadcast(Expr.Broadcast x, Map<String, Long> values) {
    if (x.value() instanceof Expr.Load load) {
      return new WorkCount(0, 1, 0, 0, 0, 0, 0, bytes(load.buffer(), 1), 0);
    }
    return of(x.value(), values);
  }

  private static WorkCount load(Expr.Load x, Map<String, Long> values) {
    double bytes = bytes(x.buffer(), active(x.active(), x.type().lanes(), values));
    if (!x.type().isVector()) {
      return new WorkCount(0, 0, 1, 0, 0, 0, 0, bytes, 0);
    }
    boolean neighbours = x.indices().getLast() instanceof Expr.Ramp ramp && ramp.stride() == 1;
    return neighbours
        ? new WorkCount(1, 0, 0, 0, 0, 0, 0, bytes, 0)
        : new WorkCount(0, 0, 0, 1, 0, 0, 0, bytes, 0);
  }

  /** What a store itself executes, its value and index included. */
  static WorkCount of(Stmt.Store s, Map<String, Long> values) {
    int lanes = s.value().type().lanes();
    double bytes = bytes(s.buffer(), active(s.active(), lanes, values));
    return of(s.value(), values).plus(new WorkCount(0, 0, 0, 0, 1, 0, 0, 0, bytes));
  }

  private static double active(Expr count, int lanes, Map<String, Long> values) {
    return Math.clamp(IntegerValue.of(count, values).orElse(lanes), 0, lanes);
  }

  private static double bytes(Buffer buffer, double elements) {
    return elements * buffer.dtype().bytes(1);
  }
}
