package dev.ridgeline.compiler.interpret;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ridgeline.compiler.ir.BinaryOp;
import dev.ridgeline.compiler.ir.Buffer;
import dev.ridgeline.compiler.ir.CompareOp;
import dev.ridgeline.compiler.ir.Expr;
import dev.ridgeline.compiler.ir.Exprs;
import dev.ridgeline.compiler.ir.Function;
import dev.ridgeline.compiler.ir.Level;
import dev.ridgeline.compiler.ir.Program;
import dev.ridgeline.compiler.ir.ScalarType;
import dev.ridgeline.compiler.ir.Stmt;
import dev.ridgeline.compiler.ir.UnaryOp;
import dev.ridgeline.compiler.ir.ValueType;
import dev.ridgeline.compiler.target.FunctionCode;
import dev.ridgeline.core.tensor.DType;
import java.lang.reflect.Array;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;

/** What each operation gives, against Java's own. */
class ExpressionSemanticsTest {
  private static final Expr MINUS_SEVEN = Exprs.index(-7);
  private static final Expr THREE = Exprs.index(3);
  private static final Expr LEAST = Exprs.index(Integer.MIN_VALUE);

  private static Object value(Expr e, DType dtype) {
    Buffer out = InterpreterTest.buffer("out", dtype, e.type().lanes());
    Expr where =
        e.type().isVector() ? new Expr.Ramp(Exprs.index(0), 1, e.type().lanes()) : Exprs.index(0);
    Map<String, Object> memory =
        Interpreter.memory(InterpreterTest.program(out, Stmt.Sequence.EMPTY));
    Program p = InterpreterTest.program(out, new Stmt.Store(out, List.of(where), e));
    Interpreter.of(p, Level.FLAT).run(memory);
    Object array = Objects.requireNonNull(memory.get("out"));
    return e.type().isVector() ? array : Objects.requireNonNull(Array.get(array, 0));
  }

  private static Object value(BinaryOp op, Expr a, Expr b) {
    return value(
        new Expr.Binary(op, a, b), a.type().scalar() == ScalarType.F32 ? DType.F32 : DType.I32);
  }

  private static Expr f32(double x) {
    return Exprs.number(ScalarType.F32, x);
  }

  @Test
  void integersWrapFloorAndMask() {
    assertThat(value(BinaryOp.FLOOR_DIV, MINUS_SEVEN, THREE)).isEqualTo(-3);
    assertThat(value(BinaryOp.FLOOR_MOD, MINUS_SEVEN, THREE)).isEqualTo(2);
    assertThat(value(BinaryOp.FLOOR_MOD, THREE, MINUS_SEVEN)).isEqualTo(-4);
    assertThat(value(BinaryOp.ADD, LEAST, MINUS_SEVEN)).isEqualTo(Integer.MAX_VALUE - 6);
    assertThat(value(BinaryOp.SUB, LEAST, THREE)).isEqualTo(Integer.MAX_VALUE - 2);
    assertThat(value(BinaryOp.MUL, LEAST, MINUS_SEVEN)).isEqualTo(Integer.MIN_VALUE);
    assertThat(value(BinaryOp.SHL, THREE, Exprs.index(33))).isEqualTo(6);
    assertThat(value(BinaryOp.SHR, MINUS_SEVEN, Exprs.index(33))).isEqualTo(-4);
    assertThat(value(new Expr.Unary(UnaryOp.ABS, LEAST), DType.I32)).isEqualTo(Integer.MIN_VALUE);
    assertThat(value(new Expr.Unary(UnaryOp.NEG, LEAST), DType.I32)).isEqualTo(Integer.MIN_VALUE);
    assertThat(value(new Expr.Unary(UnaryOp.NOT, THREE), DType.I32)).isEqualTo(~3);
    assertThat(value(new Expr.Unary(UnaryOp.NOT, Exprs.FALSE), DType.BOOL)).isEqualTo((byte) 1);
    assertThatThrownBy(() -> value(BinaryOp.FLOOR_DIV, THREE, Exprs.index(0)))
        .isInstanceOf(InterpretationError.class)
        .hasMessage("division by zero");
  }

