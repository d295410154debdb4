package dev.ridgeline.measure.machine;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The theoretical peaks of a CPU, one for every clock rate that is known; none where its
 * microarchitecture or clock is unknown, and then the explanation says so.
 *
 * @param microarchitecture its name, or {@code unknown}
 * @param explanation what the peaks rest on, or what is missing
 * @param peaks the peaks
 */
public record Theoretical(
    String microarchitecture, String explanation, List<TheoreticalPeak> peaks) {

  /** Copies the list. */
  public Theoretical {
    peaks = List.copyOf(peaks);
  }

  /** Derives the peaks of the CPU for these numbers of threads. */
  static Theoretical of(Cpu cpu, List<Integer> threadCounts) {
    Optional<Microarchitecture> found = Microarchitecture.of(cpu);
    if (found.isEmpty()) {
      return new Theoretical(
          "unknown",
          "vendor %s, family %d, model %d is not in the table, so FLOP a cycle are unknown"
              .formatted(cpu.vendor(), cpu.family(), cpu.model()),
          List.of());
    }
    Microarchitecture core = found.get();
    String known =
        "%s by CPUID family %d, model %d: %s%s"
            .formatted(
                core.name(),
                cpu.family(),
                cpu.model(),
                core.units(),
                core.verified() ? "" : " (unverified)");
    if (cpu.clocks().isEmpty()) {
      return new Theoretical(core.name(), known + "; the clock rate is unknown", List.of());
    }
    List<TheoreticalPeak> peaks = new ArrayList<>();
    for (int threads : threadCounts) {
      for (String dtype : List.of("f32", "f64")) {
        for (Mix mix : Mix.values()) {
          for (ClockFigure clock : cpu.clocks()) {
            peaks.add(peak(cpu, core, dtype, mix, threads, clock));
          }
        }
      }
    }
    return new Theoretical(core.name(), known, peaks);
  }

  private static TheoreticalPeak peak(
      Cpu cpu, Microarchitecture core, String dtype, Mix mix, int threads, ClockFigure clock) {
    int flop = core.flopPerCycle(dtype, mix);
    int cores = Math.min(threads, cpu.cores());
    return new TheoreticalPeak(
        dtype,
        mix,
        threads,
        flop,
        clock.source(),
        clock.gigahertz(),
        cores * flop * clock.gigahertz());
  }

  /** The peak by a clock rate, where it is known. */
  public Optional<TheoreticalPeak> peak(String dtype, Mix mix, int threads, String clock) {
    return peaks.stream()
        .filter(p ->
            p.dtype().equals(dtype)
                && p.mix() == mix
                && p.threads() == threads
                && p.clock().equals(clock))
        .findFirst();
  }
}
