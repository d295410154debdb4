package dev.ridgeline.compiler.target;

import dev.ridgeline.compiler.ir.BinaryOp;
import dev.ridgeline.compiler.ir.CompareOp;
import dev.ridgeline.compiler.ir.Expr;
import dev.ridgeline.compiler.ir.ScalarType;
import dev.ridgeline.compiler.ir.UnaryOp;
import java.util.function.ToIntFunction;

/** An i32 or bool expression of the host part of a program, made ready to be computed. */
interface HostInt {
  int of(Frame frame);

  /**
   * Makes an expression ready.
   *
   * @param slots where the variables are
   */
  static HostInt of(Expr e, ToIntFunction<String> slots) {
    ScalarType type = e.type().scalar();
    if (e.type().isVector() || (type != ScalarType.I32 && type != ScalarType.BOOL)) {
      throw new IllegalArgumentException(
          "the host part of a program computes with i32 and bool but got " + e.type());
    }
    return switch (e) {
      case Expr.IntImm x -> {
        int value = (int) x.value();
        yield _ -> value;
      }
      case Expr.Var x -> {
        int slot = slots.applyAsInt(x.name());
        yield f -> f.ints()[slot];
      }
      case Expr.Unary x -> unary(x.op(), type, of(x.a(), slots));
      case Expr.Binary x -> binary(x.op(), of(x.a(), slots), of(x.b(), slots));
      case Expr.Compare x -> compare(x.op(), of(x.a(), slots), of(x.b(), slots));
      case Expr.Select x -> {
        HostInt condition = of(x.condition(), slots);
        HostInt then = of(x.then(), slots);
        HostInt otherwise = of(x.otherwise(), slots);
        yield f -> condition.of(f) != 0 ? then.of(f) : otherwise.of(f);
      }
      case Expr.Cast x -> {
        HostInt a = of(x.a(), slots);
        yield type == ScalarType.BOOL ? f -> a.of(f) != 0 ? 1 : 0 : a;
      }
      default ->
          throw new IllegalArgumentException(
              e.getClass().getSimpleName() + " does not stand in the host part of a program");
    };
  }

  private static HostInt unary(UnaryOp op, ScalarType type, HostInt a) {
    return switch (op) {
      case NEG -> f -> -a.of(f);
      case ABS -> f -> Math.abs(a.of(f));
      case NOT -> type == ScalarType.BOOL ? f -> a.of(f) ^ 1 : f -> ~a.of(f);
      default -> throw new IllegalArgumentException("integers have no operation " + op.label());
    };
  }

  private static HostInt binary(BinaryOp op, HostInt a, HostInt b) {
    return switch (op) {
      case ADD -> f -> a.of(f) + b.of(f);
      case SUB -> f -> a.of(f) - b.of(f);
      case MUL -> f -> a.of(f) * b.of(f);
      case FLOOR_DIV -> f -> Math.floorDiv(a.of(f), b.of(f));
      case FLOOR_MOD -> f -> Math.floorMod(a.of(f), b.of(f));
      case MIN -> f -> Math.min(a.of(f), b.of(f));
      case MAX -> f -> Math.max(a.of(f), b.of(f));
      case AND -> f -> a.of(f) & b.of(f);
      case OR -> f -> a.of(f) | b.of(f);
      case XOR -> f -> a.of(f) ^ b.of(f);
      case SHL -> f -> a.of(f) << b.of(f);
      case SHR -> f -> a.of(f) >> b.of(f);
      case DIV -> throw new IllegalArgumentException("integers are divided by div");
    };
  }

  private static HostInt compare(CompareOp op, HostInt a, HostInt b) {
    return switch (op) {
      case EQ -> f -> a.of(f) == b.of(f) ? 1 : 0;
      case NE -> f -> a.of(f) != b.of(f) ? 1 : 0;
      case LT -> f -> a.of(f) < b.of(f) ? 1 : 0;
      case LE -> f -> a.of(f) <= b.of(f) ? 1 : 0;
      case GT -> f -> a.of(f) > b.of(f) ? 1 : 0;
      case GE -> f -> a.of(f) >= b.of(f) ? 1 : 0;
    };
  }
}
