package dev.ridgeline.measure.sampling;

import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/**
 * What sampling a workload gave.
 *
 * @param nanosPerRun time of one run, one entry a sample, in the order they were taken; rejected
 *     samples are not among them
 * @param runsPerSample runs that one sample repeats
 * @param firstRunNanos time of the very first run, which is not among the samples
 * @param warmUpRuns runs of the warm-up, the first one included
 * @param warmUpNanos time of the warm-up
 * @param steady whether the warm-up ended because the workload was steady
 * @param rejected samples that were dropped because of contention
 * @param contention the kinds of contention that were seen, also where the samples were dropped
 * @param contended whether the samples given here are contended themselves, because too few clean
 *     ones could be had in the time
 * @param clock source of the times
 * @param stop why sampling ended
 */
public record Samples(
    List<Double> nanosPerRun,
    int runsPerSample,
    double firstRunNanos,
    long warmUpRuns,
    double warmUpNanos,
    boolean steady,
    int rejected,
    Set<Contention> contention,
    boolean contended,
    String clock,
    StopReason stop) {

  /** Copies the collections; there is at least one sample. */
  public Samples {
    nanosPerRun = List.copyOf(nanosPerRun);
    contention = Set.copyOf(contention);
    if (nanosPerRun.isEmpty()) {
      throw new IllegalArgumentException("no samples given, at least one is needed");
    }
  }

  /**
   * Several rounds of the same workload as one. The first run and the warm-up are those of the
   * first round. If the rounds that are not contended have {@code minSamples} samples together, or
   * all rounds are clean, only theirs count and the others are rejected; else all count and the
   * result is contended. A round says itself whether it is contended.
   */
  public static Samples merge(List<Samples> rounds, int minSamples) {
    Samples first = rounds.getFirst();
    List<Samples> clean = rounds.stream().filter(round -> !round.contended()).toList();
    long cleanSamples = clean.stream().mapToLong(round -> round.nanosPerRun().size()).sum();
    boolean enough = cleanSamples >= minSamples || clean.size() == rounds.size();
    List<Double> kept = new ArrayList<>();
    Set<Contention> seen = EnumSet.noneOf(Contention.class);
    int rejected = 0;
    for (Samples round : rounds) {
      seen.addAll(round.contention());
      rejected += round.rejected();
      if (enough && round.contended()) {
        rejected += round.nanosPerRun().size();
      } else {
        kept.addAll(round.nanosPerRun());
      }
    }
    return new Samples(
        kept,
        first.runsPerSample(),
        first.firstRunNanos(),
        first.warmUpRuns(),
        first.warmUpNanos(),
        first.steady(),
        rejected,
        seen,
        !enough,
        first.clock(),
        rounds.getLast().stop());
  }

  /** Order statistics of the samples, nanoseconds per run. */
  public Percentiles percentiles() {
    return Percentiles.of(nanosPerRun);
  }

  /** Median nanoseconds per run. */
  public double medianNanos() {
    return percentiles().median();
  }

  /** Least nanoseconds per run. */
  public double bestNanos() {
    return percentiles().min();
  }

  /** The figures that a result line carries; {@code excludes} says what the times leave out. */
  public SampleSummary summary(String excludes) {
    Percentiles sorted = percentiles();
    return new SampleSummary(
        sorted.median(),
        sorted.at(90),
        sorted.at(99),
        sorted.min(),
        sorted.spread(),
        sorted.medianUncertainty(),
        sorted.count(),
        runsPerSample,
        rejected,
        contended,
        contention.stream().sorted().toList(),
        firstRunNanos,
        warmUpRuns,
        warmUpNanos / 1e6,
        steady,
        clock,
        stop,
        excludes);
  }
}