  @Test
  void minimaGiveTheSecondForWhatIsNotANumber() {
    assertThat(value(BinaryOp.MIN, f32(Double.NaN), f32(1))).isEqualTo(1f);
    assertThat(value(BinaryOp.MAX, f32(Double.NaN), f32(1))).isEqualTo(1f);
    assertThat(value(BinaryOp.MAX, f32(1), f32(Double.NaN))).isEqualTo(Float.NaN);
    assertThat(value(BinaryOp.MIN, f32(-0.0), f32(0.0))).isEqualTo(0f);
  }

  @Test
  void floatsRoundToTheirTypeOnce() {
    float tiny = 0x1p-24f;
    assertThat(value(BinaryOp.ADD, f32(1), f32(tiny))).isEqualTo(1f + tiny);
    assertThat(value(BinaryOp.DIV, f32(1), f32(3))).isEqualTo(1f / 3f);
    float a = 1 + 0x1p-12f;
    Expr fma = new Expr.Fma(f32(a), f32(a), f32(-1));
    assertThat(value(fma, DType.F32)).isEqualTo(Math.fma(a, a, -1f)).isNotEqualTo(a * a - 1f);
    assertThat(value(new Expr.Unary(UnaryOp.ROUND_EVEN, f32(2.5)), DType.F32)).isEqualTo(2f);
    assertThat(value(new Expr.Unary(UnaryOp.SQRT, f32(2)), DType.F32))
        .isEqualTo((float) Math.sqrt(2f));
  }

  @Test
  void conversionsSaturateAndKeepBits() {
    assertThat(value(new Expr.Cast(ScalarType.I32, f32(3e9)), DType.I32))
        .isEqualTo(Integer.MAX_VALUE);
    assertThat(value(new Expr.Cast(ScalarType.I32, f32(Double.NaN)), DType.I32)).isEqualTo(0);
    assertThat(value(new Expr.Cast(ScalarType.I32, f32(-2.9)), DType.I32)).isEqualTo(-2);
    Expr wide = new Expr.IntImm(ValueType.I64, 0x1_0000_0005L);
    assertThat(value(new Expr.Cast(ScalarType.I32, wide), DType.I32)).isEqualTo(5);
    assertThat(value(new Expr.Cast(ScalarType.F32, Exprs.index(16777217)), DType.F32))
        .isEqualTo(16777216f);
    assertThat(value(new Expr.Reinterpret(ScalarType.I32, f32(-0.0)), DType.I32))
        .isEqualTo(Integer.MIN_VALUE);
    assertThat(value(Exprs.index(200), DType.I8)).isEqualTo((byte) 200);
    assertThat(value(new Expr.Compare(CompareOp.NE, f32(Double.NaN), f32(1)), DType.BOOL))
        .isEqualTo((byte) 1);
  }

  @Test
  void memoryNarrowerThanItsValuesIsWidened() {
    Buffer in = InterpreterTest.buffer("in", DType.U8, 1);
    Buffer signed = InterpreterTest.buffer("signed", DType.I8, 1);
    Buffer out = InterpreterTest.buffer("out", DType.I32, 1);
    Expr zero = Exprs.index(0);
    Stmt store =
        new Stmt.Store(
            out,
            List.of(zero),
            new Expr.Binary(BinaryOp.SUB, Exprs.load(in, zero), Exprs.load(signed, zero)));
    int[] result = new int[1];
    byte[] bytes = {(byte) 0x80};
    Interpreter.of(
            new Program("p", List.of(in, signed), List.of(out), List.of(), List.of(), store),
            Level.LOOPS)
        .run(Map.of("in", bytes, "signed", bytes, "out", result));
    assertThat(result[0]).isEqualTo(256);
  }

