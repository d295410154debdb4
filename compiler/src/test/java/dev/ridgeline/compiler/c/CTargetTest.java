package dev.ridgeline.compiler.c;

import static dev.ridgeline.compiler.ir.Exprs.index;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.ridgeline.compiler.interpret.InterpreterTarget;
import dev.ridgeline.compiler.ir.Buffer;
import dev.ridgeline.compiler.ir.Expr;
import dev.ridgeline.compiler.ir.Exprs;
import dev.ridgeline.compiler.ir.Function;
import dev.ridgeline.compiler.ir.Program;
import dev.ridgeline.compiler.ir.Scope;
import dev.ridgeline.compiler.ir.Stmt;
import dev.ridgeline.compiler.lower.Lowering;
import dev.ridgeline.compiler.operator.Gemm;
import dev.ridgeline.compiler.operator.LayerNorm;
import dev.ridgeline.compiler.target.FunctionCode;
import dev.ridgeline.compiler.target.Kernel;
import dev.ridgeline.compiler.target.KernelCache;
import dev.ridgeline.compiler.template.TargetTraits;
import dev.ridgeline.compiler.template.Templates;
import dev.ridgeline.core.UserError;
import dev.ridgeline.core.tensor.DType;
import dev.ridgeline.core.tensor.Tensor;
import dev.ridgeline.measure.workspace.Workspace;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What compiling by the machine's compiler gives, and how its code is called and kept. */
final class CTargetTest {
  @TempDir Path folder;

  @BeforeAll
  static void needsACompiler() {
    try {
      CCompiler.find(System.getenv());
    } catch (UserError e) {
      assumeTrue(System.getenv("RIDGELINE_REQUIRE_ALL") != null, e.getMessage());
      throw e;
    }
  }

  static Program gemm() {
    TargetTraits traits = TargetTraits.of("c", 32, 1);
    return Lowering.lower(Templates.best(Gemm.of(23, 37, 19), traits).program());
  }

  private static Map<String, Tensor> inputs(Program p) {
    Map<String, Tensor> inputs = new LinkedHashMap<>();
    try (Kernel kernel = Kernel.compile(p, new InterpreterTarget(), 1)) {
      List<Tensor> outputs = kernel.outputs();
      assertThat(outputs).isNotEmpty();
    }
    for (Buffer b : p.inputs()) {
      long[] sizes = b.shape().stream().mapToLong(Integer::longValue).toArray();
      inputs.put(
          b.name(),
          Tensor.random(dev.ridgeline.core.tensor.TensorType.f32(sizes), inputs.size() + 7));
    }
    return inputs;
  }

  private static float[] run(Kernel kernel, Map<String, Tensor> inputs) {
    kernel.copyIn(inputs);
    kernel.run();
    Tensor output = kernel.outputs().getFirst();
    float[] values = new float[(int) output.type().shape().elements()];
    for (int i = 0; i < values.length; i++) {
      values[i] = output.floatAt(i);
    }
    return values;
  }

  private static float[] wanted(Program p) {
    try (Kernel kernel = Kernel.compile(p, new InterpreterTarget(), 1)) {
      return run(kernel, inputs(p));
    }
  }

  @Test
  void manyProgramsMakeOneLibrary() {
    Program a = gemm();
    Program b =
        Lowering.lower(Templates.best(new LayerNorm(3, 29), TargetTraits.of("c", 32, 1)).program());
    CTarget target = new CTarget();
    List<Map<String, FunctionCode>> code = target.compileAll(List.of(a, b, a));
    assertThat(code).hasSize(3);
    List<Program> programs = List.of(a, b, a);
    for (int i = 0; i < 3; i++) {
      try (Kernel kernel = Kernel.of(programs.get(i), target, code.get(i), 1)) {
        assertThat(run(kernel, inputs(programs.get(i)))).isEqualTo(wanted(programs.get(i)));
      }
    }
    assertThat(target.compileAll(List.of())).isEmpty();
  }

  /** {@code out[i] = in0[i] + in1[i] + ... + s0 + s1 + ...} for {@code n} elements. */
  private static Program sums(int buffers, int scalars, int n) {
    List<Buffer> parameters = new ArrayList<>();
    for (int i = 0; i < buffers; i++) {
      parameters.add(Buffer.dense("b" + i, DType.I32, List.of(n), Scope.PARAMETER));
    }
    List<Expr.Var> given = new ArrayList<>();
    for (int i = 0; i < scalars; i++) {
      given.add(Expr.Var.index("s" + i));
    }
    Expr.Var at = Expr.Var.index("i");
    Expr sum = index(0);
    for (int i = 0; i + 1 < buffers; i++) {
      sum = Exprs.add(sum, Exprs.load(parameters.get(i), at));
    }
    for (Expr.Var s : given) {
      sum = Exprs.add(sum, s);
    }
    Stmt body =
        Stmt.Loop.serial(at, index(n), new Stmt.Store(parameters.getLast(), List.of(at), sum));
    Function f = new Function("f", parameters, given, body);
    List<Expr> values = IntStream.range(0, scalars).<Expr>mapToObj(i -> index(i)).toList();
    return new Program(
        "sums",
        parameters.subList(0, buffers - 1),
        parameters.subList(buffers - 1, buffers),
        List.of(),
        List.of(f),
        new Stmt.Call("f", parameters, values));
  }

