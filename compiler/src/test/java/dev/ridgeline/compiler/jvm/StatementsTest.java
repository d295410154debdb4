package dev.ridgeline.compiler.jvm;

import static dev.ridgeline.compiler.ir.Exprs.add;
import static dev.ridgeline.compiler.ir.Exprs.index;
import static dev.ridgeline.compiler.ir.Exprs.load;
import static dev.ridgeline.compiler.ir.Exprs.lt;
import static dev.ridgeline.compiler.ir.Exprs.mul;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ridgeline.compiler.interpret.InterpreterTarget;
import dev.ridgeline.compiler.ir.BinaryOp;
import dev.ridgeline.compiler.ir.Buffer;
import dev.ridgeline.compiler.ir.CompareOp;
import dev.ridgeline.compiler.ir.Expr;
import dev.ridgeline.compiler.ir.Exprs;
import dev.ridgeline.compiler.ir.Function;
import dev.ridgeline.compiler.ir.Program;
import dev.ridgeline.compiler.ir.ScalarType;
import dev.ridgeline.compiler.ir.Stmt;
import dev.ridgeline.compiler.ir.UnaryOp;
import dev.ridgeline.compiler.ir.ValueType;
import dev.ridgeline.compiler.target.Target;
import dev.ridgeline.core.UserError;
import dev.ridgeline.core.tensor.DType;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;

/** Statements and memory accesses: against plain Java, and the same on the interpreter. */
class StatementsTest {
  private static final int N = 64;
  private static final Buffer X = Flat.buffer("x", DType.F32, N);
  private static final Buffer Y = Flat.buffer("y", DType.F32, N);

  private static float[] numbers() {
    float[] x = new float[N];
    for (int i = 0; i < N; i++) {
      x[i] = 0.37f * i - 5;
    }
    return x;
  }

  /** What y holds after the statement, which must be the same on both targets; y is -1 before. */
  private static float[] run(Stmt body) {
    float[] jvm = run(new JvmTarget(), Flat.program(List.of(X), List.of(Y), body), new int[0]);
    float[] judge =
        run(new InterpreterTarget(), Flat.program(List.of(X), List.of(Y), body), new int[0]);
    assertThat(jvm).isEqualTo(judge);
    return jvm;
  }

  private static float[] run(Target target, Program program, int[] scalars) {
    float[] y = new float[N];
    Arrays.fill(y, -1);
    Objects.requireNonNull(target.compile(program).get("f"))
        .call(new Object[] {numbers(), y}, scalars);
    return y;
  }

  private static Stmt store(Expr at, Expr value) {
    return new Stmt.Store(Y, List.of(at), value);
  }

  @Test
  void stridedLoadsAndStores() {
    for (int lanes : new int[] {2, 4, 8}) {
      for (int stride : new int[] {-3, -1, 0, 1, 2, 5}) {
        Expr from = new Expr.Ramp(index(stride < 0 ? 30 : 3), stride, lanes);
        float[] y = run(store(new Expr.Ramp(index(8), 1, lanes), load(X, from)));
        for (int l = 0; l < lanes; l++) {
          assertThat(y[8 + l]).isEqualTo(numbers()[(stride < 0 ? 30 : 3) + l * stride]);
        }
        y = run(store(from, load(X, new Expr.Ramp(index(8), 1, lanes))));
        for (int l = 0; l < lanes; l++) {
          int last = stride == 0 ? lanes - 1 : l;
          assertThat(y[(stride < 0 ? 30 : 3) + l * stride]).isEqualTo(numbers()[8 + last]);
        }
      }
    }
  }

  @Test
  void inactiveLanesAreNeitherReadNorWritten() {
    for (int stride : new int[] {1, 2}) {
      for (int active = -2; active <= 10; active++) {
        // Lanes that are not active would lie outside of x and y.
        int count = Math.clamp(active, 0, 8);
        int start = N - Math.max(1, count * stride);
        Expr at = new Expr.Ramp(index(start), stride, 8);
        Expr some = add(Flat.var("zero"), active);
        Expr x = new Expr.Load(X, List.of(at), some);
        Expr one = Flat.splat(Exprs.number(ScalarType.F32, 1), 8);
        Stmt whole = store(new Expr.Ramp(index(0), 1, 8), new Expr.Binary(BinaryOp.ADD, x, one));
        Stmt part = new Stmt.Store(Y, List.of(at), one, some);
        Stmt body =
            new Stmt.Define(Flat.var("zero"), index(0), Stmt.Sequence.of(List.of(whole, part)));
        float[] y = run(body);
        for (int l = 0; l < 8; l++) {
          float loaded = l < count ? numbers()[start + l * stride] : 0;
          assertThat(y[l]).isEqualTo(loaded + 1);
        }
        for (int i = 8; i < N; i++) {
          boolean written = i >= start && i < start + count * stride && (i - start) % stride == 0;
          assertThat(y[i]).isEqualTo(written ? 1 : -1);
        }
      }
    }
  }

