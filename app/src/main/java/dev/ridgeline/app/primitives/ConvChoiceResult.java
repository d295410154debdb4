package dev.ridgeline.app.primitives;

import dev.ridgeline.primitives.choice.ConvCandidate;
import dev.ridgeline.primitives.choice.ConvChoice;
import dev.ridgeline.primitives.choice.ConvLimits;
import dev.ridgeline.primitives.conv.ConvProblem;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * What {@code ridgeline conv --choose} says, in the form of the JSON output.
 *
 * @param key everything that the measurements depend on
 * @param problem the convolution in words
 * @param format of the numbers
 * @param layout of the activations
 * @param threads that shared out the work
 * @param machine whose times these are
 * @param seed of the tensors
 * @param maxRelativeL2 the limit, if there is one
 * @param maxWorkspaceBytes the limit, if there is one
 * @param chosen name of the fastest within the limits; null where none is
 * @param candidates all with their verdicts
 * @param remembered whether the figures come from an earlier run
 */
record ConvChoiceResult(
    String key,
    String problem,
    String format,
    String layout,
    int threads,
    String machine,
    long seed,
    @Nullable Double maxRelativeL2,
    @Nullable Long maxWorkspaceBytes,
    @Nullable String chosen,
    List<Row> candidates,
    boolean remembered) {
  static final String SCHEMA = "ridgeline.conv-choice/1";

  ConvChoiceResult {
    candidates = List.copyOf(candidates);
  }

  /** A candidate; what was not measured is null. */
  record Row(
      String algorithm,
      String verdict,
      String reason,
      @Nullable Double predictedError,
      @Nullable Double relativeL2,
      @Nullable Double medianMillis,
      @Nullable Double bestMillis,
      @Nullable Double gflops,
      long workspaceBytes,
      long filterBytes) {

    static Row of(ConvCandidate c, ConvProblem problem) {
      return new Row(
          c.algorithm(),
          c.verdict().label(),
          c.reason(),
          finite(c.predictedError()),
          finite(c.relativeL2()),
          finite(c.medianMillis()),
          finite(c.bestMillis()),
          finite(2e-6 * problem.macs() / c.medianMillis()),
          c.workspaceBytes(),
          c.filterBytes());
    }

    private static @Nullable Double finite(double value) {
      return Double.isFinite(value) ? value : null;
    }
  }

  static ConvChoiceResult of(
      String key,
      ConvProblem problem,
      int threads,
      String machine,
      long seed,
      ConvLimits limits,
      ConvChoice choice,
      boolean remembered) {
    return new ConvChoiceResult(
        key,
        problem.toString(),
        "f32",
        "NHWC",
        threads,
        machine,
        seed,
        Row.finite(limits.relativeL2()),
        limits.workspaceBytes() == Long.MAX_VALUE ? null : limits.workspaceBytes(),
        choice.chosen().map(ConvCandidate::algorithm).orElse(null),
        choice.candidates().stream().map(c -> Row.of(c, problem)).toList(),
        remembered);
  }

  /** The choice that a result line of an earlier run holds. */
  static ConvChoice choice(JsonNode result) {
    return new ConvChoice(
        result.path("candidates").valueStream().map(ConvChoiceResult::candidate).toList());
  }

  private static ConvCandidate candidate(JsonNode row) {
    String label = row.path("verdict").asString();
    ConvCandidate.Verdict verdict =
        List.of(ConvCandidate.Verdict.values()).stream()
            .filter(v -> v.label().equals(label))
            .findFirst()
            .orElse(ConvCandidate.Verdict.FAILED);
    return new ConvCandidate(
        row.path("algorithm").asString(),
        verdict,
        row.path("reason").asString(),
        row.path("predictedError").asDouble(Double.NaN),
        row.path("relativeL2").asDouble(Double.NaN),
        row.path("medianMillis").asDouble(Double.NaN),
        row.path("bestMillis").asDouble(Double.NaN),
        row.path("workspaceBytes").asLong(),
        row.path("filterBytes").asLong());
  }
}
