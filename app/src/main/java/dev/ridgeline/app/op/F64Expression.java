package dev.ridgeline.app.op;

import static dev.ridgeline.app.op.F64Reference.FUNCTION_ROUNDINGS;
import static dev.ridgeline.app.op.F64Reference.U;

import dev.ridgeline.app.op.F64Reference.Node;
import dev.ridgeline.compiler.ir.Buffer;
import dev.ridgeline.compiler.ir.Expr;
import java.util.Map;
import java.util.Objects;
import java.util.function.BiFunction;
import java.util.function.BooleanSupplier;
import java.util.function.IntSupplier;

/** Makes expressions over axes to trees that compute in f64 and follow the error of f32. */
final class F64Expression {
  private static final double FUNCTION = FUNCTION_ROUNDINGS * U;

  /** The steepest that erf gets. */
  private static final double ERF_SLOPE = 2 / Math.sqrt(Math.PI);

  private final Map<String, int[]> axes;
  private final BiFunction<Buffer, IntSupplier[], Node> loads;

  /**
   * Starts with the cells that hold the axes' values.
   *
   * @param loads makes the reading of an element
   */
  F64Expression(Map<String, int[]> axes, BiFunction<Buffer, IntSupplier[], Node> loads) {
    this.axes = axes;
    this.loads = loads;
  }

  /** The most roundings on a way through an expression. */
  static int roundings(Expr e, Map<String, Integer> ofBuffers) {
    return switch (e) {
      case Expr.Load x -> ofBuffers.getOrDefault(x.buffer().name(), 0);
      case Expr.Binary x ->
          Math.max(roundings(x.a(), ofBuffers), roundings(x.b(), ofBuffers))
              + (x.type().scalar().isFloat() ? 1 : 0);
      case Expr.Fma x ->
          1
              + Math.max(
                  roundings(x.c(), ofBuffers),
                  Math.max(roundings(x.a(), ofBuffers), roundings(x.b(), ofBuffers)));
      case Expr.Unary x ->
          roundings(x.a(), ofBuffers) + (x.op().isPrimitive() ? 1 : FUNCTION_ROUNDINGS);
      case Expr.Select x ->
          Math.max(roundings(x.then(), ofBuffers), roundings(x.otherwise(), ofBuffers));
      default -> 0;
    };
  }

  Node node(Expr e) {
    return switch (e) {
      case Expr.FloatImm x -> constant(x.value());
      case Expr.Load x ->
          loads.apply(
              x.buffer(), x.indices().stream().map(this::integer).toArray(IntSupplier[]::new));
      case Expr.Binary x -> binary(x, node(x.a()), node(x.b()));
      case Expr.Fma x -> fma(node(x.a()), node(x.b()), node(x.c()));
      case Expr.Unary x -> unary(x, node(x.a()));
      case Expr.Select x -> select(condition(x.condition()), node(x.then()), node(x.otherwise()));
      default -> throw new IllegalStateException("the f64 reference does not know " + e);
    };
  }

  private static Node constant(double constant) {
    return new Node() {
      @Override
      void run() {
        value = constant;
      }
    };
  }

  private static Node binary(Expr.Binary x, Node a, Node b) {
    return new Node() {
      @Override
      void run() {
        a.run();
        b.run();
        switch (x.op()) {
          case ADD -> sum(a.value + b.value);
          case SUB -> sum(a.value - b.value);
          case MUL -> {
            value = a.value * b.value;
            error = Math.abs(a.value) * b.error + Math.abs(b.value) * a.error + Math.abs(value) * U;
          }
          case DIV -> {
            value = a.value / b.value;
            error = (a.error + Math.abs(value) * b.error) / Math.abs(b.value) + Math.abs(value) * U;
          }
          case MIN -> {
            value = Math.min(a.value, b.value);
            error = Math.max(a.error, b.error);
          }
          case MAX -> {
            value = Math.max(a.value, b.value);
            error = Math.max(a.error, b.error);
          }
          default -> throw new IllegalStateException("no f64 reference of " + x.op());
        }
      }

      private void sum(double result) {
        value = result;
        error = a.error + b.error + Math.abs(result) * U;
      }
    };
  }

