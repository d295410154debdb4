package dev.ridgeline.measure.machine;

/**
 * Bandwidth at one working set.
 *
 * @param kernel what was done
 * @param threads threads that ran together, each on an array of its own
 * @param workingSetBytes bytes that all threads together touch again and again
 * @param gigabytesPerSecond 10^9 bytes a second of all threads together by the median sample
 * @param bestGigabytesPerSecond the same by the best sample
 * @param spread robust relative spread of the samples
 * @param samples samples that the figures come from
 * @param rejected samples dropped because of contention
 * @param contended whether the samples are contended themselves
 */
public record SweepPoint(
    BandwidthKernel kernel,
    int threads,
    long workingSetBytes,
    double gigabytesPerSecond,
    double bestGigabytesPerSecond,
    double spread,
    int samples,
    int rejected,
    boolean contended) {}
