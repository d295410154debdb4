package dev.ridgeline.app.machine;

import static java.lang.String.format;

import dev.ridgeline.app.cli.TextTable;
import dev.ridgeline.measure.machine.Bandwidth;
import dev.ridgeline.measure.machine.BandwidthKernel;
import dev.ridgeline.measure.machine.CacheLevel;
import dev.ridgeline.measure.machine.ClockFigure;
import dev.ridgeline.measure.machine.MachineProfile;
import dev.ridgeline.measure.machine.Peak;
import dev.ridgeline.measure.machine.TheoreticalPeak;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/** A machine profile as text for a terminal. */
final class MachineText {
  private MachineText() {}

  static List<String> lines(MachineProfile profile) {
    List<String> lines = new ArrayList<>();
    lines.add(profile.machine() + (profile.cpu().virtualMachine() ? ", a virtual machine" : ""));
    lines.add("  " + profile.theoretical().explanation());
    for (ClockFigure clock : profile.cpu().clocks()) {
      lines.add(
          format(
              Locale.ROOT,
              "  clock %s: %.2f GHz (%s)",
              clock.source(),
              clock.gigahertz(),
              clock.note()));
    }
    lines.add("");
    lines.addAll(peaks(profile));
    lines.add("");
    lines.addAll(bandwidths(profile));
    lines.add("");
    lines.add("Reported caches, for comparison: " + caches(profile));
    lines.add(
        format(
            Locale.ROOT,
            "Threads %s; %s; %s; %.0f s.",
            profile.pinned() ? "tied to CPUs" : "not tied to CPUs (the system refused)",
            profile.clock(),
            profile.contended()
                ? "CONTENDED: other work ran meanwhile and roofs use the best samples; measure again"
                    + " on a quiet machine"
                : "no contention beyond dropped samples",
            profile.seconds()));
    profile.conventions().forEach(convention -> lines.add("* " + convention));
    return lines;
  }

  private static List<String> peaks(MachineProfile profile) {
    TextTable table =
        new TextTable(
            List.of(
                "peak", "mix", "threads", "GFLOP/s", "best", "spread", "of theory at clock", ""));
    for (Peak peak : profile.peaks()) {
      table.row(
          List.of(
              peak.dtype(),
              peak.mix().label(),
              Integer.toString(peak.threads()),
              format(Locale.ROOT, "%.1f", peak.gflops()),
              format(Locale.ROOT, "%.1f", peak.bestGflops()),
              format(Locale.ROOT, "%.1f %%", 100 * peak.spread()),
              theory(profile, peak),
              peak.sampling().contended() ? "contended" : ""));
    }
    return table.lines();
  }

  /** The shares of the theoretical peaks by every clock rate that is known. */
  private static String theory(MachineProfile profile, Peak peak) {
    List<TheoreticalPeak> peaks =
        profile.theoretical().peaks().stream()
            .filter(t ->
                t.dtype().equals(peak.dtype())
                    && t.mix() == peak.mix()
                    && t.threads() == peak.threads())
            .toList();
    return peaks.isEmpty()
        ? "unknown"
        : peaks.stream()
            .map(t ->
                format(
                    Locale.ROOT,
                    "%.0f %% of %.1f (%s)",
                    100 * peak.gflops() / t.gflops(),
                    t.gflops(),
                    t.clock()))
            .collect(Collectors.joining(", "));
  }

  private static List<String> bandwidths(MachineProfile profile) {
    List<BandwidthKernel> kernels =
        profile.bandwidths().stream().map(Bandwidth::kernel).distinct().toList();
    List<String> head = new ArrayList<>(List.of("GB/s", "threads", "working set"));
    kernels.forEach(kernel -> head.add(kernel.label()));
    head.add("spread");
    head.add("");
    TextTable table = new TextTable(head);
    for (int threads : profile.threadCounts()) {
      List<Bandwidth> ofThreads =
          profile.bandwidths().stream().filter(b -> b.threads() == threads).toList();
      for (String level : ofThreads.stream().map(Bandwidth::level).distinct().toList()) {
        table.row(row(level, ofThreads.stream().filter(b -> b.level().equals(level)).toList()));
      }
    }
    return table.lines();
  }

  private static List<String> row(String level, List<Bandwidth> kernels) {
    Bandwidth first = kernels.getFirst();
    List<String> row = new ArrayList<>();
    row.add(level);
    row.add(Integer.toString(first.threads()));
    row.add(bytes(first.fromBytes()) + " to " + bytes(first.toBytes()));
    kernels.forEach(b -> row.add(format(Locale.ROOT, "%.1f", b.gigabytesPerSecond())));
    double spread = kernels.stream().mapToDouble(Bandwidth::spread).max().orElse(0);
    row.add(format(Locale.ROOT, "%.1f %%", 100 * spread));
    boolean contended = kernels.stream().anyMatch(Bandwidth::contended);
    row.add(contended ? "contended" : "");
    return row;
  }

  private static String caches(MachineProfile profile) {
    List<CacheLevel> caches = profile.cpu().caches();
    return caches.isEmpty()
        ? "none"
        : caches.stream()
            .map(c ->
                format(
                    Locale.ROOT,
                    "L%d %s, shared by %d",
                    c.level(),
                    bytes(c.bytes()),
                    c.sharedByCpus()))
            .collect(Collectors.joining("; "));
  }

  static String bytes(long bytes) {
    return bytes >= 1 << 20
        ? ChipsText.number(bytes / (double) (1 << 20)) + " MiB"
        : ChipsText.number(bytes / 1024.0) + " KiB";
  }
}
