package dev.ridgeline.compiler.target;

import static dev.ridgeline.compiler.ir.Exprs.add;
import static dev.ridgeline.compiler.ir.Exprs.index;
import static dev.ridgeline.compiler.ir.Exprs.mul;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.management.ThreadMXBean;
import dev.ridgeline.compiler.ir.BinaryOp;
import dev.ridgeline.compiler.ir.Buffer;
import dev.ridgeline.compiler.ir.Expr;
import dev.ridgeline.compiler.ir.Exprs;
import dev.ridgeline.compiler.ir.Function;
import dev.ridgeline.compiler.ir.LoopKind;
import dev.ridgeline.compiler.ir.Program;
import dev.ridgeline.compiler.ir.Scope;
import dev.ridgeline.compiler.ir.Stmt;
import dev.ridgeline.compiler.jvm.JvmTarget;
import dev.ridgeline.core.UserError;
import dev.ridgeline.core.tensor.DType;
import dev.ridgeline.core.tensor.Tensor;
import java.lang.management.ManagementFactory;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class KernelTest {
  private static final int ROWS = 37;
  private static final int COLUMNS = 24;
  private static final Buffer X = buffer("x", Scope.PARAMETER, ROWS, COLUMNS);
  private static final Buffer Y = buffer("y", Scope.PARAMETER, ROWS, COLUMNS);
  private static final Buffer ROW = buffer("row", Scope.INTERNAL, COLUMNS);

  private static Buffer buffer(String name, Scope scope, Integer... shape) {
    return Buffer.dense(name, DType.F32, List.of(shape), scope);
  }

  private static Expr.Var var(String name) {
    return Expr.Var.index(name);
  }

  /** {@code row = x[r] * x[r]}, by 8 lanes. */
  private static Function square() {
    Buffer in = buffer("in", Scope.PARAMETER, ROWS * COLUMNS);
    Buffer out = buffer("out", Scope.PARAMETER, COLUMNS);
    Expr at = mul(var("i"), 8);
    Expr x = Exprs.load(in, new Expr.Ramp(add(mul(var("r"), COLUMNS), at), 1, 8));
    Stmt store =
        new Stmt.Store(out, List.of(new Expr.Ramp(at, 1, 8)), new Expr.Binary(BinaryOp.MUL, x, x));
    return new Function(
        "square",
        List.of(in, out),
        List.of(var("r")),
        Stmt.Loop.serial(var("i"), index(COLUMNS / 8), store));
  }

  /** {@code y[r] = row + row}, one by one. */
  private static Function twice() {
    Buffer in = buffer("in", Scope.PARAMETER, COLUMNS);
    Buffer out = buffer("out", Scope.PARAMETER, ROWS * COLUMNS);
    Expr x = Exprs.load(in, var("i"));
    Stmt store =
        new Stmt.Store(
            out, List.of(add(var("base"), var("i"))), new Expr.Binary(BinaryOp.ADD, x, x));
    return new Function(
        "twice",
        List.of(in, out),
        List.of(var("base"), var("n")),
        Stmt.Loop.serial(var("i"), var("n"), store));
  }

  /** For each row of its own: square, then twice; the row between them is memory of a thread. */
  static Program program() {
    Stmt calls =
        Stmt.Sequence.of(
            List.of(
                new Stmt.Call("square", List.of(X, ROW), List.of(var("r"))),
                new Stmt.Call("twice", List.of(ROW, Y), List.of(var("base"), var("columns")))));
    Stmt body = new Stmt.Allocate(ROW, new Stmt.Define(var("base"), mul(var("r"), COLUMNS), calls));
    Stmt loop = new Stmt.Loop(var("r"), index(ROWS), LoopKind.PARALLEL, false, body);
    return new Program(
        "rows",
        List.of(X),
        List.of(Y),
        List.of(),
        List.of(square(), twice()),
        new Stmt.Define(var("columns"), index(COLUMNS), loop));
  }

  private static float[] values() {
    SplittableRandom random = new SplittableRandom(3);
    float[] x = new float[ROWS * COLUMNS];
    for (int i = 0; i < x.length; i++) {
      x[i] = (float) random.nextDouble(-1, 1);
    }
    return x;
  }

  private static float[] expected() {
    float[] x = values();
    for (int i = 0; i < x.length; i++) {
      x[i] = x[i] * x[i] + x[i] * x[i];
    }
    return x;
  }

  @Test
  void resultsDoNotDependOnTheThreads() {
    for (int threads = 1; threads <= 3; threads++) {
      try (Kernel kernel = Kernel.compile(program(), new JvmTarget(), threads)) {
        for (int run = 0; run < 100; run++) {
          float[] y = new float[ROWS * COLUMNS];
          kernel.bind(Map.of("x", values(), "y", y));
          kernel.run();
          assertThat(y).isEqualTo(expected());
        }
      }
    }
  }

  @Test
  void kernelsRunFromSeveralThreadsAtOnce() throws InterruptedException {
    List<Kernel> kernels =
        List.of(
            Kernel.compile(program(), new JvmTarget(), 2),
            Kernel.compile(program(), new JvmTarget(), 2));
    List<Thread> callers =
        kernels.stream()
            .map(kernel ->
                Thread.ofPlatform()
                    .start(() -> {
                      kernel.bind(Map.of("x", values()));
                      for (int run = 0; run < 2000; run++) {
                        kernel.run();
                      }
                    }))
            .toList();
    for (Thread caller : callers) {
      caller.join();
    }
    for (Kernel kernel : kernels) {
      assertThat((float[]) kernel.memory("y")).isEqualTo(expected());
    }
  }

  @Test
  void aWarmKernelAllocatesNothing() {
    ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    for (int count = 1; count <= 2; count++) {
      Kernel kernel = Kernel.compile(program(), new JvmTarget(), count);
      kernel.bind(Map.of("x", values()));
      long least = Long.MAX_VALUE;
      for (int batch = 0; batch < 400 && least > 0; batch++) {
        long own = threads.getCurrentThreadAllocatedBytes();
        for (int run = 0; run < 100; run++) {
          kernel.run();
        }
        long used = threads.getCurrentThreadAllocatedBytes() - own;
        least = Math.min(least, used);
      }
      assertThat(least).as("bytes by 100 runs on %d threads", count).isZero();
    }
  }

  @Test
  void worksAsAnExecutable() {
    Tensor x = Tensor.of(values(), ROWS, COLUMNS);
    try (KernelExecutable kernel =
        new KernelExecutable(Kernel.compile(program(), new JvmTarget(), 2))) {
      assertThat(kernel.engine()).isEqualTo("ridgeline jvm");
      kernel.prepare(Map.of("x", x.type()));
      kernel.bind(Map.of("x", x));
      kernel.run();
      Tensor y = kernel.outputs().getFirst();
      assertThat(y.type()).isEqualTo(x.type());
      for (int i = 0; i < ROWS * COLUMNS; i++) {
        assertThat(y.floatAt(i)).isEqualTo(expected()[i]);
      }
      assertThatThrownBy(() -> kernel.prepare(Map.of()))
          .isInstanceOf(UserError.class)
          .hasMessageContaining("kernel 'rows' takes {x=");
      assertThatThrownBy(() -> kernel.bind(Map.of()))
          .isInstanceOf(UserError.class)
          .hasMessage("kernel 'rows' takes the inputs [x] but got []");
    }
  }

  @Test
  void refusesMemoryThatDoesNotFit() {
    try (Kernel kernel = Kernel.compile(program(), new JvmTarget(), 1)) {
      refused(kernel, Map.of("z", new float[888]), "'z' is no parameter of 'rows'; it has x, y");
      refused(
          kernel,
          Map.of("x", new double[888]),
          "buffer 'x' needs a Java array that holds f32: float[] but got double[]");
      refused(
          kernel,
          Map.of("x", new float[887]),
          "buffer 'x' takes 3552 bytes but 3548 are given; give at least 888 elements of f32");
      float[] both = new float[888];
      refused(
          kernel,
          Map.of("x", both, "y", both),
          "output 'y' shares memory with 'x'; give each memory of its own");
      Tensor wrong = Tensor.of(new float[888], 888);
      assertThatThrownBy(() -> kernel.copyIn(Map.of("x", wrong)))
          .isInstanceOf(UserError.class)
          .hasMessage("'x' of 'rows' is %s but got %s".formatted(Kernel.type(X), wrong.type()));
    }
    assertThatThrownBy(() -> Kernel.compile(program(), new JvmTarget(), 0))
        .isInstanceOf(UserError.class)
        .hasMessage("a kernel runs on 1 thread or more but got 0");
  }

  @Test
  void bindsAllParametersAtOnce() {
    try (Kernel kernel = Kernel.compile(program(), new JvmTarget(), 1)) {
      float[] x = new float[888];
      float[] y = new float[888];
      kernel.bindAll(x, y);
      assertThat(kernel.memory("x")).isSameAs(x);
      assertThat(kernel.memory("y")).isSameAs(y);
      assertThatThrownBy(() -> kernel.bindAll(x))
          .isInstanceOf(UserError.class)
          .hasMessage("'rows' has 2 parameters but got 1");
      assertThatThrownBy(() -> kernel.bindAll(x, x))
          .isInstanceOf(UserError.class)
          .hasMessage("output 'y' shares memory with 'x'; give each memory of its own");
    }
  }

  private static void refused(Kernel kernel, Map<String, ?> memory, String message) {
    assertThatThrownBy(() -> kernel.bind(memory)).isInstanceOf(UserError.class).hasMessage(message);
  }
}
