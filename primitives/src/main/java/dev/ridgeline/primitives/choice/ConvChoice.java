package dev.ridgeline.primitives.choice;

import dev.ridgeline.primitives.choice.ConvCandidate.Verdict;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * The candidates for a problem with their verdicts.
 *
 * @param candidates in the order in which they were asked
 */
public record ConvChoice(List<ConvCandidate> candidates) {

  public ConvChoice {
    candidates = List.copyOf(candidates);
  }

  /** The fastest that keeps the limits. */
  public Optional<ConvCandidate> chosen() {
    return candidates.stream().filter(c -> c.verdict() == Verdict.CHOSEN).findFirst();
  }

  /** Whether a candidate was left out before that these limits do not rule out. */
  public boolean lacks(ConvLimits limits) {
    return candidates.stream()
        .anyMatch(c ->
            Double.isNaN(c.medianMillis())
                && c.verdict() != Verdict.UNSUPPORTED
                && c.verdict() != Verdict.FAILED
                && c.workspaceBytes() <= limits.workspaceBytes()
                && !limits.isHopeless(c.predictedError()));
  }

  /**
   * The verdicts under other limits, from the same measurements. The fastest is the one of the
   * least time: whatever else runs on the machine only adds to a time, and adds to medians by
   * chance.
   */
  public ConvChoice under(ConvLimits limits) {
    List<ConvCandidate> judged = new ArrayList<>();
    for (ConvCandidate c : candidates) {
      judged.add(judged(c, limits));
    }
    Optional<ConvCandidate> fastest =
        judged.stream()
            .filter(c -> c.verdict() == Verdict.SLOWER)
            .min(Comparator.comparingDouble(ConvCandidate::bestMillis));
    return new ConvChoice(
        fastest.map(best -> judged.stream().map(c -> placed(c, best)).toList()).orElse(judged));
  }

  private static ConvCandidate judged(ConvCandidate c, ConvLimits limits) {
    if (c.verdict() == Verdict.UNSUPPORTED || c.verdict() == Verdict.FAILED) {
      return c;
    }
    if (c.workspaceBytes() > limits.workspaceBytes()) {
      return c.with(
          Verdict.TOO_LARGE,
          "needs %d bytes of workspace, %d are allowed"
              .formatted(c.workspaceBytes(), limits.workspaceBytes()));
    }
    if (Double.isNaN(c.medianMillis())) {
      return c;
    }
    if (!(c.relativeL2() <= limits.relativeL2())) {
      return c.with(
          Verdict.INACCURATE,
          "relative L2 is %.1e, at most %.1e is allowed"
              .formatted(c.relativeL2(), limits.relativeL2()));
    }
    return c.with(Verdict.SLOWER, "");
  }

  private static ConvCandidate placed(ConvCandidate c, ConvCandidate best) {
    if (c.verdict() != Verdict.SLOWER) {
      return c;
    }
    return c.equals(best)
        ? c.with(Verdict.CHOSEN, "the fastest within the limits")
        : c.with(
            Verdict.SLOWER,
            "%.2f times the time of %s"
                .formatted(c.bestMillis() / best.bestMillis(), best.algorithm()));
  }
}
