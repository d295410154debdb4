package dev.ridgeline.compiler.interpret;

import static dev.ridgeline.compiler.expression.ComputationBuilder.at;
import static dev.ridgeline.compiler.expression.ComputationBuilder.axis;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ridgeline.compiler.expression.Computation;
import dev.ridgeline.compiler.expression.ComputationBuilder;
import dev.ridgeline.compiler.ir.BinaryOp;
import dev.ridgeline.compiler.ir.Buffer;
import dev.ridgeline.compiler.ir.Combiner;
import dev.ridgeline.compiler.ir.Expr;
import dev.ridgeline.compiler.ir.Exprs;
import dev.ridgeline.compiler.ir.Level;
import dev.ridgeline.compiler.ir.Program;
import dev.ridgeline.compiler.ir.Scope;
import dev.ridgeline.compiler.ir.Stmt;
import dev.ridgeline.compiler.lower.Lowering;
import dev.ridgeline.compiler.schedule.Schedule;
import dev.ridgeline.core.tensor.DType;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

class InterpreterTest {
  private static final int M = 7;
  private static final int N = 19;
  private static final int K = 11;

  static Computation gemm(int m, int n, int k) {
    var c = new ComputationBuilder("gemm");
    Buffer a = c.input("A", DType.F32, m, k);
    Buffer b = c.input("B", DType.F32, k, n);
    var i = axis("i", m);
    var j = axis("j", n);
    var p = axis("p", k);
    Expr term = new Expr.Binary(BinaryOp.MUL, at(a, i, p), at(b, p, j));
    c.reduce("C", Combiner.SUM, List.of(i, j), List.of(p), term);
    return c.build("C");
  }

  static float[] random(int n, long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    float[] a = new float[n];
    for (int i = 0; i < n; i++) {
      a[i] = (float) random.nextDouble(-1, 1);
    }
    return a;
  }

  private static float[] product(float[] a, float[] b) {
    float[] c = new float[M * N];
    for (int i = 0; i < M; i++) {
      for (int j = 0; j < N; j++) {
        for (int p = 0; p < K; p++) {
          c[i * N + j] = Math.fma(a[i * K + p], b[p * N + j], c[i * N + j]);
        }
      }
    }
    return c;
  }

  private static void holds(Program p, Level level) {
    float[] a = random(M * K, 1);
    float[] b = random(K * N, 2);
    float[] c = new float[M * N];
    Map<String, Object> memory = Map.of("A", a, "B", b, "C", c);
    Interpreter.of(p, level, Unwritten.FORBIDDEN_IN_OUTPUTS).run(memory);
    assertThat(c).as(p.toString()).isEqualTo(product(a, b));
  }

  @Test
  void everyPassOfTheLoweringKeepsTheProduct() {
    Schedule s = Schedule.of(gemm(M, N, K));
    for (Lowering.Step step : Lowering.steps(s.program())) {
      holds(step.program(), step.level());
    }
  }

  @Test
  void identitiesAreSetOutsideTheOutermostReduceLoop() {
    holds(schedule().program(), Level.BLOCKS);
    holds(schedule().reorder("p", "i", "j").program(), Level.BLOCKS);
    holds(schedule().reorder("i", "p", "j").program(), Level.BLOCKS);
    holds(schedule().split("p", 3).reorder("p_o", "i", "j", "p_i").program(), Level.BLOCKS);
    holds(schedule().split("j", 4).reorder("j_o", "p", "i", "j_i").program(), Level.BLOCKS);
  }

  private static Schedule schedule() {
    return Schedule.of(gemm(M, N, K));
  }

  @Test
  void aReductionOverNothingGivesTheIdentity() {
    Buffer c = buffer("C", DType.F32, 3);
    Stmt.Block block =
        new Stmt.Block(
            "C",
            List.of(
                new dev.ridgeline.compiler.ir.Axis(
                    Expr.Var.index("vi"),
                    dev.ridgeline.compiler.ir.AxisKind.SPATIAL,
                    3,
                    Expr.Var.index("i")),
                new dev.ridgeline.compiler.ir.Axis(
                    Expr.Var.index("vk"),
                    dev.ridgeline.compiler.ir.AxisKind.REDUCE,
                    4,
                    Expr.Var.index("k"))),
            Exprs.lt(Expr.Var.index("k"), Expr.Var.index("i")),
            new Stmt.Store(
                c,
                List.of(Expr.Var.index("vi")),
                Exprs.number(dev.ridgeline.compiler.ir.ScalarType.F32, 1)),
            Combiner.SUM,
            true);
    Stmt body = loop("k", 4, loop("i", 3, block));
    float[] out = run(new Program("p", List.of(), List.of(c), List.of(), List.of(), body), c);
    assertThat(out).containsExactly(0, 1, 2);
  }

