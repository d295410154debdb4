package dev.ridgeline.compiler.verify;

import dev.ridgeline.compiler.ir.BinaryOp;
import dev.ridgeline.compiler.ir.CompareOp;
import dev.ridgeline.compiler.ir.Expr;
import dev.ridgeline.compiler.ir.Exprs;
import dev.ridgeline.compiler.ir.UnaryOp;
import dev.ridgeline.compiler.ir.ValueType;
import dev.ridgeline.compiler.simplify.LinearForm;
import dev.ridgeline.compiler.simplify.Ranges;
import dev.ridgeline.compiler.simplify.Simplifier;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * What is known where a statement stands: ranges of variables, and sums that are not negative
 * (conditions, ends of loops). Immutable.
 */
final class Facts {
  private static final int DEPTH = 3;

  /** Sums looked at for one proof, at most. */
  private static final int STEPS = 300;

  /** Knows nothing. */
  static final Facts NONE = new Facts(Ranges.NONE, List.of());

  private final Ranges ranges;
  private final List<LinearForm> notNegative;

  private Facts(Ranges ranges, List<LinearForm> notNegative) {
    this.ranges = ranges;
    this.notNegative = notNegative;
  }

  Ranges ranges() {
    return ranges;
  }

  Facts withLoop(Expr.Var var, Expr extent) {
    LinearForm end = LinearForm.of(extent).plus(LinearForm.of(var), -1).plus(-1);
    return new Facts(ranges.withLoop(var.name(), extent), more(List.of(end)));
  }

  /** With a local that nothing assigns to. */
  Facts withValue(Expr.Var var, Expr value) {
    LinearForm difference = LinearForm.of(var).plus(LinearForm.of(value), -1);
    return new Facts(
        ranges.with(var.name(), LinearForm.of(value).range(ranges)),
        more(List.of(difference, difference.times(-1))));
  }

  Facts with(Expr condition) {
    List<LinearForm> found = new ArrayList<>();
    Simplifier.conjuncts(condition).forEach(part -> collect(part, true, found));
    return new Facts(ranges, more(found));
  }

  Facts without(Expr condition) {
    List<LinearForm> found = new ArrayList<>();
    collect(condition, false, found);
    return new Facts(ranges, more(found));
  }

  Facts withNotNegative(LinearForm form) {
    return new Facts(ranges, more(List.of(form)));
  }

  private List<LinearForm> more(List<LinearForm> found) {
    List<LinearForm> all = new ArrayList<>(notNegative);
    all.addAll(found);
    return all;
  }

  private static void collect(Expr condition, boolean holds, List<LinearForm> out) {
    if (condition instanceof Expr.Unary(UnaryOp op, Expr a) && op == UnaryOp.NOT) {
      collect(a, !holds, out);
    } else if (condition instanceof Expr.Compare(CompareOp op, Expr a, Expr b)
        && a.type().equals(ValueType.I32)) {
      LinearForm up = LinearForm.of(b).plus(LinearForm.of(a), -1);
      LinearForm down = up.times(-1);
      switch (op) {
        case LT -> out.add(holds ? up.plus(-1) : down);
        case LE -> out.add(holds ? up : down.plus(-1));
        case GT -> out.add(holds ? down.plus(-1) : up);
        case GE -> out.add(holds ? down : up.plus(-1));
        case EQ -> {
          if (holds) {
            out.add(up);
            out.add(down);
          }
        }
        case NE -> {
          if (!holds) {
            out.add(up);
            out.add(down);
          }
        }
      }
    } else if (!holds
        && condition instanceof Expr.Binary(BinaryOp op, Expr a, Expr b)
        && op == BinaryOp.OR) {
      collect(a, false, out);
      collect(b, false, out);
    }
  }

  /** Whether the sum can be shown not to be negative. */
  boolean proves(LinearForm sum) {
    return proves(sum, DEPTH, new int[] {STEPS});
  }

  private boolean proves(LinearForm sum, int depth, int[] steps) {
    if (steps[0]-- < 0) {
      return false;
    }
    if (sum.range(ranges).lo() >= 0) {
      return true;
    }
    if (depth == 0) {
      return false;
    }
    for (LinearForm fact : notNegative) {
      if (provesWith(sum, fact, depth, steps)) {
        return true;
      }
    }
    for (Expr atom : sum.terms().keySet()) {
      for (LinearForm fact : ofAtom(atom)) {
        if (provesWith(sum, fact, depth, steps)) {
          return true;
        }
      }
    }
    return false;
  }

  /**
   * Takes multiples of what is not negative away, so that an atom disappears. Where the sum is
   * taken {@code n} times for that, more than {@code -n} is enough, as sums are integers.
   */
  private boolean provesWith(LinearForm sum, LinearForm fact, int depth, int[] steps) {
    for (Map.Entry<Expr, Long> term : fact.terms().entrySet()) {
      long has = sum.coefficient(term.getKey());
      if (has != 0 && (has > 0) == (term.getValue() > 0)) {
        long times = Math.abs(term.getValue());
        LinearForm rest = sum.times(times).plus(times - 1).plus(fact, -Math.abs(has));
        if (proves(rest, depth - 1, steps)) {
          return true;
        }
      }
    }
    return false;
  }

  private static List<LinearForm> ofAtom(Expr atom) {
    if (!(atom instanceof Expr.Binary(BinaryOp op, Expr a, Expr b))) {
      return List.of();
    }
    LinearForm self = LinearForm.of(atom);
    LinearForm x = LinearForm.of(a);
    LinearForm y = LinearForm.of(b);
    return switch (op) {
      case MIN -> List.of(x.plus(self, -1), y.plus(self, -1));
      case MAX -> List.of(self.plus(x, -1), self.plus(y, -1));
      case FLOOR_DIV -> {
        long divisor = Exprs.constant(b).orElse(0);
        yield divisor <= 0
            ? List.of()
            : List.of(x.plus(self, -divisor), self.times(divisor).plus(x, -1).plus(divisor - 1));
      }
      default -> List.of();
    };
  }
}
