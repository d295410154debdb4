package dev.ridgeline.measure.latency;

import dev.ridgeline.measure.sampling.Contention;
import dev.ridgeline.measure.sampling.Percentiles;
import dev.ridgeline.measure.sampling.Samples;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Latency of one run and the throughput that follows from it. Percentiles, spread and uncertainty
 * are defined in {@link Percentiles}; fractions are not per cent.
 *
 * @param engine who ran it, with the version
 * @param batch items that one run takes
 * @param loadMillis time of loading and preparing, before the first run
 * @param firstMillis time of the first, cold run, which is no sample
 * @param medianMillis median time of one run
 * @param p90Millis 90th percentile
 * @param p99Millis 99th percentile; with fewer than 100 samples it is near the slowest
 * @param bestMillis least time
 * @param itemsPerSecond {@code batch} over the median
 * @param spread robust relative spread of the samples, 1.4826 MAD over the median
 * @param medianUncertainty half the 95 % confidence interval of the median, relative
 * @param samples samples that the figures come from, each one run
 * @param rounds rounds that the samples come from; other subjects ran between them
 * @param rejected samples dropped because of contention
 * @param contended whether the figures come from contended samples
 * @param contention kinds of contention seen
 * @param steady whether the warm-up reached a steady state
 * @param warmUpRuns runs of the warm-up, the first one among them
 * @param warmUpMillis time of the warm-up
 * @param clock source of the times
 * @param excludes what the times leave out
 * @param sampleMillis the samples by round, in order; of a round of more than {@value #MOST_KEPT}
 *     every n-th
 */
public record LatencyResult(
    String engine,
    long batch,
    double loadMillis,
    double firstMillis,
    double medianMillis,
    double p90Millis,
    double p99Millis,
    double bestMillis,
    double itemsPerSecond,
    double spread,
    double medianUncertainty,
    int samples,
    int rounds,
    int rejected,
    boolean contended,
    List<Contention> contention,
    boolean steady,
    long warmUpRuns,
    double warmUpMillis,
    String clock,
    String excludes,
    List<List<Double>> sampleMillis) {
  /** Samples of a round that a result keeps. */
  static final int MOST_KEPT = 200;

  /** What the times of a run leave out. */
  public static final String EXCLUDES =
      "loading, making and binding the inputs, the first run, the warm-up, reading the outputs";

  private static final double NANOS_PER_MILLI = 1e6;

  /** Copies the lists. */
  public LatencyResult {
    sampleMillis = sampleMillis.stream().map(List::copyOf).toList();
    contention = List.copyOf(contention);
  }

  /** The result of the samples of one or several rounds. */
  static LatencyResult of(Subject.Loaded loaded, long batch, List<Samples> rounds) {
    Samples samples = Samples.merge(rounds, SessionPlan.MIN_SAMPLES);
    Percentiles sorted = samples.percentiles();
    return new LatencyResult(
        loaded.engine(),
        batch,
        loaded.loadMillis(),
        samples.firstRunNanos() / NANOS_PER_MILLI,
        sorted.median() / NANOS_PER_MILLI,
        sorted.at(90) / NANOS_PER_MILLI,
        sorted.at(99) / NANOS_PER_MILLI,
        sorted.min() / NANOS_PER_MILLI,
        batch * 1e9 / sorted.median(),
        sorted.spread(),
        sorted.medianUncertainty(),
        sorted.count(),
        rounds.size(),
        samples.rejected(),
        samples.contended(),
        samples.contention().stream().sorted().toList(),
        samples.steady(),
        samples.warmUpRuns(),
        samples.warmUpNanos() / NANOS_PER_MILLI,
        samples.clock(),
        EXCLUDES,
        rounds.stream()
            .filter(round -> samples.contended() || !round.contended())
            .map(round -> kept(round.nanosPerRun()))
            .toList());
  }

  private static List<Double> kept(List<Double> nanos) {
    int step = Math.ceilDiv(nanos.size(), MOST_KEPT);
    return IntStream.iterate(0, i -> i < nanos.size(), i -> i + step)
        .mapToObj(i -> Math.rint(nanos.get(i)) / NANOS_PER_MILLI)
        .toList();
  }
}
