package dev.ridgeline.measure.machine;

/**
 * Bandwidth of one level of the memory hierarchy, as found in a sweep.
 *
 * @param level {@code L1}, {@code L2}, ... in the order of the plateaus found, the last one {@code
 *     DRAM} if the sweep went far enough to be sure of it
 * @param kernel what was done
 * @param threads threads that ran together
 * @param gigabytesPerSecond 10^9 bytes a second of all threads together, STREAM convention: median
 *     over the plateau of the medians at its sizes
 * @param bestGigabytesPerSecond median over the plateau of the best samples at its sizes
 * @param spread robust relative spread of the medians over the plateau
 * @param fromBytes least working set of the plateau, all threads together
 * @param toBytes largest working set of the plateau
 * @param points sizes in the plateau
 * @param contendedPoints how many of them are contended
 */
public record Bandwidth(
    String level,
    BandwidthKernel kernel,
    int threads,
    double gigabytesPerSecond,
    double bestGigabytesPerSecond,
    double spread,
    long fromBytes,
    long toBytes,
    int points,
    int contendedPoints) {

  /** Whether most of its points are contended. */
  public boolean contended() {
    return 2 * contendedPoints > points;
  }

  /** What a roofline draws: the median, or the best samples where other work disturbed it. */
  public double ceiling() {
    return contended() ? bestGigabytesPerSecond : gigabytesPerSecond;
  }
}
