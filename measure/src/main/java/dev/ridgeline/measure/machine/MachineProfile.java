package dev.ridgeline.measure.machine;

import dev.ridgeline.measure.roofline.ComputeRoof;
import dev.ridgeline.measure.roofline.MemoryRoof;
import dev.ridgeline.measure.roofline.Roofline;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * What was measured of a machine.
 *
 * @param schema {@value #SCHEMA}
 * @param machine name of the machine as result lines carry it
 * @param time when it was measured
 * @param version version of Ridgeline
 * @param quick whether it was the quick measurement
 * @param threads threads of the measurements with all threads
 * @param pinned whether every thread was tied to a CPU of its own
 * @param contended whether any peak is contended, or most points of any level
 * @param seconds how long measuring took
 * @param operatingSystem name and release
 * @param jvm name and version
 * @param clock source of the times
 * @param memoryBytes main memory, 0 if unknown
 * @param cpu the CPU as reported
 * @param theoretical what the CPU should reach
 * @param peaks measured peaks of arithmetic
 * @param bandwidths measured bandwidth of every level
 * @param conventions how things were counted, and what is left out
 * @param sweep the points that the levels were found in
 */
public record MachineProfile(
    String schema,
    String machine,
    Instant time,
    String version,
    boolean quick,
    int threads,
    boolean pinned,
    boolean contended,
    double seconds,
    String operatingSystem,
    String jvm,
    String clock,
    long memoryBytes,
    Cpu cpu,
    Theoretical theoretical,
    List<Peak> peaks,
    List<Bandwidth> bandwidths,
    List<String> conventions,
    List<SweepPoint> sweep) {

  /** Schema of the file. */
  public static final String SCHEMA = "ridgeline.machine-profile/1";

  private static final int MOST_ENTRIES = 100_000;

  /** Beyond any machine: figures above are damage, not measurements. */
  private static final double MOST_GIGA = 1e9;

  /** Checks that every figure is one that a machine can have. */
  public MachineProfile {
    peaks = List.copyOf(peaks);
    bandwidths = List.copyOf(bandwidths);
    conventions = List.copyOf(conventions);
    sweep = List.copyOf(sweep);
    if (!schema.equals(SCHEMA)) {
      throw new IllegalArgumentException("schema '" + schema + "' given, " + SCHEMA + " is read");
    }
    if (peaks.isEmpty() || bandwidths.isEmpty()) {
      throw new IllegalArgumentException("it has no peaks or no bandwidths");
    }
    if (Math.max(Math.max(peaks.size(), bandwidths.size()), sweep.size()) > MOST_ENTRIES) {
      throw new IllegalArgumentException("it has more than " + MOST_ENTRIES + " entries");
    }
    if (threads < 1 || threads > cpu.logicalCpus()) {
      throw new IllegalArgumentException("threads is " + threads);
    }
    peaks.forEach(p -> requireRate("gflops", p.gflops()));
    peaks.forEach(p -> requireRate("bestGflops", p.bestGflops()));
    bandwidths.forEach(b -> requireRate("gigabytesPerSecond", b.gigabytesPerSecond()));
    bandwidths.forEach(b -> requireRate("bestGigabytesPerSecond", b.bestGigabytesPerSecond()));
    sweep.forEach(s -> requireRate("gigabytesPerSecond", s.gigabytesPerSecond()));
  }

  private static void requireRate(String name, double value) {
    if (!(value > 0 && value < MOST_GIGA)) {
      throw new IllegalArgumentException(name + " is " + value);
    }
  }

  /** The measured peak, where it was measured with so many threads. */
  public Optional<Peak> peak(String dtype, Mix mix, int threadCount) {
    return peaks.stream()
        .filter(p -> p.dtype().equals(dtype) && p.mix() == mix && p.threads() == threadCount)
        .findFirst();
  }

  /** The bandwidth of a level by its best kernel, where it was found with so many threads. */
  public Optional<Bandwidth> bandwidth(String level, int threadCount) {
    return bandwidths.stream()
        .filter(b -> b.level().equals(level) && b.threads() == threadCount)
        .max(Comparator.comparingDouble(Bandwidth::ceiling));
  }

  /** Numbers of threads that were measured, ascending. */
  public List<Integer> threadCounts() {
    return peaks.stream().map(Peak::threads).distinct().sorted().toList();
  }

  /**
   * The measured roofline: the ceiling of FMAs alone, and for every level the bandwidth of its best
   * kernel, so that no kernel stands above the roof by its mix of reads and writes. Where other
   * work disturbed a figure its best samples are taken, since a roof is what can be reached.
   *
   * @throws IllegalArgumentException if no peak was measured for the type and number of threads
   */
  public Roofline roofline(String dtype, int threadCount) {
    Peak peak =
        peak(dtype, Mix.FMA, threadCount)
            .orElseThrow(() ->
                new IllegalArgumentException(
                    "%s with %d threads was not measured; measured: f32, f64 with %s threads"
                        .formatted(dtype, threadCount, threadCounts())));
    List<MemoryRoof> memories =
        bandwidths.stream()
            .filter(b -> b.threads() == threadCount)
            .map(Bandwidth::level)
            .distinct()
            .map(level -> bandwidth(level, threadCount).orElseThrow())
            .map(b -> new MemoryRoof(b.level(), b.ceiling()))
            .toList();
    String threadWord = threadCount == 1 ? "1 thread" : threadCount + " threads";
    return new Roofline(
        machine + ", " + threadWord,
        new ComputeRoof(dtype + " FMA, " + threadWord, peak.ceiling()),
        memories);
  }
}