  private static FunctionCode code(Program p) {
    return Objects.requireNonNull(new CTarget().compile(p).get("f"));
  }

  @Test
  void functionsOfAnyNumberOfArguments() {
    for (int[] size :
        List.of(new int[] {2, 0}, new int[] {4, 5}, new int[] {8, 1}, new int[] {11, 9})) {
      FunctionCode code = code(sums(size[0], size[1], 5));
      int[] scalars = IntStream.range(0, size[1]).map(i -> 100 * i).toArray();
      int wanted = IntStream.range(1, size[0]).sum() + IntStream.of(scalars).sum();
      try (Arena arena = Arena.ofConfined()) {
        Object[] buffers =
            IntStream.range(0, size[0])
                .mapToObj(
                    i -> arena.allocateFrom(ValueLayout.JAVA_INT, new int[] {i + 1, 0, 0, 0, 0}))
                .toArray();
        code.call(buffers, scalars);
        MemorySegment out = (MemorySegment) buffers[size[0] - 1];
        assertThat(out.getAtIndex(ValueLayout.JAVA_INT, 0)).isEqualTo(wanted);
      }
    }
  }

  @Test
  void shortFunctionsTakeJavaArrays() {
    for (int[] size : List.of(new int[] {3, 1}, new int[] {7, 6})) {
      Object[] arrays =
          IntStream.range(0, size[0]).mapToObj(i -> new int[] {i + 1, 2, 3}).toArray();
      int[] scalars = new int[size[1]];
      code(sums(size[0], size[1], 3)).call(arrays, scalars);
      assertThat((int[]) arrays[size[0] - 1])
          .containsExactly(IntStream.range(1, size[0]).sum(), 2 * size[0] - 2, 3 * size[0] - 3);
    }
  }

  @Test
  void longFunctionsRefuseJavaArrays() {
    FunctionCode code = code(sums(2, 0, 1 << 20));
    Object[] arrays = {new int[1 << 20], new int[1 << 20]};
    assertThatThrownBy(() -> code.call(arrays, new int[0]))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "Java arrays were given to a function that may run for more than 1 ms; it takes native"
                + " memory segments");
    FunctionCode many = code(sums(9, 0, 3));
    Object[] nine = IntStream.range(0, 9).mapToObj(_ -> new int[3]).toArray();
    assertThatThrownBy(() -> many.call(nine, new int[0]))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void whatMayBeCalledCriticallyIsCounted() {
    Program small = sums(2, 0, 100);
    WorkEstimate estimate = new WorkEstimate(small.functions());
    long work = estimate.of(small.functions().getFirst());
    assertThat(work).isBetween(300L, 2000L);
    assertThat(CriticalCalls.allows(work)).isTrue();
    Function f = small.functions().getFirst();
    Function unknown =
        new Function(
            "f",
            f.buffers(),
            List.of(Expr.Var.index("n")),
            Stmt.Loop.serial(
                Expr.Var.index("i"),
                Expr.Var.index("n"),
                new Stmt.Store(f.buffers().getLast(), List.of(Expr.Var.index("i")), index(1))));
    assertThat(new WorkEstimate(List.of(unknown)).of(unknown)).isEqualTo(WorkEstimate.UNBOUNDED);
    assertThat(CriticalCalls.allows(WorkEstimate.UNBOUNDED)).isFalse();
  }

  @Test
  void kernelsAreKeptInTheWorkspace() throws IOException {
    List<String> log = new ArrayList<>();
    Program p = gemm();
    CTarget target = new CTarget();
    float[] wanted = wanted(p);
    for (int process = 0; process < 3; process++) {
      KernelCache cache = KernelCache.at(Workspace.at(folder), log::add);
      boolean first = process == 0;
      try (Kernel kernel =
          cache.kernel(
              "a gemm",
              () -> {
                assertThat(first).as("lowered again").isTrue();
                return p;
              },
              target,
              1)) {
        assertThat(run(kernel, inputs(p))).isEqualTo(wanted);
      }
    }
    try (Stream<Path> files = Files.list(folder.resolve("kernels"))) {
      assertThat(files.map(f -> f.getFileName().toString()).toList())
          .singleElement()
          .asString()
          .matches("c-[0-9a-f]{32}\\.kernel");
    }
    assertThat(log).isEmpty();
  }

  @Test
  void anotherCompilerMakesAnotherKernel() throws IOException {
    CCompiler real = CCompiler.find(System.getenv());
    Path script = CCompilerTest.script(folder, "othercc", "exec " + real.program() + " \"$@\"");
    Program p = gemm();
    KernelCache cache = KernelCache.at(Workspace.at(folder), line -> {});
    cache.kernel(p, new CTarget(), 1).close();
    cache.kernel(p, new CTarget(Map.of("CC", script.toString())), 1).close();
    try (Stream<Path> files = Files.list(folder.resolve("kernels"))) {
      assertThat(files).hasSize(2);
    }
  }
}
