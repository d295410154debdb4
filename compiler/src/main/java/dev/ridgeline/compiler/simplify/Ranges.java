package dev.ridgeline.compiler.simplify;

import dev.ridgeline.compiler.ir.Expr;
import dev.ridgeline.compiler.ir.ScalarType;
import java.util.HashMap;
import java.util.Map;

/** What values the variables in scope can have. Immutable. */
public final class Ranges {
  public static final Ranges NONE = new Ranges(Map.of());

  private final Map<String, Interval> known;

  private Ranges(Map<String, Interval> known) {
    this.known = known;
  }

  /** These ranges and one more; of two for the same name the new one holds. */
  public Ranges with(String var, Interval range) {
    Map<String, Interval> more = new HashMap<>(known);
    more.put(var, range);
    return new Ranges(more);
  }

  /** These ranges with a loop variable that runs from 0 to below {@code extent}. */
  public Ranges withLoop(String var, Expr extent) {
    return with(var, new Interval(0, Math.max(0, of(extent).hi() - 1)));
  }

  /** The values that an integer expression can have. */
  public Interval of(Expr e) {
    return switch (e) {
      case Expr.IntImm x -> Interval.of(x.value());
      case Expr.Var x -> known.getOrDefault(x.name(), Interval.ALL);
      case Expr.Binary x -> binary(x);
      case Expr.Select x -> of(x.then()).hull(of(x.otherwise()));
      case Expr.Ramp x -> {
        Interval last = Interval.of((long) x.stride() * (x.lanes() - 1));
        Interval base = of(x.base());
        yield base.hull(base.plus(last));
      }
      case Expr.Broadcast x -> of(x.value());
      case Expr.Load x -> loaded(x);
      default -> e.type().scalar() == ScalarType.BOOL ? new Interval(0, 1) : Interval.ALL;
    };
  }

  private static Interval loaded(Expr.Load x) {
    return switch (x.buffer().dtype()) {
      case I8 -> new Interval(Byte.MIN_VALUE, Byte.MAX_VALUE);
      case U8 -> new Interval(0, 255);
      case I16 -> new Interval(Short.MIN_VALUE, Short.MAX_VALUE);
      case BOOL -> new Interval(0, 1);
      default -> Interval.ALL;
    };
  }

  private Interval binary(Expr.Binary x) {
    Interval a = of(x.a());
    Interval b = of(x.b());
    return switch (x.op()) {
      case ADD -> a.plus(b);
      case SUB -> a.plus(b.negated());
      case MUL -> a.times(b);
      case FLOOR_DIV -> b.isSingle() && b.lo() > 0 ? a.floorDiv(b.lo()) : Interval.ALL;
      case FLOOR_MOD -> b.isSingle() && b.lo() > 0 ? a.floorMod(b.lo()) : Interval.ALL;
      case MIN -> a.min(b);
      case MAX -> a.max(b);
      case AND, OR, XOR -> x.type().scalar() == ScalarType.BOOL ? new Interval(0, 1) : Interval.ALL;
      case DIV, SHL, SHR -> Interval.ALL;
    };
  }
}
