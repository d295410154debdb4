package dev.ridgeline.app.op;

import dev.ridgeline.app.cli.Figures;
import dev.ridgeline.compiler.expression.Computation;
import dev.ridgeline.compiler.ir.Program;
import dev.ridgeline.compiler.lower.Lowering;
import dev.ridgeline.compiler.target.Kernel;
import dev.ridgeline.compiler.target.KernelCache;
import dev.ridgeline.compiler.template.Rung;
import dev.ridgeline.compiler.template.Templates;
import dev.ridgeline.core.tensor.Tensor;
import dev.ridgeline.measure.latency.LatencyResult;
import dev.ridgeline.measure.roofline.Roofline;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Consumer;

/** Measures every rung of an operator's ladder and its peers in one run. */
final class LadderRun {
  /** A rung that takes longer for a run is not sampled: its second run stands for it. */
  static final double LONGEST_SAMPLED_NANOS = 1e9;

  /** A rung that would take longer is not run: a part is, and the time of the whole follows. */
  static final double LONGEST_RUN_NANOS = 1e10;

  /** Of this many operations on no rung needs to be cut. */
  private static final double LIGHT_FLOPS = 1e8;

  private static final int DIVISOR = 64;

  private final OpRequest request;
  private final Roofline roof;
  private final Consumer<String> progress;
  private final Computation computation;
  private final Map<String, Tensor> inputs;
  private final List<Climbed> climbed = new ArrayList<>();

  /** A rung on the way; {@code nanos} and {@code cut} where it is not sampled. */
  private record Climbed(Rung rung, ProgramWork.Counted work, double nanos, String cut) {}

  private LadderRun(OpRequest request, Roofline roof, Consumer<String> progress) {
    this.request = request;
    this.roof = roof;
    this.progress = progress;
    computation = request.operator().computation();
    inputs = CompiledOp.inputs(computation, request.seed());
  }

  static LadderResult run(
      OpRequest request, Roofline roof, String machine, Effort effort, Consumer<String> progress) {
    return new LadderRun(request, roof, progress).run(machine, effort);
  }

  private LadderResult run(String machine, Effort effort) {
    List<Contender> contenders = new ArrayList<>();
    KernelCache cache = KernelCache.inMemory();
    for (Rung rung : Templates.ladder(request.operator(), request.traits())) {
      progress.accept("compiling and checking rung " + rung.name());
      Program flat = Lowering.lower(rung.schedule().program());
      ProgramWork.Counted work = ProgramWork.of(flat);
      climbed.add(climb(rung, work, cache, contenders));
    }
    PeerKernels peers =
        PeerKernels.checked(request.operator(), inputs, request.threads(), request.seed());
    contenders.addAll(peers.contenders());
    Contest.Result measured =
        Contest.run(contenders, effort, 2 * request.operator().bytes(), progress);
    List<OpResult.Peer> found = new ArrayList<>();
    for (Contender c : peers.contenders()) {
      LatencyResult latency = measured.latencies().get(c.name());
      if (latency != null) {
        found.add(new OpResult.Peer(c, latency));
      }
    }
    return new LadderResult(request, machine, roof, steps(measured), found);
  }

  /** Checks the rung and lets it take part, or finds the time of one that is too slow for that. */
  private Climbed climb(
      Rung rung, ProgramWork.Counted work, KernelCache cache, List<Contender> contenders) {
    double expected = work.total().flops() > LIGHT_FLOPS ? partNanos(rung, work) : 0;
    if (expected > LONGEST_RUN_NANOS) {
      String cut =
          "a run would take more than %s: a part was run and the time of the whole extrapolated; its outputs were not compared"
              .formatted(Figures.nanos(LONGEST_RUN_NANOS));
      return new Climbed(rung, work, expected, cut);
    }
    CompiledOp compiled =
        CompiledOp.of(computation, rung.schedule(), request.target(), request.threads(), cache);
    OpRun.checked(compiled, computation, inputs, request);
    long begin = System.nanoTime();
    compiled.kernel().run();
    double second = System.nanoTime() - begin;
    if (second > LONGEST_SAMPLED_NANOS) {
      compiled.close();
      String cut =
          "a run takes more than %s: the time is that of its second run, not of samples"
              .formatted(Figures.nanos(LONGEST_SAMPLED_NANOS));
      return new Climbed(rung, work, second, cut);
    }
    contenders.add(new Contender(rung.name(), "", "", compiled::executable, inputs));
    return new Climbed(rung, work, 0, "");
  }

  /** The time of a whole run, from a part of it. */
  private double partNanos(Rung rung, ProgramWork.Counted whole) {
    Program part = Lowering.lower(CutProgram.of(rung.schedule().program(), DIVISOR));
    double share = ProgramWork.of(part).total().flops() / whole.total().flops();
    double best = Double.MAX_VALUE;
    try (Kernel kernel = Kernel.compile(part, request.target(), request.threads())) {
      kernel.copyIn(inputs);
      long until = System.nanoTime() + (long) LONGEST_SAMPLED_NANOS;
      do {
        long begin = System.nanoTime();
        kernel.run();
        best = Math.min(best, System.nanoTime() - (double) begin);
      } while (System.nanoTime() < until);
    }
    return best / share;
  }

  private List<LadderStep> steps(Contest.Result measured) {
    List<LadderStep> steps = new ArrayList<>();
    for (int n = 0; n < climbed.size(); n++) {
      Climbed c = climbed.get(n);
      LatencyResult latency = measured.latencies().get(c.rung().name());
      if (latency == null && c.cut().isEmpty()) {
        throw new IllegalStateException(
            "rung '%s' could not be measured: %s"
                .formatted(c.rung().name(), measured.failures().get(c.rung().name())));
      }
      double millis =
          c.cut().isEmpty() ? Objects.requireNonNull(latency).medianMillis() : c.nanos() / 1e6;
      double first = steps.isEmpty() ? millis : steps.getFirst().medianMillis();
      double before = steps.isEmpty() ? millis : steps.getLast().medianMillis();
      double flops = (double) request.operator().flops();
      double gflops = flops / (millis * 1e6);
      steps.add(
          new LadderStep(
              c.rung().name(),
              c.rung().idea(),
              millis,
              c.cut(),
              latency != null && latency.contended() ? "contended" : "",
              gflops,
              gflops / roof.compute().gigaflops(),
              first / millis,
              before / millis,
              c.work().innermost(),
              c.work().total(),
              c.work().total().flops() / flops - 1,
              n == 0
                  ? "the beginning"
                  : LadderStep.verdict(before / millis, climbed.get(n - 1).work(), c.work())));
    }
    return steps;
  }
}
