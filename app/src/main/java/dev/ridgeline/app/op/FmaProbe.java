package dev.ridgeline.app.op;

import dev.ridgeline.compiler.ir.Buffer;
import dev.ridgeline.compiler.ir.Expr;
import dev.ridgeline.compiler.ir.Exprs;
import dev.ridgeline.compiler.ir.Function;
import dev.ridgeline.compiler.ir.LoopKind;
import dev.ridgeline.compiler.ir.Program;
import dev.ridgeline.compiler.ir.ScalarType;
import dev.ridgeline.compiler.ir.Scope;
import dev.ridgeline.compiler.ir.Stmt;
import dev.ridgeline.compiler.ir.ValueType;
import dev.ridgeline.compiler.jvm.JvmTarget;
import dev.ridgeline.compiler.target.Kernel;
import dev.ridgeline.compiler.target.KernelExecutable;
import dev.ridgeline.core.tensor.DType;
import dev.ridgeline.core.tensor.Tensor;
import dev.ridgeline.core.tensor.TensorType;
import dev.ridgeline.measure.latency.LatencyResult;
import dev.ridgeline.measure.roofline.ComputeRoof;
import dev.ridgeline.measure.roofline.Roofline;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Independent chains of f32 multiply-adds in registers, on every thread: the peak of the machine as
 * it is while a kernel is measured, in turns with it. Clocks and neighbours change between runs; a
 * share of a peak that was measured at another time says as much of them as of the kernel.
 */
record FmaProbe(int lanes, int threads) {
  /** Its name among the contenders. */
  static final String NAME = "fma probe";

  private static final int CHAINS = 10;
  private static final int ROUNDS = 2;
  private static final int ITERATIONS = 20_000;
  private static final Buffer IN = buffer("in", 2);

  static FmaProbe of(int threads) {
    return new FmaProbe(Math.max(2, new JvmTarget().vectorBytes() / Float.BYTES), threads);
  }

  private static Buffer buffer(String name, int elements) {
    return Buffer.dense(name, DType.F32, List.of(elements), Scope.PARAMETER);
  }

  double flops() {
    return 2.0 * lanes * CHAINS * ROUNDS * ITERATIONS * threads;
  }

  Contender contender() {
    Map<String, Tensor> inputs = Map.of("in", Tensor.random(TensorType.f32(2), 1));
    return new Contender(
        NAME,
        "",
        "",
        () -> new KernelExecutable(Kernel.compile(program(), new JvmTarget(), threads)),
        inputs);
  }

  /** The roof with this peak instead of one of another time. */
  Roofline roof(Roofline measured, LatencyResult probe) {
    double gflops = flops() / (probe.medianMillis() * 1e6);
    return new Roofline(measured.name(), new ComputeRoof("f32", gflops), measured.memories());
  }

  private Program program() {
    Buffer out = buffer("out", threads * CHAINS * lanes);
    Expr.Var thread = Expr.Var.index("t");
    Function chains = new Function("chains", List.of(IN, out), List.of(thread), body(out, thread));
    Stmt call = new Stmt.Call("chains", List.of(IN, out), List.of(thread));
    Stmt all = new Stmt.Loop(thread, Exprs.index(threads), LoopKind.PARALLEL, false, call);
    return new Program("probe", List.of(IN), List.of(out), List.of(), List.of(chains), all);
  }

  private Stmt body(Buffer out, Expr.Var thread) {
    ValueType type = new ValueType(ScalarType.F32, lanes);
    List<Stmt> step = new ArrayList<>();
    List<Stmt> end = new ArrayList<>();
    for (int n = 0; n < CHAINS * ROUNDS; n++) {
      Expr.Var chain = new Expr.Var("c" + n % CHAINS, type);
      Expr.Var factor = new Expr.Var("factor", type);
      Expr.Var term = new Expr.Var("term", type);
      step.add(new Stmt.Assign(chain, new Expr.Fma(chain, factor, term)));
      if (n < CHAINS) {
        Expr at = Exprs.add(Exprs.mul(thread, (long) CHAINS * lanes), (long) n * lanes);
        end.add(new Stmt.Store(out, List.of(new Expr.Ramp(at, 1, lanes)), chain));
      }
    }
    List<Stmt> all = new ArrayList<>();
    all.add(Stmt.Loop.serial(Expr.Var.index("i"), Exprs.index(ITERATIONS), Stmt.Sequence.of(step)));
    all.addAll(end);
    Stmt body = Stmt.Sequence.of(all);
    for (int n = 0; n < CHAINS; n++) {
      body = new Stmt.Define(new Expr.Var("c" + n, type), given(0), body);
    }
    body = new Stmt.Define(new Expr.Var("term", type), given(1), body);
    return new Stmt.Define(new Expr.Var("factor", type), given(0), body);
  }

  private Expr given(int index) {
    return new Expr.Broadcast(Exprs.load(IN, Exprs.index(index)), lanes);
  }
}
