package dev.ridgeline.measure.roofline;

import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * The roofline of a machine or chip: one ceiling of arithmetic, and one of bandwidth for every
 * memory level that is known.
 *
 * <p><b>Formula.</b> At an operational intensity I (FLOP per byte moved to and from the level) the
 * machine attains at most {@code min(peak, I * bandwidth)}; the two meet at the ridge point {@code
 * peak / bandwidth}. Left of it the level's bandwidth binds, from it on the arithmetic.
 *
 * <p><b>Units.</b> 10^9 FLOP/s, 10^9 bytes a second, FLOP per byte.
 *
 * <p><b>Source.</b> Williams, Waterman and Patterson, Roofline: An Insightful Visual Performance
 * Model for Multicore Architectures, CACM 52 (2009).
 *
 * @param name what it is the roofline of
 * @param compute the ceiling of arithmetic
 * @param memories the levels, in no special order; empty if no bandwidth is known
 */
public record Roofline(String name, ComputeRoof compute, List<MemoryRoof> memories) {
  /** Copies the list. */
  public Roofline {
    memories = List.copyOf(memories);
  }

  /** The slowest level, which is the main memory, if any is known. */
  public Optional<MemoryRoof> mainMemory() {
    return memories.stream().min(Comparator.comparingDouble(MemoryRoof::gigabytesPerSecond));
  }

  /** The level of that name. */
  public Optional<MemoryRoof> memory(String level) {
    return memories.stream().filter(m -> m.name().equals(level)).findFirst();
  }

  /**
   * Attainable 10^9 FLOP/s when the bytes come from main memory; the peak if no bandwidth is known.
   */
  public double attainable(double intensity) {
    requireIntensity(intensity);
    return mainMemory().map(m -> attainable(intensity, m)).orElse(compute.gigaflops());
  }

  /** Attainable 10^9 FLOP/s when the bytes come from the level. */
  public double attainable(double intensity, MemoryRoof memory) {
    requireIntensity(intensity);
    return Math.min(compute.gigaflops(), memory.gigaflopsAt(intensity));
  }

  /** Intensity from which on arithmetic binds, for main memory; nothing if that is unknown. */
  public OptionalDouble ridgePoint() {
    Optional<MemoryRoof> memory = mainMemory();
    return memory.isEmpty() ? OptionalDouble.empty() : OptionalDouble.of(ridgePoint(memory.get()));
  }

  /** Intensity from which on arithmetic binds, for the level. */
  public double ridgePoint(MemoryRoof memory) {
    return compute.gigaflops() / memory.gigabytesPerSecond();
  }

  /** What binds at the intensity, for main memory. */
  public Bound boundAt(double intensity) {
    requireIntensity(intensity);
    OptionalDouble ridge = ridgePoint();
    if (ridge.isEmpty()) {
      return Bound.UNKNOWN;
    }
    return intensity < ridge.getAsDouble() ? Bound.MEMORY : Bound.COMPUTE;
  }

  /**
   * Least seconds that the roof allows for so many FLOPs and bytes from main memory; bytes alone
   * and FLOPs alone are allowed.
   */
  public double leastSeconds(double flops, double bytes) {
    if (!(flops >= 0) || !(bytes >= 0)) {
      throw new IllegalArgumentException(flops + " FLOPs and " + bytes + " bytes, at least 0 each");
    }
    double compute = flops / (this.compute.gigaflops() * 1e9);
    double memory = mainMemory().map(m -> bytes / (m.gigabytesPerSecond() * 1e9)).orElse(0.0);
    return Math.max(compute, memory);
  }

  private static void requireIntensity(double intensity) {
    if (!(intensity >= 0)) {
      throw new IllegalArgumentException("intensity is " + intensity + ", allowed is at least 0");
    }
  }

  static void requirePositive(String name, double value) {
    if (!(value > 0) || Double.isInfinite(value)) {
      throw new IllegalArgumentException("'" + name + "' is " + value + ", allowed is above 0");
    }
  }
}
