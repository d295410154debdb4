package dev.ridgeline.measure.sampling;

import java.util.List;

/**
 * The figures of a measurement as result lines carry them. Percentiles are defined in {@link
 * Percentiles}; fractions are not per cent.
 *
 * @param medianNanos median time of one run
 * @param p90Nanos 90th percentile
 * @param p99Nanos 99th percentile
 * @param bestNanos least time
 * @param spread robust relative spread of the samples
 * @param medianUncertainty half the 95 % confidence interval of the median, relative
 * @param samples samples that the figures come from
 * @param runsPerSample runs that one sample repeats
 * @param rejected samples dropped because of contention
 * @param contended whether the figures come from contended samples
 * @param contention kinds of contention seen
 * @param firstRunNanos time of the first, cold run, which is no sample
 * @param warmUpRuns runs of the warm-up
 * @param warmUpMillis time of the warm-up
 * @param steady whether the warm-up reached a steady state
 * @param clock source of the times
 * @param stop why sampling ended
 * @param excludes what the times leave out
 */
public record SampleSummary(
    double medianNanos,
    double p90Nanos,
    double p99Nanos,
    double bestNanos,
    double spread,
    double medianUncertainty,
    int samples,
    int runsPerSample,
    int rejected,
    boolean contended,
    List<Contention> contention,
    double firstRunNanos,
    long warmUpRuns,
    double warmUpMillis,
    boolean steady,
    String clock,
    StopReason stop,
    String excludes) {

  /** Copies the list. */
  public SampleSummary {
    contention = List.copyOf(contention);
  }
}