  @Test
  void leavingABufferNamesElementShapeAndLoops() {
    Buffer c = buffer("C", DType.F32, 3, 4);
    Stmt store =
        new Stmt.Store(
            c,
            List.of(Expr.Var.index("i"), Exprs.add(Expr.Var.index("j"), 1)),
            Exprs.number(dev.ridgeline.compiler.ir.ScalarType.F32, 1));
    Program p = program(c, loop("i", 3, loop("j", 4, store)));
    assertThatThrownBy(() -> run(p, c))
        .isInstanceOf(InterpretationError.class)
        .hasMessage("element [0, 4] of buffer 'C' is written but its shape is [3, 4] at i=0, j=3");
  }

  @Test
  void readingWhatWasNeverWrittenIsAnError() {
    Buffer c = buffer("C", DType.F32, 4);
    Buffer t = Buffer.dense("T", DType.F32, List.of(4), Scope.INTERNAL);
    Expr i = Expr.Var.index("i");
    Stmt copy = new Stmt.Store(c, List.of(i), Exprs.load(t, i));
    Stmt write =
        new Stmt.Store(t, List.of(i), Exprs.number(dev.ridgeline.compiler.ir.ScalarType.F32, 1));
    Program p =
        program(
            c,
            new Stmt.Allocate(
                t, Stmt.Sequence.of(List.of(loop("i", 3, write), loop("i", 4, copy)))));
    assertThatThrownBy(() -> run(p, c))
        .isInstanceOf(InterpretationError.class)
        .hasMessage("element [3] of buffer 'T' is read but was never written at i=3");
    Interpreter.of(p, Level.LOOPS, Unwritten.READABLE).run(Map.of("C", new float[4]));
  }

  @Test
  void memoryThatDoesNotFitIsRefused() {
    Buffer c = buffer("C", DType.F32, 4);
    Interpreter interpreter = Interpreter.of(program(c, Stmt.Sequence.EMPTY), Level.LOOPS);
    assertThatThrownBy(() -> interpreter.run(Map.of())).hasMessage("no memory for buffer 'C'");
    assertThatThrownBy(() -> interpreter.run(Map.of("C", new float[3])))
        .hasMessage("buffer 'C' (f32) takes float[4] but got float[3]");
    assertThatThrownBy(() -> interpreter.run(Map.of("C", new int[4])))
        .hasMessage("buffer 'C' (f32) takes float[4] but got int[4]");
    assertThatThrownBy(() -> interpreter.run(Map.of("C", "x")))
        .hasMessage("buffer 'C' (f32) takes float[4] but got String");
  }

  @Test
  @Tag("slow")
  void sixteenMillionPointsTakeSeconds() {
    Program p = Schedule.of(gemm(256, 256, 256)).program();
    Map<String, Object> memory =
        Map.of("A", random(65536, 1), "B", random(65536, 2), "C", new float[65536]);
    for (Level level : List.of(Level.BLOCKS, Level.FLAT)) {
      Interpreter interpreter = Interpreter.of(level == Level.FLAT ? Lowering.lower(p) : p, level);
      interpreter.run(memory);
      long start = System.nanoTime();
      interpreter.run(memory);
      double seconds = (System.nanoTime() - start) * 1e-9;
      System.out.printf("%s: %.1f million points a second%n", level, 16.777 / seconds);
      assertThat(seconds).isLessThan(8);
    }
  }

  static Buffer buffer(String name, DType dtype, Integer... shape) {
    return Buffer.dense(name, dtype, List.of(shape), Scope.PARAMETER);
  }

  static Stmt loop(String var, int extent, Stmt body) {
    return Stmt.Loop.serial(Expr.Var.index(var), Exprs.index(extent), body);
  }

  static Program program(Buffer output, Stmt body) {
    return new Program("p", List.of(), List.of(output), List.of(), List.of(), body);
  }

  private static float[] run(Program p, Buffer output) {
    float[] out = new float[output.span()];
    Interpreter.of(p, Level.LOOPS).run(Map.of(output.name(), out));
    return out;
  }
}
