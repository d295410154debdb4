package dev.ridgeline.measure.machine;

import java.util.ArrayList;
import java.util.List;

/**
 * The CPU as the system reports it. What it does not report is {@code unknown}, -1 or missing from
 * its list.
 *
 * @param name model name, in a virtual machine often shortened
 * @param vendor such as {@code AuthenticAMD}
 * @param family CPUID family, or -1
 * @param model CPUID model, or -1
 * @param stepping CPUID stepping, or -1
 * @param logicalCpus CPUs that this process may use
 * @param cores cores that these belong to
 * @param fma whether it has fused multiply-add instructions
 * @param virtualMachine whether a hypervisor reports itself
 * @param clocks clock rates, reported and measured
 * @param caches data and unified caches of the first CPU
 */
public record Cpu(
    String name,
    String vendor,
    int family,
    int model,
    int stepping,
    int logicalCpus,
    int cores,
    boolean fma,
    boolean virtualMachine,
    List<ClockFigure> clocks,
    List<CacheLevel> caches) {

  /** Copies the lists. */
  public Cpu {
    clocks = List.copyOf(clocks);
    caches = List.copyOf(caches);
    if (name.isBlank() || logicalCpus < 1 || cores < 1 || cores > logicalCpus) {
      throw new IllegalArgumentException(
          "a CPU needs a name and at least as many CPUs as cores: '%s', %d, %d"
              .formatted(name, logicalCpus, cores));
    }
  }

  /** Name and number of CPUs, as result lines name the machine. */
  public String label() {
    return name + ", " + logicalCpus + (logicalCpus == 1 ? " CPU" : " CPUs");
  }

  /** Size of the largest cache, 0 if none is reported. */
  public long lastLevelCacheBytes() {
    return caches.stream().mapToLong(CacheLevel::bytes).max().orElse(0);
  }

  /** The same with one more clock rate. */
  Cpu withClock(ClockFigure clock) {
    List<ClockFigure> more = new ArrayList<>(clocks);
    more.add(clock);
    return new Cpu(
        name,
        vendor,
        family,
        model,
        stepping,
        logicalCpus,
        cores,
        fma,
        virtualMachine,
        more,
        caches);
  }
}
