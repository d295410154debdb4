package dev.ridgeline.compiler.interpret;

import dev.ridgeline.compiler.ir.Buffer;
import dev.ridgeline.compiler.ir.Expr;
import dev.ridgeline.compiler.ir.ScalarType;
import dev.ridgeline.compiler.ir.ValueType;
import dev.ridgeline.compiler.simplify.LinearForm;
import java.util.ArrayList;
import java.util.List;

/** Turns expressions into closures, one for each lane. */
final class ExprCompiler {
  private final Names names;
  private final boolean flat;

  /**
   * @param flat whether the one index of a rank-1 buffer counts elements, whatever its stride
   */
  ExprCompiler(Names names, boolean flat) {
    this.names = names;
    this.flat = flat;
  }

  Names names() {
    return names;
  }

  Code.Integral scalarInt(Expr e) {
    return ints(e, 0);
  }

  /** One lane of an integer or boolean expression. */
  Code.Integral ints(Expr e, int lane) {
    ScalarType type = e.type().scalar();
    return switch (e) {
      case Expr.IntImm x -> {
        long value = x.value();
        yield f -> value;
      }
      case Expr.Var x -> {
        int slot = names.local(x).slot() + lane;
        yield f -> f.ints()[slot];
      }
      case Expr.Unary x -> IntOperations.unary(x.op(), type, ints(x.a(), lane));
      case Expr.Binary x -> {
        if (e.type().equals(ValueType.I32) && isLinear(e)) {
          yield sum(e, lane);
        }
        yield IntOperations.binary(
            x.op(), type, ints(x.a(), lane), ints(x.b(), lane), names.loops());
      }
      case Expr.Compare x ->
          x.a().type().scalar().isFloat()
              ? FloatOperations.compare(x.op(), floats(x.a(), lane), floats(x.b(), lane))
              : IntOperations.compare(x.op(), ints(x.a(), lane), ints(x.b(), lane));
      case Expr.Select x -> {
        Code.Integral a = ints(x.then(), lane);
        Code.Integral b = ints(x.otherwise(), lane);
        if (!x.condition().type().isVector()) {
          Code.Integral condition = ints(x.condition(), 0);
          yield f -> condition.eval(f) != 0 ? a.eval(f) : b.eval(f);
        }
        Code.Integral condition = ints(x.condition(), lane);
        yield f -> {
          long then = a.eval(f);
          long otherwise = b.eval(f);
          return condition.eval(f) != 0 ? then : otherwise;
        };
      }
      case Expr.Cast x ->
          x.a().type().scalar().isFloat()
              ? FloatOperations.toInt(type, floats(x.a(), lane))
              : IntOperations.cast(type, ints(x.a(), lane));
      case Expr.Reinterpret x ->
          x.a().type().scalar().isFloat()
              ? FloatOperations.bits(x.a().type().scalar(), floats(x.a(), lane))
              : ints(x.a(), lane);
      case Expr.Load x -> {
        Place place = place(x.buffer(), x.indices(), lane);
        Cells.Ints cells = Cells.ints(x.buffer().dtype());
        if (x.isWhole()) {
          yield f -> cells.get(f.arrays()[place.slot()], place.source(f));
        }
        Code.Integral active = ints(x.active(), 0);
        yield f -> lane < active.eval(f) ? cells.get(f.arrays()[place.slot()], place.source(f)) : 0;
      }
      case Expr.Ramp x -> {
        Code.Integral base = ints(x.base(), 0);
        long step = (long) x.stride() * lane;
        yield f -> (int) (base.eval(f) + step);
      }
      case Expr.Broadcast x -> ints(x.value(), 0);
      case Expr.FloatImm _, Expr.Fma _ -> throw new AssertionError(e);
    };
  }

