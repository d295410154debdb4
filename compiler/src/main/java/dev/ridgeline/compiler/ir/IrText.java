package dev.ridgeline.compiler.ir;

import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/** Programs as text: the same at every level, deterministic, made to be read and compared. */
public final class IrText {
  private final StringBuilder out = new StringBuilder();

  private IrText() {}

  /** The whole program, one statement a line. */
  public static String of(Program p) {
    IrText text = new IrText();
    text.line(0, "program %s".formatted(p.name()));
    p.inputs().forEach(b -> text.line(1, "input %s".formatted(declaration(b))));
    p.outputs().forEach(b -> text.line(1, "output %s".formatted(declaration(b))));
    p.internals().forEach(b -> text.line(1, "%s %s".formatted(b.scope().label(), declaration(b))));
    for (Function f : p.functions()) {
      text.line(0, "function %s(%s)".formatted(f.name(), parameters(f)));
      text.stmt(1, f.body());
    }
    text.line(0, "do");
    text.stmt(1, p.body());
    return text.out.toString();
  }

  public static String of(Stmt s) {
    IrText text = new IrText();
    text.stmt(0, s);
    return text.out.toString();
  }

  public static String of(Expr e) {
    return text(e, 0);
  }

  private static String declaration(Buffer b) {
    return b.name()
        + ": "
        + b.dtype().label()
        + b.shape()
        + (b.isDense() ? "" : " strides " + b.strides());
  }

  private static String parameters(Function f) {
    String buffers = f.buffers().stream().map(Buffer::name).collect(Collectors.joining(", "));
    String scalars = f.scalars().stream().map(Expr.Var::name).collect(Collectors.joining(", "));
    return scalars.isEmpty() ? buffers : buffers + "; " + scalars;
  }

  private void line(int depth, String text) {
    out.repeat("  ", depth).append(text).append('\n');
  }

  private void stmt(int depth, Stmt s) {
    switch (s) {
      case Stmt.Loop x -> {
        String kind = x.kind() == LoopKind.SERIAL ? "for" : x.kind().label();
        String partition = x.partition() ? " partition" : "";
        line(depth, "%s %s in %s%s".formatted(kind, x.var().name(), of(x.extent()), partition));
        stmt(depth + 1, x.body());
      }
      case Stmt.Block x -> block(depth, x);
      case Stmt.Store x -> line(depth, "%s = %s".formatted(target(x), of(x.value())));
      case Stmt.Sequence x -> x.statements().forEach(part -> stmt(depth, part));
      case Stmt.If x -> {
        line(depth, "if %s".formatted(of(x.condition())));
        stmt(depth + 1, x.then());
        if (!x.otherwise().equals(Stmt.Sequence.EMPTY)) {
          line(depth, "else");
          stmt(depth + 1, x.otherwise());
        }
      }
      case Stmt.Allocate x -> {
        line(
            depth, "allocate %s %s".formatted(x.buffer().scope().label(), declaration(x.buffer())));
        stmt(depth, x.body());
      }
      case Stmt.Define x -> {
        line(depth, "local %s %s = %s".formatted(x.var().type(), x.var().name(), of(x.value())));
        stmt(depth, x.body());
      }
      case Stmt.Assign x -> line(depth, "%s = %s".formatted(x.var().name(), of(x.value())));
      case Stmt.Call x ->
          line(
              depth,
              "call %s(%s%s)"
                  .formatted(
                      x.function(),
                      x.buffers().stream().map(Buffer::name).collect(Collectors.joining(", ")),
                      x.scalars().isEmpty() ? "" : "; " + list(x.scalars())));
    }
  }

  private void block(int depth, Stmt.Block x) {
    String axes =
        x.axes().stream()
            .map(a -> (a.isReduce() ? "reduce " : "") + a.var().name() + " = " + of(a.binding()))
            .collect(Collectors.joining(", "));
    String where = x.predicate().equals(Exprs.TRUE) ? "" : " where " + of(x.predicate());
    line(depth, "block %s(%s)%s".formatted(x.name(), axes, where));
    String value = of(x.store().value());
    if (!x.isReduction()) {
      line(depth + 1, "%s = %s".formatted(target(x.store()), value));
      return;
    }
    String how = x.combiner().name().toLowerCase(Locale.ROOT);
    line(
        depth + 1,
        "%s %s= %s%s"
            .formatted(target(x.store()), how, value, x.initializes() ? "" : " (initialized)"));
  }

  private static String target(Stmt.Store s) {
    String where = s.buffer().name() + "[" + list(s.indices()) + "]";
    return s.isWhole() ? where : where + "{" + of(s.active()) + "}";
  }

  private static String list(List<Expr> exprs) {
    return exprs.stream().map(IrText::of).collect(Collectors.joining(", "));
  }

  /** Precedence: 0 lowest; parentheses where a part binds less than its place needs. */
  private static String text(Expr e, int place) {
    return switch (e) {
      case Expr.IntImm x ->
          x.type().scalar() == ScalarType.BOOL
              ? (x.value() != 0 ? "true" : "false")
              : x.value() + (x.type().scalar() == ScalarType.I64 ? "L" : "");
      case Expr.FloatImm x -> number(x);
      case Expr.Var x -> x.name();
      case Expr.Unary x -> x.op().label() + "(" + of(x.a()) + ")";
      case Expr.Binary x -> binary(x, place);
      case Expr.Compare x ->
          in(place > 2, text(x.a(), 3) + " " + x.op().symbol() + " " + text(x.b(), 3));
      case Expr.Fma x -> "fma(" + of(x.a()) + ", " + of(x.b()) + ", " + of(x.c()) + ")";
      case Expr.Select x ->
          "select(" + of(x.condition()) + ", " + of(x.then()) + ", " + of(x.otherwise()) + ")";
      case Expr.Cast x -> x.to().label() + "(" + of(x.a()) + ")";
      case Expr.Reinterpret x -> "bits_as_" + x.to().label() + "(" + of(x.a()) + ")";
      case Expr.Load x ->
          x.buffer().name()
              + "["
              + list(x.indices())
              + "]"
              + (x.isWhole() ? "" : "{" + of(x.active()) + "}");
      case Expr.Ramp x -> "ramp(" + of(x.base()) + ", " + x.stride() + ", " + x.lanes() + ")";
      case Expr.Broadcast x -> "splat(" + of(x.value()) + ", " + x.lanes() + ")";
    };
  }

  private static String number(Expr.FloatImm x) {
    return x.type().scalar() == ScalarType.F32
        ? Float.toString((float) x.value()) + "f"
        : Double.toString(x.value());
  }

  private static String binary(Expr.Binary x, int place) {
    int binds =
        switch (x.op()) {
          case OR, XOR -> 1;
          case AND -> 2;
          case SHL, SHR -> 3;
          case ADD, SUB -> 4;
          case MUL, DIV, FLOOR_DIV, FLOOR_MOD -> 5;
          case MIN, MAX -> 9;
        };
    if (binds == 9) {
      return x.op().symbol() + "(" + of(x.a()) + ", " + of(x.b()) + ")";
    }
    return in(
        place > binds, text(x.a(), binds) + " " + x.op().symbol() + " " + text(x.b(), binds + 1));
  }

  private static String in(boolean parentheses, String text) {
    return parentheses ? "(" + text + ")" : text;
  }
}
