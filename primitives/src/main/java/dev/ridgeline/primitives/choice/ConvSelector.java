package dev.ridgeline.primitives.choice;

import dev.ridgeline.core.execution.Gemm;
import dev.ridgeline.measure.latency.Candidate;
import dev.ridgeline.measure.latency.LatencyResult;
import dev.ridgeline.measure.latency.Outcome;
import dev.ridgeline.measure.latency.Session;
import dev.ridgeline.measure.latency.SessionPlan;
import dev.ridgeline.primitives.choice.ConvCandidate.Verdict;
import dev.ridgeline.primitives.conv.ConvProblem;
import dev.ridgeline.primitives.fast.FastAlgorithm;
import dev.ridgeline.primitives.fast.FastConv;
import dev.ridgeline.primitives.number.FloatFormat;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * Measures error and time of every algorithm that a problem allows, on the tensors at hand, in one
 * run with turns. Those that the limits rule out before are not run: by their workspace, or because
 * the expected error K u is far above the limit.
 */
public final class ConvSelector {
  private static final Duration SLICE = Duration.ofMillis(200);
  private static final double TARGET_UNCERTAINTY = 0.01;
  private static final int ROUNDS = 4;

  private final List<FastAlgorithm> algorithms;
  private final Gemm gemm;
  private final int threads;
  private final long memoryBytes;

  /**
   * @param algorithms the candidates
   * @param gemm what they multiply with, on one thread
   * @param threads that share out the blocks
   * @param memoryBytes memory that all of them together may hold
   */
  public ConvSelector(List<FastAlgorithm> algorithms, Gemm gemm, int threads, long memoryBytes) {
    this.algorithms = List.copyOf(algorithms);
    this.gemm = gemm;
    this.threads = threads;
    this.memoryBytes = memoryBytes;
  }

  /**
   * Measures and chooses.
   *
   * @param input NHWC
   * @param filter OIHW
   * @param progress takes lines that say what is done
   */
  public ConvChoice choose(
      ConvProblem problem,
      float[] input,
      float[] filter,
      ConvLimits limits,
      Consumer<String> progress) {
    List<ConvCandidate> judged = new ArrayList<>();
    List<FastAlgorithm> wanted = new ArrayList<>();
    for (FastAlgorithm algorithm : algorithms) {
      Optional<ConvCandidate> out = ruledOut(algorithm, problem, limits);
      judged.add(out.orElseGet(() -> unmeasured(algorithm, problem, Verdict.SLOWER, "")));
      if (out.isEmpty()) {
        wanted.add(algorithm);
      }
    }
    SampledReference reference = SampledReference.of(problem, input, filter, 1);
    List<Candidate> candidates = new ArrayList<>();
    List<ConvSubject> subjects = new ArrayList<>();
    for (FastAlgorithm algorithm : wanted) {
      ConvSubject subject =
          new ConvSubject(
              algorithm.name(),
              () -> algorithm.prepare(problem, filter, gemm, threads),
              input,
              reference);
      subjects.add(subject);
      double nanos = problem.macs() / 20.0;
      long bytes = algorithm.workspaceBytes(problem, threads) + 64L * problem.filterSize();
      candidates.add(new Candidate(algorithm.name(), problem.batch(), subject, 1e8, nanos, bytes));
    }
    SessionPlan plan =
        new SessionPlan(
            Optional.empty(),
            ROUNDS,
            memoryBytes,
            Duration.ofSeconds(2),
            SLICE,
            TARGET_UNCERTAINTY);
    for (Outcome outcome : Session.run(candidates, plan, progress)) {
      int at = names(judged).indexOf(outcome.candidate().name());
      ConvSubject subject = subjects.get(candidates.indexOf(outcome.candidate()));
      judged.set(at, measured(judged.get(at), outcome, subject));
    }
    return new ConvChoice(judged).under(limits);
  }

  private static List<String> names(List<ConvCandidate> candidates) {
    return candidates.stream().map(ConvCandidate::algorithm).toList();
  }

  private static ConvCandidate measured(ConvCandidate known, Outcome outcome, ConvSubject subject) {
    return switch (outcome) {
      case Outcome.Measured(_, LatencyResult latency) ->
          new ConvCandidate(
              known.algorithm(),
              Verdict.SLOWER,
              "",
              known.predictedError(),
              subject.relativeL2(),
              latency.medianMillis(),
              latency.bestMillis(),
              known.workspaceBytes(),
              subject.filterBytes());
      case Outcome.Failed(_, String reason) -> known.with(Verdict.FAILED, reason);
      case Outcome.LeftOut(_, String reason) -> known.with(Verdict.FAILED, reason);
    };
  }

  private Optional<ConvCandidate> ruledOut(
      FastAlgorithm algorithm, ConvProblem problem, ConvLimits limits) {
    Optional<String> refusal = algorithm.refusal(problem);
    if (refusal.isPresent()) {
      return Optional.of(
          new ConvCandidate(
              algorithm.name(),
              Verdict.UNSUPPORTED,
              refusal.get(),
              Double.NaN,
              Double.NaN,
              Double.NaN,
              Double.NaN,
              0,
              0));
    }
    ConvCandidate candidate = unmeasured(algorithm, problem, Verdict.SLOWER, "");
    if (candidate.workspaceBytes() > limits.workspaceBytes()) {
      return Optional.of(candidate);
    }
    if (limits.isHopeless(candidate.predictedError())) {
      return Optional.of(
          candidate.with(
              Verdict.INACCURATE,
              "expected relative L2 is %.1e, far above %.1e; not run"
                  .formatted(candidate.predictedError(), limits.relativeL2())));
    }
    return Optional.empty();
  }

  private ConvCandidate unmeasured(
      FastAlgorithm algorithm, ConvProblem problem, Verdict verdict, String reason) {
    double expected =
        algorithm.studied(problem).predictedK(problem) * FloatFormat.F32.unitRoundoff();
    return new ConvCandidate(
        algorithm.name(),
        verdict,
        reason,
        expected,
        Double.NaN,
        Double.NaN,
        Double.NaN,
        algorithm.workspaceBytes(problem, threads),
        0);
  }

  /** Kept apart so that the session can free one candidate's memory for the next. */
  interface Opener {
    FastConv open();
  }
}
