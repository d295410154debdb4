package dev.ridgeline.app.op;

import dev.ridgeline.compiler.expression.Computation;
import dev.ridgeline.compiler.target.KernelCache;
import dev.ridgeline.core.tensor.Tensor;
import dev.ridgeline.measure.latency.LatencyResult;
import dev.ridgeline.measure.roofline.Roofline;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Consumer;
import java.util.function.Supplier;

/** Compiles an operator, checks it, and measures it beside its peers. */
final class OpRun {
  /** Ours among the contenders. */
  static final String OURS = "ridgeline";

  private OpRun() {}

  static OpResult run(
      OpRequest request,
      ChosenSchedule chosen,
      Supplier<Roofline> roofs,
      String machine,
      Effort effort,
      KernelCache cache,
      Consumer<String> progress) {
    Computation computation = request.operator().computation();
    CompiledOp.requirePlainParameters(chosen.schedule(), computation);
    Map<String, Tensor> inputs = CompiledOp.inputs(computation, request.seed());
    progress.accept("compiling " + request.label() + " by schedule " + chosen.name());
    CompiledOp compiled =
        CompiledOp.of(computation, chosen.schedule(), request.target(), request.threads(), cache);
    progress.accept("checking the outputs against an f64 reference");
    OutputCheck check = checked(compiled, computation, inputs, request);
    Roofline saved = roofs.get(); // what does not compile or is wrong should not wait for it
    PeerKernels peers =
        PeerKernels.checked(request.operator(), inputs, request.threads(), request.seed());
    List<Contender> contenders = new ArrayList<>();
    contenders.add(new Contender(OURS, "", "", compiled::executable, inputs));
    contenders.addAll(peers.contenders());
    FmaProbe probe = FmaProbe.of(request.threads());
    contenders.add(probe.contender());
    Contest.Result measured =
        Contest.run(contenders, effort, 2 * request.operator().bytes(), progress);
    LatencyResult ours = measured.latencies().get(OURS);
    if (ours == null) {
      throw new IllegalStateException(
          "the kernel could not be measured: " + measured.failures().get(OURS));
    }
    LatencyResult peak = measured.latencies().get(FmaProbe.NAME);
    Roofline roof = peak == null ? saved : probe.roof(saved, peak);
    Map<String, String> missing = new LinkedHashMap<>(peers.missing());
    missing.putAll(measured.failures());
    List<OpResult.Peer> found = new ArrayList<>();
    for (Contender c : peers.contenders()) {
      if (measured.latencies().containsKey(c.name())) {
        LatencyResult latency = Objects.requireNonNull(measured.latencies().get(c.name()));
        found.add(new OpResult.Peer(c, latency));
      }
    }
    return new OpResult(
        request,
        machine,
        effort,
        chosen.name(),
        chosen.idea(),
        compiled.compileMillis(),
        compiled.cached(),
        check,
        ours,
        roof,
        found,
        missing);
  }

  /** Runs once and compares; a kernel that is wrong is not measured. */
  static OutputCheck checked(
      CompiledOp compiled, Computation computation, Map<String, Tensor> inputs, OpRequest request) {
    compiled.kernel().copyIn(inputs);
    compiled.kernel().run();
    Tensor output = compiled.kernel().outputs().getFirst();
    OutputCheck check = OutputCheck.of(computation, inputs, output, request.seed());
    if (!check.passed()) {
      throw new IllegalStateException(
          "%s on %s is wrong at output %s: error %.3g of its size, allowed is %d u = %.3g"
              .formatted(
                  request.label(),
                  request.target().name(),
                  check.worst(),
                  check.maxError(),
                  check.roundings(),
                  check.errorBound()));
    }
    return check;
  }
}
