package dev.ridgeline.measure.latency;

/** What a session gave for one candidate. */
public sealed interface Outcome {
  /** The candidate. */
  Candidate candidate();

  /** It was measured. */
  record Measured(Candidate candidate, LatencyResult result) implements Outcome {}

  /** It failed; the reason is one line. */
  record Failed(Candidate candidate, String reason) implements Outcome {}

  /** It was not tried; the reason is one line. */
  record LeftOut(Candidate candidate, String reason) implements Outcome {}
}
