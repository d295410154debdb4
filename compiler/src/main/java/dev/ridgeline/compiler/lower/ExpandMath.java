package dev.ridgeline.compiler.lower;

import dev.ridgeline.compiler.ir.Expr;
import dev.ridgeline.compiler.ir.Program;
import dev.ridgeline.compiler.ir.Rewriter;
import dev.ridgeline.compiler.ir.ScalarType;
import dev.ridgeline.compiler.ir.Stmt;
import dev.ridgeline.compiler.ir.UnaryOp;
import dev.ridgeline.compiler.ir.ValueType;
import dev.ridgeline.compiler.ir.Walker;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;

/**
 * Replaces exp, log, tanh, sigmoid and erf by primitive operations, so that every target gives the
 * same bits. Works on scalars and on vectors of any number of lanes.
 *
 * <p><b>Formulas</b>: exp splits off the nearest multiple of ln 2 and takes a polynomial; log
 * splits off the power of two and takes a polynomial of the mantissa less 1 (f64: of f/(2+f)); tanh
 * is {@code m / (m + 2)} with {@code m = e^2|x| - 1}; sigmoid is {@code 1 / (1 + z)} or {@code z /
 * (1 + z)} with {@code z = e^-|x|}; erf is a polynomial up to 1, from there {@code 1 - e^q(|x|)}.
 *
 * <p><b>Error</b>, the largest in units in the last place against f64: f32, all values, exp 1.02,
 * log 0.87, tanh 1.47, erf 1.1; f32, a sample of 715,000 values, sigmoid 1.92; f64, a million
 * values against StrictMath, exp 1, log 1, tanh 3, sigmoid 2 ({@code MathFunctionsTest}). Results
 * below the least normal number are rounded like any other; tanh and erf keep the sign of 0; what
 * is not a number stays so.
 *
 * <p><b>Limits</b>: erf is computed in f32 only.
 */
public final class ExpandMath extends Rewriter {
  private static final String NAME = "math";

  private final List<Stmt.Define> pending = new ArrayList<>();
  private final Deque<Expr> guards = new ArrayDeque<>();
  private int count;
  private boolean inline;

  private ExpandMath() {}

  /** The program without math functions; intermediate values become locals. */
  public static Program run(Program p) {
    ExpandMath pass = new ExpandMath();
    pass.skipTaken(p.body());
    p.functions().forEach(f -> pass.skipTaken(f.body()));
    return pass.program(p);
  }

  /** The statement without math functions; for a whole body, as names are chosen for it alone. */
  public static Stmt run(Stmt body) {
    ExpandMath pass = new ExpandMath();
    pass.skipTaken(body);
    return pass.stmt(body);
  }

  /** Counts names of its own from beyond those that are there already. */
  private void skipTaken(Stmt body) {
    Walker.statements(
        body,
        s -> {
          if (s instanceof Stmt.Define define && define.var().name().matches(NAME + "[0-9]{1,8}")) {
            int taken = Integer.parseInt(define.var().name().substring(NAME.length()));
            count = Math.max(count, taken + 1);
          }
        });
  }

  /**
   * The expression without math functions. Intermediate values that are used more than once stand
   * in it more than once, as the same objects.
   */
  public static Expr run(Expr e) {
    ExpandMath pass = new ExpandMath();
    pass.inline = true;
    return pass.expr(e);
  }

  @Override
  public Stmt stmt(Stmt s) {
    return switch (s) {
      case Stmt.Sequence _, Stmt.Allocate _ -> super.stmt(s);
      case Stmt.Loop x -> {
        Stmt body = stmt(x.body());
        yield defined(
            () -> new Stmt.Loop(x.var(), expr(x.extent()), x.kind(), x.partition(), body));
      }
      case Stmt.If x -> {
        Stmt then = stmt(x.then());
        Stmt otherwise = stmt(x.otherwise());
        yield defined(() -> new Stmt.If(expr(x.condition()), then, otherwise));
      }
      case Stmt.Define x -> {
        Stmt body = stmt(x.body());
        yield defined(() -> new Stmt.Define(x.var(), expr(x.value()), body));
      }
      case Stmt.Block x -> {
        inline = true;
        Stmt block = super.block(x);
        inline = false;
        yield block;
      }
      case Stmt.Store _, Stmt.Assign _, Stmt.Call _ -> defined(() -> super.stmt(s));
    };
  }

  /** The statement in the locals that its expressions need. */
  private Stmt defined(java.util.function.Supplier<Stmt> make) {
    Stmt s = make.get();
    for (Stmt.Define define : pending.reversed()) {
      s = new Stmt.Define(define.var(), define.value(), s);
    }
    pending.clear();
    return s;
  }

  @Override
  public Expr expr(Expr e) {
    if (e instanceof Expr.Unary(UnaryOp op, Expr a) && !op.isPrimitive()) {
      Expr x = local(guarded(expr(a)));
      return new MathFormulas(a.type(), this::local).apply(op, x);
    }
    if (e instanceof Expr.Select(Expr condition, Expr then, Expr otherwise)
        && !condition.type().isVector()) {
      return select(condition, then, otherwise);
    }
    return super.expr(e);
  }

  /** Only one side is evaluated: what moves out of the other must not be. */
  private Expr select(Expr condition, Expr then, Expr otherwise) {
    Expr c = expr(condition);
    guards.push(c);
    Expr a = expr(then);
    guards.pop();
    guards.push(new Expr.Unary(UnaryOp.NOT, c));
    Expr b = expr(otherwise);
    guards.pop();
    return new Expr.Select(c, a, b);
  }

  private Expr guarded(Expr a) {
    if (inline || guards.isEmpty() || !loads(a)) {
      return a;
    }
    Expr zero = new Expr.FloatImm(ValueType.of(a.type().scalar()), 0);
    Expr none = a.type().isVector() ? new Expr.Broadcast(zero, a.type().lanes()) : zero;
    Expr value = a;
    for (Expr guard : guards) {
      value = new Expr.Select(guard, value, none);
    }
    return value;
  }

  private static boolean loads(Expr e) {
    boolean[] found = {false};
    Walker.expressions(e, part -> found[0] |= part instanceof Expr.Load);
    return found[0];
  }

  private Expr local(Expr value) {
    if (inline || value instanceof Expr.Var || value instanceof Expr.FloatImm) {
      return value;
    }
    if (value.type().scalar() == ScalarType.BOOL) {
      return value;
    }
    Expr.Var var = new Expr.Var(NAME + count++, value.type());
    pending.add(new Stmt.Define(var, value, Stmt.Sequence.EMPTY));
    return var;
  }
}