  @Test
  void loopsConditionsAndLocals() {
    Expr.Var sum = new Expr.Var("sum", ValueType.F32);
    Expr.Var n = Flat.var("n");
    Expr even = Exprs.compare(CompareOp.EQ, Exprs.mod(Flat.var("j"), index(2)), index(0));
    Stmt inner =
        Flat.loop(
            "j",
            n,
            new Stmt.If(
                even,
                new Stmt.Assign(sum, new Expr.Binary(BinaryOp.ADD, sum, load(X, Flat.var("j")))),
                new Stmt.Assign(sum, new Expr.Binary(BinaryOp.SUB, sum, load(X, Flat.var("j"))))));
    Stmt row =
        new Stmt.Define(
            sum,
            Exprs.number(ScalarType.F32, 0),
            Stmt.Sequence.of(List.of(inner, store(Flat.var("i"), sum))));
    // The extent of the inner loop is a local that the loop around changes.
    Stmt body =
        new Stmt.Define(
            n,
            index(0),
            Flat.loop("i", 20, Stmt.Sequence.of(List.of(row, new Stmt.Assign(n, add(n, 3))))));
    float[] y = run(body);
    for (int i = 0; i < 20; i++) {
      float expected = 0;
      for (int j = 0; j < 3 * i; j++) {
        expected = j % 2 == 0 ? expected + numbers()[j] : expected - numbers()[j];
      }
      assertThat(y[i]).isEqualTo(expected);
    }
    assertThat(y[20]).isEqualTo(-1);
  }

  @Test
  void aChoiceByAScalarReadsOnlyTheChosenSide() {
    Expr i = Flat.var("i");
    Expr inside = lt(i, index(N));
    Expr value = new Expr.Select(inside, load(X, i), Exprs.number(ScalarType.F32, 7));
    float[] y = run(Flat.loop("i", 100, store(Exprs.mod(i, index(N)), value)));
    for (int k = 0; k < N; k++) {
      assertThat(y[k]).isEqualTo(k + N < 100 ? 7 : numbers()[k]);
    }
  }

  @Test
  void masksLiveInLocals() {
    Expr.Var mask = new Expr.Var("mask", new ValueType(ScalarType.BOOL, 8));
    Expr at = new Expr.Ramp(mul(Flat.var("i"), 8), 1, 8);
    Expr zero = Flat.splat(Exprs.number(ScalarType.F32, 0), 8);
    Stmt use = store(at, new Expr.Select(mask, load(X, at), zero));
    Stmt flip = new Stmt.Assign(mask, new Expr.Unary(UnaryOp.NOT, mask));
    Stmt body =
        Flat.loop(
            "i",
            N / 8,
            new Stmt.Define(mask, lt(load(X, at), zero), Stmt.Sequence.of(List.of(flip, use))));
    float[] y = run(body);
    for (int k = 0; k < N; k++) {
      assertThat(y[k]).isEqualTo(numbers()[k] < 0 ? 0 : numbers()[k]);
    }
  }

  @Test
  void functionsCallFunctions() {
    Expr.Var i = Flat.var("i");
    Expr scaled =
        new Expr.Binary(BinaryOp.MUL, load(X, i), new Expr.Cast(ScalarType.F32, Flat.var("by")));
    Function callee =
        new Function("part.1", List.of(X, Y), List.of(i, Flat.var("by")), store(i, scaled));
    Stmt call = new Stmt.Call("part.1", List.of(X, Y), List.of(i, add(i, 1)));
    Function caller =
        new Function(
            "f", List.of(X, Y), List.of(Flat.var("n")), Flat.loop("i", Flat.var("n"), call));
    Program program =
        new Program(
            "p",
            List.of(X),
            List.of(Y),
            List.of(),
            List.of(callee, caller),
            new Stmt.Call("f", List.of(X, Y), List.of(index(10))));
    float[] y = run(new JvmTarget(), program, new int[] {10});
    for (int k = 0; k < N; k++) {
      assertThat(y[k]).isEqualTo(k < 10 ? numbers()[k] * (k + 1) : -1);
    }
  }

  @Test
  void tooWideVectorsAreRefused() {
    int widest = new JvmTarget().vectorBytes();
    Expr at = new Expr.Ramp(index(0), 1, widest / 2);
    refused(
        store(at, load(X, at)),
        ("function 'f' of program 'p' uses vectors of type f32x%d, %d bytes wide, but this"
                + " machine's are %d bytes; vectorize by at most %d lanes")
            .formatted(widest / 2, widest * 2, widest, widest / 4));
  }

  @Test
  void tooLongFunctionsAreRefused() {
    List<Stmt> stores = new ArrayList<>();
    for (int i = 0; i < 1500; i++) {
      stores.add(store(index(i % N), load(X, index(i % N))));
    }
    assertThatThrownBy(() -> run(Stmt.Sequence.of(stores)))
        .isInstanceOf(UserError.class)
        .hasMessageMatching(
            "function 'f' of program 'p' takes \\d+ bytes of bytecode; the JIT compiles less than"
                + " 8000; unroll less or split the function");
    for (int i = 0; i < 15; i++) {
      stores.addAll(stores.subList(0, 1500));
    }
    refused(
        Stmt.Sequence.of(stores),
        "function 'f' of program 'p' takes more than 65535 bytes of bytecode; the JIT compiles"
            + " less than 8000; unroll less or split the function");
  }

  private static void refused(Stmt body, String message) {
    assertThatThrownBy(() -> new JvmTarget().compile(Flat.program(List.of(X), List.of(Y), body)))
        .isInstanceOf(UserError.class)
        .hasMessage(message);
  }
}
