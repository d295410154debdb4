package dev.ridgeline.measure.machine;

import dev.ridgeline.core.UserError;
import dev.ridgeline.measure.sampling.Clock;
import dev.ridgeline.measure.sampling.Sampler;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Stream;

/** Measures everything that a machine profile holds. */
public final class MachineProbe {
  private static final List<String> CONVENTIONS =
      List.of(
          "1 GFLOP/s is 10^9 floating-point operations a second; an FMA counts two",
          "1 GB/s is 10^9 bytes a second, counted by the STREAM convention: every element read or"
              + " written once, the line fetched before a write not counted",
          "levels are plateaus of the sweep, not reported cache sizes; a working set is that of all"
              + " threads together, each on an array of its own",
          "rates are of the median sample; excluded are warm-up, compilation, first touch of memory"
              + " and samples with contention, if enough clean ones could be had");

  private final String version;
  private final Consumer<String> progress;

  /**
   * A probe.
   *
   * @param version version of Ridgeline, for the profile
   * @param progress told what is being measured
   */
  public MachineProbe(String version, Consumer<String> progress) {
    this.version = version;
    this.progress = progress;
  }

  /** CPUs that this process may use, the most threads that can be asked for. */
  public static int availableThreads() {
    return CpuOrder.available().size();
  }

  /**
   * Measures with one thread and with so many threads. The effort decides how long it takes.
   *
   * @throws UserError if there are not so many CPUs, or the CPU has no FMA
   */
  public MachineProfile measure(int threads, ProbeEffort effort) {
    List<Integer> cpus = CpuOrder.available();
    if (threads < 1 || threads > cpus.size()) {
      throw new UserError(
          "%d threads given, 1 to %d are allowed here; pass --threads %d"
              .formatted(threads, cpus.size(), cpus.size()));
    }
    Instant time = Instant.now();
    long begin = System.nanoTime();
    Cpu cpu = CpuReader.system();
    if (!cpu.fma()) {
      throw new UserError(
          "'%s' has no FMA instructions, which the peaks are measured with; use a CPU with FMA3"
              .formatted(cpu.name()));
    }
    List<Peak> peaks = new ArrayList<>();
    List<Bandwidth> bandwidths = new ArrayList<>();
    List<SweepPoint> sweep = new ArrayList<>();
    SweepRange range = SweepRange.of(cpu);
    boolean pinned = true;
    for (int count : threads == 1 ? List.of(1) : List.of(1, threads)) {
      try (ThreadTeam team = new ThreadTeam(cpus.subList(0, count))) {
        pinned &= team.isPinned();
        if (count == 1) {
          cpu = team.lead(EffectiveClock::measure).map(cpu::withClock).orElse(cpu);
        }
        peaks.addAll(peaks(team, effort));
        List<SweepPoint> points =
            new BandwidthSweep(Sampler.system(), progress)
                .measure(
                    team,
                    effort.kernels(),
                    range.largestBytes(),
                    effort.sizesPerOctave(),
                    effort.bandwidthPlan());
        sweep.addAll(points);
        bandwidths.addAll(MemoryLevels.of(points, range.reachesMemory()));
      }
    }
    List<String> conventions =
        Stream.concat(CONVENTIONS.stream(), Stream.of(range.explanation())).toList();
    return new MachineProfile(
        MachineProfile.SCHEMA,
        cpu.label(),
        time,
        version,
        effort == ProbeEffort.QUICK,
        threads,
        pinned,
        contended(peaks, bandwidths),
        (System.nanoTime() - begin) / 1e9,
        System.getProperty("os.name") + " " + System.getProperty("os.version"),
        System.getProperty("java.vm.name") + " " + Runtime.version(),
        Clock.system().source(),
        memoryBytes(),
        cpu,
        Theoretical.of(cpu, threads == 1 ? List.of(1) : List.of(1, threads)),
        peaks,
        bandwidths,
        conventions,
        sweep);
  }

  private List<Peak> peaks(ThreadTeam team, ProbeEffort effort) {
    List<Peak> peaks = new ArrayList<>();
    PeakProbe probe = new PeakProbe(Sampler.system());
    for (String dtype : List.of("f32", "f64")) {
      for (Mix mix : Mix.values()) {
        progress.accept(
            "peak, "
                + dtype
                + " "
                + mix.label()
                + ", "
                + team.size()
                + (team.size() == 1 ? " thread" : " threads"));
        Peak peak = probe.measure(team, dtype, mix, effort.peakPlan());
        if (!peak.verified()) {
          throw new IllegalStateException(dtype + " " + mix.label() + " gave wrong values");
        }
        peaks.add(peak);
      }
    }
    return peaks;
  }

  private static boolean contended(List<Peak> peaks, List<Bandwidth> bandwidths) {
    return peaks.stream().anyMatch(p -> p.sampling().contended())
        || bandwidths.stream().anyMatch(Bandwidth::contended);
  }

  /** Main memory of the machine, 0 if it is not reported. */
  static long memoryBytes() {
    try {
      for (String line : Files.readAllLines(Path.of("/proc/meminfo"))) {
        String[] words = line.split("\\s+", 3);
        if (words[0].equals("MemTotal:") && words.length == 3) {
          return Long.parseLong(words[1]) << 10;
        }
      }
    } catch (IOException | NumberFormatException e) {
      return 0;
    }
    return 0;
  }
}