  /** One lane of a float expression. */
  Code.Real floats(Expr e, int lane) {
    ScalarType type = e.type().scalar();
    return switch (e) {
      case Expr.FloatImm x -> {
        double value = x.value();
        yield f -> value;
      }
      case Expr.Var x -> {
        int slot = names.local(x).slot() + lane;
        yield f -> f.floats()[slot];
      }
      case Expr.Unary x -> FloatOperations.unary(x.op(), type, floats(x.a(), lane));
      case Expr.Binary x ->
          FloatOperations.binary(x.op(), type, floats(x.a(), lane), floats(x.b(), lane));
      case Expr.Fma x ->
          FloatOperations.fma(type, floats(x.a(), lane), floats(x.b(), lane), floats(x.c(), lane));
      case Expr.Select x -> {
        Code.Real a = floats(x.then(), lane);
        Code.Real b = floats(x.otherwise(), lane);
        if (!x.condition().type().isVector()) {
          Code.Integral condition = ints(x.condition(), 0);
          yield f -> condition.eval(f) != 0 ? a.eval(f) : b.eval(f);
        }
        Code.Integral condition = ints(x.condition(), lane);
        yield f -> {
          double then = a.eval(f);
          double otherwise = b.eval(f);
          return condition.eval(f) != 0 ? then : otherwise;
        };
      }
      case Expr.Cast x ->
          x.a().type().scalar().isFloat()
              ? FloatOperations.cast(type, floats(x.a(), lane))
              : IntOperations.toFloat(type, ints(x.a(), lane));
      case Expr.Reinterpret x ->
          x.a().type().scalar().isFloat()
              ? floats(x.a(), lane)
              : FloatOperations.fromBits(type, ints(x.a(), lane));
      case Expr.Load x -> {
        Place place = place(x.buffer(), x.indices(), lane);
        Cells.Floats cells = Cells.floats(x.buffer().dtype());
        if (x.isWhole()) {
          yield f -> cells.get(f.arrays()[place.slot()], place.source(f));
        }
        Code.Integral active = ints(x.active(), 0);
        yield f -> lane < active.eval(f) ? cells.get(f.arrays()[place.slot()], place.source(f)) : 0;
      }
      case Expr.Broadcast x -> floats(x.value(), 0);
      case Expr.IntImm _, Expr.Compare _, Expr.Ramp _ -> throw new AssertionError(e);
    };
  }

  /** Where one lane of an access lands. */
  Place place(Buffer buffer, List<Expr> indices, int lane) {
    Names.Memory memory = names.memory(buffer);
    List<Place.Sum> sums = new ArrayList<>();
    for (Expr index : indices) {
      sums.add(sum(index, index.type().isVector() ? lane : 0));
    }
    boolean counted = indices.size() == 1 && (flat || memory.buffer().rank() != 1);
    return new Place(memory, sums, counted, names.loops(), names.slots().observer());
  }

  /** An I32 expression as a sum of variables and others. */
  private Place.Sum sum(Expr e, int lane) {
    if (e instanceof Expr.Ramp ramp) {
      Place.Sum base = sum(ramp.base(), 0);
      return new Place.Sum(
          base.constant() + (long) ramp.stride() * lane,
          base.slots(),
          base.coefficients(),
          base.others());
    }
    if (e.type().isVector()) {
      return new Place.Sum(0, new int[0], new long[0], new Code.Integral[] {ints(e, lane)});
    }
    LinearForm form = LinearForm.of(e);
    List<Integer> slots = new ArrayList<>();
    List<Long> coefficients = new ArrayList<>();
    List<Code.Integral> others = new ArrayList<>();
    form.terms()
        .forEach((atom, coefficient) -> {
          if (atom instanceof Expr.Var var) {
            slots.add(names.local(var).slot());
            coefficients.add(coefficient);
          } else {
            long factor = coefficient;
            Code.Integral other = atom.equals(e) ? nonlinear(e, lane) : ints(atom, 0);
            others.add(factor == 1 ? other : f -> factor * other.eval(f));
          }
        });
    return new Place.Sum(
        form.constant(),
        slots.stream().mapToInt(s -> s).toArray(),
        coefficients.stream().mapToLong(c -> c).toArray(),
        others.toArray(new Code.Integral[0]));
  }

  private static boolean isLinear(Expr e) {
    return LinearForm.of(e).terms().keySet().stream().allMatch(Expr.Var.class::isInstance);
  }

  /** What is no sum, so that asking for its sum again would not end. */
  private Code.Integral nonlinear(Expr e, int lane) {
    return e instanceof Expr.Binary x
        ? IntOperations.binary(
            x.op(), x.type().scalar(), ints(x.a(), lane), ints(x.b(), lane), names.loops())
        : ints(e, lane);
  }
}
