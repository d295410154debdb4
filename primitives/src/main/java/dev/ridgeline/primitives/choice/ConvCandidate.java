package dev.ridgeline.primitives.choice;

/**
 * What is known of an algorithm for a problem. Figures that were not measured are NaN.
 *
 * @param algorithm its name
 * @param verdict whether it is the choice, or why it is not
 * @param reason the same in words
 * @param predictedError expected relative L2, K u
 * @param relativeL2 measured against f64 on the tensors at hand
 * @param medianMillis time of one run
 * @param bestMillis least time of one run
 * @param workspaceBytes scratch memory of a run
 * @param filterBytes memory of the prepared filter
 */
public record ConvCandidate(
    String algorithm,
    Verdict verdict,
    String reason,
    double predictedError,
    double relativeL2,
    double medianMillis,
    double bestMillis,
    long workspaceBytes,
    long filterBytes) {

  /** How a candidate fared. */
  public enum Verdict {
    /** The fastest of those that may be taken. */
    CHOSEN("chosen"),
    /** It may be taken but another is faster. */
    SLOWER("slower"),
    /** Its error is above the limit. */
    INACCURATE("inaccurate"),
    /** It needs more scratch memory than the limit. */
    TOO_LARGE("too large"),
    /** It does not do this problem. */
    UNSUPPORTED("unsupported"),
    /** It failed while it was measured. */
    FAILED("failed");

    private final String label;

    Verdict(String label) {
      this.label = label;
    }

    /** As printed. */
    public String label() {
      return label;
    }
  }

  ConvCandidate with(Verdict other, String why) {
    return new ConvCandidate(
        algorithm,
        other,
        why,
        predictedError,
        relativeL2,
        medianMillis,
        bestMillis,
        workspaceBytes,
        filterBytes);
  }
}