  private static Node fma(Node a, Node b, Node c) {
    return new Node() {
      @Override
      void run() {
        a.run();
        b.run();
        c.run();
        value = Math.fma(a.value, b.value, c.value);
        error =
            Math.abs(a.value) * b.error
                + Math.abs(b.value) * a.error
                + c.error
                + Math.abs(value) * U;
      }
    };
  }

  private static Node unary(Expr.Unary x, Node a) {
    return new Node() {
      @Override
      void run() {
        a.run();
        double v = a.value;
        switch (x.op()) {
          case NEG -> function(-v, 1, 0);
          case ABS -> function(Math.abs(v), 1, 0);
          case SQRT -> function(Math.sqrt(v), v > 0 ? 0.5 / Math.sqrt(v) : 1, U);
          case EXP -> function(Math.exp(v), Math.exp(v), FUNCTION);
          case LOG -> function(Math.log(v), 1 / Math.abs(v), FUNCTION);
          case TANH -> function(Math.tanh(v), 1, FUNCTION);
          case SIGMOID -> function(1 / (1 + Math.exp(-v)), 0.25, FUNCTION);
          case ERF -> function(Erf.of(v), ERF_SLOPE, FUNCTION);
          default -> throw new IllegalStateException("no f64 reference of " + x.op());
        }
      }

      private void function(double result, double slope, double relative) {
        value = result;
        error = a.error * slope + Math.abs(result) * relative;
      }
    };
  }

  private static Node select(BooleanSupplier condition, Node then, Node otherwise) {
    return new Node() {
      @Override
      void run() {
        Node chosen = condition.getAsBoolean() ? then : otherwise;
        chosen.run();
        value = chosen.value;
        error = chosen.error;
      }
    };
  }

  private IntSupplier integer(Expr e) {
    return switch (e) {
      case Expr.IntImm x -> {
        int constant = Math.toIntExact(x.value());
        yield () -> constant;
      }
      case Expr.Var x -> {
        int[] cell = Objects.requireNonNull(axes.get(x.name()), x.name());
        yield () -> cell[0];
      }
      case Expr.Binary x -> {
        IntSupplier a = integer(x.a());
        IntSupplier b = integer(x.b());
        yield switch (x.op()) {
          case ADD -> () -> a.getAsInt() + b.getAsInt();
          case SUB -> () -> a.getAsInt() - b.getAsInt();
          case MUL -> () -> a.getAsInt() * b.getAsInt();
          case MIN -> () -> Math.min(a.getAsInt(), b.getAsInt());
          case MAX -> () -> Math.max(a.getAsInt(), b.getAsInt());
          case FLOOR_DIV -> () -> Math.floorDiv(a.getAsInt(), b.getAsInt());
          case FLOOR_MOD -> () -> Math.floorMod(a.getAsInt(), b.getAsInt());
          default -> throw new IllegalStateException("no index is made by " + x.op());
        };
      }
      default -> throw new IllegalStateException("no index is " + e);
    };
  }

  private BooleanSupplier condition(Expr e) {
    return switch (e) {
      case Expr.IntImm x -> () -> x.value() != 0;
      case Expr.Compare x -> {
        IntSupplier a = integer(x.a());
        IntSupplier b = integer(x.b());
        yield switch (x.op()) {
          case EQ -> () -> a.getAsInt() == b.getAsInt();
          case NE -> () -> a.getAsInt() != b.getAsInt();
          case LT -> () -> a.getAsInt() < b.getAsInt();
          case LE -> () -> a.getAsInt() <= b.getAsInt();
          case GT -> () -> a.getAsInt() > b.getAsInt();
          case GE -> () -> a.getAsInt() >= b.getAsInt();
        };
      }
      case Expr.Binary x -> {
        BooleanSupplier a = condition(x.a());
        BooleanSupplier b = condition(x.b());
        yield switch (x.op()) {
          case AND -> () -> a.getAsBoolean() && b.getAsBoolean();
          case OR -> () -> a.getAsBoolean() || b.getAsBoolean();
          default -> throw new IllegalStateException("no condition is made by " + x.op());
        };
      }
      default -> throw new IllegalStateException("no condition is " + e);
    };
  }
}