  @Test
  void onlyTheChosenSideOfAScalarSelectIsEvaluated() {
    Buffer in = InterpreterTest.buffer("in", DType.F32, 1);
    Expr outside = Exprs.load(in, Exprs.index(5));
    Expr select = new Expr.Select(Exprs.FALSE, outside, f32(4));
    Buffer out = InterpreterTest.buffer("out", DType.F32, 1);
    float[] result = new float[1];
    Program p =
        new Program(
            "p",
            List.of(in),
            List.of(out),
            List.of(),
            List.of(),
            new Stmt.Store(out, List.of(Exprs.index(0)), select));
    Interpreter.of(p, Level.FLAT).run(Map.of("in", new float[1], "out", result));
    assertThat(result[0]).isEqualTo(4);
  }

  @Test
  void vectorsGatherScatterAndKeepInactiveLanesOut() {
    Buffer in = InterpreterTest.buffer("in", DType.F32, 8);
    Buffer out = InterpreterTest.buffer("out", DType.F32, 8);
    Expr reversed =
        new Expr.Load(in, List.of(new Expr.Ramp(Exprs.index(7), -2, 4)), Exprs.index(3));
    Expr.Var v = new Expr.Var("v", ValueType.F32.withLanes(4));
    Stmt body =
        new Stmt.Define(
            v,
            reversed,
            Stmt.Sequence.of(
                List.of(
                    new Stmt.Assign(v, new Expr.Fma(v, new Expr.Broadcast(f32(2), 4), v)),
                    new Stmt.Store(
                        out, List.of(new Expr.Ramp(Exprs.index(0), 2, 4)), v, Exprs.index(4)))));
    Function f = new Function("f", List.of(in, out), List.of(), body);
    Stmt call = new Stmt.Call("f", List.of(in, out), List.of());
    Program p = new Program("p", List.of(in), List.of(out), List.of(), List.of(f), call);
    float[] result = {9, 9, 9, 9, 9, 9, 9, 9};
    float[] given = {0, 1, 2, 3, 4, 5, 6, 7};
    Interpreter.of(p, Level.FLAT).run(Map.of("in", given, "out", result));
    assertThat(result).containsExactly(21, 9, 15, 9, 9, 9, 0, 9);

    FunctionCode code = Objects.requireNonNull(new InterpreterTarget().compile(p).get("f"));
    float[] again = new float[8];
    code.call(new Object[] {given, again}, new int[0]);
    assertThat(again).containsExactly(21, 0, 15, 0, 9, 0, 0, 0);
  }

  @Test
  void unknownNamesAndWrongCountsAreRefused() {
    Buffer out = InterpreterTest.buffer("out", DType.F32, 8);
    Function f =
        new Function("f", List.of(out), List.of(), new Stmt.Call("f", List.of(out), List.of()));
    assertThatThrownBy(() -> compile(out, f, new Stmt.Call("g", List.of(), List.of())))
        .hasMessage("no function is called 'g'");
    assertThatThrownBy(() -> compile(out, f, new Stmt.Call("f", List.of(out), List.of())))
        .hasMessage("function 'f' calls itself");
    Function h = new Function("f", List.of(out), List.of(), Stmt.Sequence.EMPTY);
    assertThatThrownBy(() -> compile(out, h, new Stmt.Call("f", List.of(), List.of())))
        .hasMessage("function 'f' takes 1 buffers and 0 scalars but is given 0 and 0");
    Stmt store = new Stmt.Store(out, List.of(Expr.Var.index("q")), f32(1));
    assertThatThrownBy(() -> compile(out, h, store)).hasMessage("nothing here is called 'q'");
  }

  private static void compile(Buffer out, Function f, Stmt body) {
    Interpreter.of(
        new Program("p", List.of(), List.of(out), List.of(), List.of(f), body), Level.FLAT);
  }
}
