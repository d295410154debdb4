package dev.ridgeline.compiler.lower;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ridgeline.compiler.interpret.Interpreter;
import dev.ridgeline.compiler.ir.BinaryOp;
import dev.ridgeline.compiler.ir.Buffer;
import dev.ridgeline.compiler.ir.Expr;
import dev.ridgeline.compiler.ir.Exprs;
import dev.ridgeline.compiler.ir.IrText;
import dev.ridgeline.compiler.ir.Level;
import dev.ridgeline.compiler.ir.Program;
import dev.ridgeline.compiler.ir.ScalarType;
import dev.ridgeline.compiler.ir.Scope;
import dev.ridgeline.compiler.ir.Stmt;
import dev.ridgeline.compiler.ir.UnaryOp;
import dev.ridgeline.compiler.ir.ValueType;
import dev.ridgeline.compiler.ir.Walker;
import dev.ridgeline.compiler.operator.Softmax;
import dev.ridgeline.compiler.schedule.Schedule;
import dev.ridgeline.core.UserError;
import dev.ridgeline.core.tensor.DType;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;

class ExpandMathTest {
  private static final Buffer IN = Buffer.dense("in", DType.F32, List.of(4), Scope.PARAMETER);
  private static final Buffer OUT = Buffer.dense("out", DType.F32, List.of(8), Scope.PARAMETER);
  private static final Expr.Var I = Expr.Var.index("i");

  private static Program program(Expr value) {
    Stmt store = new Stmt.Store(OUT, List.of(I), value);
    Stmt loop = Stmt.Loop.serial(I, Exprs.index(8), store);
    return new Program("p", List.of(IN), List.of(OUT), List.of(), List.of(), loop);
  }

  private static Expr math(UnaryOp op, Expr a) {
    return new Expr.Unary(op, a);
  }

  @Test
  void noMathFunctionStays() {
    for (UnaryOp op : UnaryOp.values()) {
      if (!op.isPrimitive()) {
        Program p = ExpandMath.run(program(math(op, math(op, Exprs.load(IN, I)))));
        Walker.expressions(
            p.body(),
            e ->
                assertThat(e instanceof Expr.Unary u && !u.op().isPrimitive())
                    .as(IrText.of(p))
                    .isFalse());
      }
    }
  }

  @Test
  void whatOneSideOfASelectMovesOutIsReadOnlyThere() {
    Expr zero = Exprs.number(ScalarType.F32, 0);
    Expr value =
        new Expr.Select(Exprs.lt(I, Exprs.index(4)), math(UnaryOp.EXP, Exprs.load(IN, I)), zero);
    Program p = program(value);
    float[] in = {0, 1, 2, 3};
    float[] plain = new float[8];
    float[] expanded = new float[8];
    Interpreter.of(p, Level.LOOPS).run(Map.of("in", in, "out", plain));
    Interpreter.of(ExpandMath.run(p), Level.LOOPS).run(Map.of("in", in, "out", expanded));
    assertThat(expanded).isEqualTo(plain);
    Expr swapped =
        new Expr.Select(Exprs.le(Exprs.index(4), I), zero, math(UnaryOp.EXP, Exprs.load(IN, I)));
    Interpreter.of(ExpandMath.run(program(swapped)), Level.LOOPS)
        .run(Map.of("in", in, "out", expanded));
    assertThat(expanded).isEqualTo(plain);
  }

  @Test
  void namesThatAreTakenAreLeftAlone() {
    Expr.Var taken = new Expr.Var("math0", ValueType.F32);
    Expr value = new Expr.Binary(BinaryOp.ADD, taken, math(UnaryOp.EXP, taken));
    Stmt body =
        new Stmt.Define(
            taken,
            Exprs.number(ScalarType.F32, 0),
            new Stmt.Store(OUT, List.of(Exprs.index(0)), value));
    Program p = new Program("p", List.of(), List.of(OUT), List.of(), List.of(), body);
    float[] out = new float[8];
    Interpreter.of(ExpandMath.run(p), Level.LOOPS).run(Map.of("out", out));
    assertThat(out[0]).isEqualTo(1);
  }

  @Test
  void expressionsAloneAreExpandedInPlace() {
    Expr expanded = ExpandMath.run(math(UnaryOp.EXP, Exprs.load(IN, I)));
    Walker.expressions(
        expanded, e -> assertThat(e instanceof Expr.Unary u && !u.op().isPrimitive()).isFalse());
    float[] out = new float[8];
    float[] in = {0, 1, 2, 3};
    Stmt loop = Stmt.Loop.serial(I, Exprs.index(4), new Stmt.Store(OUT, List.of(I), expanded));
    Program p = new Program("p", List.of(IN), List.of(OUT), List.of(), List.of(), loop);
    Interpreter.of(p, Level.LOOPS).run(Map.of("in", in, "out", out));
    assertThat(out[0]).isEqualTo(1);
    assertThat(out[1]).isEqualTo((float) Math.E);
  }

  @Test
  void loweringKeepsTheBitsOfSoftmax() {
    Program blocks = Schedule.of(new Softmax(3, 17).computation()).program();
    Program flat = Lowering.lower(blocks);
    Map<String, Object> memory = Interpreter.memory(blocks);
    float[] in = (float[]) Objects.requireNonNull(memory.get(blocks.inputs().getFirst().name()));
    for (int i = 0; i < in.length; i++) {
      in[i] = (i * 37 % 51 - 25) / 4f;
    }
    float[] out = (float[]) Objects.requireNonNull(memory.get(blocks.outputs().getFirst().name()));
    Interpreter.of(blocks, Level.BLOCKS).run(memory);
    float[] first = out.clone();
    Interpreter.of(flat, Level.FLAT).run(memory);
    assertThat(out).isEqualTo(first);
    flat.functions()
        .forEach(f ->
            Walker.expressions(
                f.body(),
                e -> assertThat(e instanceof Expr.Unary u && !u.op().isPrimitive()).isFalse()));
  }

  @Test
  void erfOfDoubleIsRefused() {
    Expr.Var x = new Expr.Var("x", ValueType.F64);
    assertThatThrownBy(() -> ExpandMath.run(math(UnaryOp.ERF, x)))
        .isInstanceOf(UserError.class)
        .hasMessage("erf is computed in f32 but got f64; cast its argument to f32");
  }
}
