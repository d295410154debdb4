package dev.ridgeline.app.report;

import dev.ridgeline.app.cli.Figures;
import dev.ridgeline.app.page.Block;
import dev.ridgeline.app.page.Chart;
import dev.ridgeline.app.page.Column;
import dev.ridgeline.app.page.KeyFigures;
import dev.ridgeline.app.page.LineChart;
import dev.ridgeline.app.page.Note;
import dev.ridgeline.app.page.Section;
import dev.ridgeline.app.page.Table;
import dev.ridgeline.measure.machine.Bandwidth;
import dev.ridgeline.measure.machine.MachineProfile;
import dev.ridgeline.measure.machine.Peak;
import dev.ridgeline.measure.machine.SweepPoint;
import dev.ridgeline.measure.machine.TheoreticalPeak;
import dev.ridgeline.measure.roofline.Roofline;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The machine: its measured peaks and bandwidths, and the sweep that they were found in. */
final class MachineSection {
  private MachineSection() {}

  static Section of(MachineProfile profile, Roofline roof) {
    List<Block> blocks = new ArrayList<>();
    blocks.add(figures(profile, roof));
    if (profile.contended()) {
      blocks.add(
          Note.suspect(
              "Other work ran on the machine while it was measured: its roofs may be higher than shown."));
    }
    blocks.add(sweep(profile));
    blocks.add(peaks(profile));
    blocks.add(bandwidths(profile));
    blocks.add(Note.remark("How it was measured", profile.conventions().toArray(String[]::new)));
    return new Section(
        "The machine",
        "%s, %d threads%s. Measured %s on %s."
            .formatted(
                profile.machine(),
                profile.threads(),
                profile.pinned() ? ", each tied to a CPU" : ", not tied to CPUs",
                profile.quick() ? "quickly" : "in full",
                profile.jvm()),
        blocks);
  }

  private static KeyFigures figures(MachineProfile profile, Roofline roof) {
    List<KeyFigures.Figure> figures = new ArrayList<>();
    for (int threads : profile.threadCounts()) {
      profile.peaks().stream()
          .filter(p -> p.threads() == threads && p.dtype().equals("f32"))
          .findFirst()
          .ifPresent(p ->
              figures.add(
                  new KeyFigures.Figure(
                      "Peak f32, %d %s".formatted(threads, threads == 1 ? "thread" : "threads"),
                      Figures.significant(p.gflops()),
                      "GFLOP/s",
                      "spread " + Figures.percent(p.spread()))));
    }
    roof.mainMemory()
        .ifPresent(m ->
            figures.add(
                new KeyFigures.Figure(
                    "Bandwidth, memory",
                    Figures.significant(m.gigabytesPerSecond()),
                    "GB/s",
                    "best kernel")));
    figures.add(
        new KeyFigures.Figure(
            "Ridge point",
            Figures.significant(roof.ridgePoint().orElse(Double.NaN)),
            "FLOP/byte",
            "below it bandwidth binds"));
    return new KeyFigures(figures);
  }

  private static Chart sweep(MachineProfile profile) {
    LineChart chart =
        LineChart.titled(
                "Bandwidth by working set",
                Column.number("kilobytes", "Working set", "KB", 4),
                Column.number("gigabytesPerSecond", "Bandwidth", "GB/s", 3))
            .series("Kernel")
            .logarithmicX()
            .logarithmicY();
    List<SweepPoint> points =
        profile.sweep().stream().filter(p -> p.threads() == profile.threads()).toList();
    points.forEach(
        p -> chart.point(p.kernel().label(), p.workingSetBytes() / 1e3, p.gigabytesPerSecond()));
    List<Bandwidth> levels =
        profile.bandwidths().stream()
            .filter(b -> b.threads() == profile.threads())
            .map(Bandwidth::level)
            .distinct()
            .map(level -> profile.bandwidth(level, profile.threads()).orElseThrow())
            .toList();
    Bandwidth first = levels.getFirst();
    Bandwidth last = levels.getLast();
    return chart
        .finding(
            "The data show %d plateaus; from %s to %s bandwidth falls from %s to %s GB/s, a factor of %s."
                .formatted(
                    levels.size(),
                    first.level(),
                    last.level(),
                    Figures.significant(first.gigabytesPerSecond()),
                    Figures.significant(last.gigabytesPerSecond()),
                    Figures.significant(first.gigabytesPerSecond() / last.gigabytesPerSecond())))
        .build();
  }

  private static Table peaks(MachineProfile profile) {
    Table.Builder table =
        Table.of(
            "Measured peaks beside what the CPU should reach",
            Column.text("dtype", "Type"),
            Column.text("mix", "Mix"),
            Column.integer("threads", "Threads", ""),
            Column.number("gflops", "Measured", "GFLOP/s", 4),
            Column.percent("spread", "Spread", 2),
            Column.number("theoretical", "Theoretical", "GFLOP/s", 4));
    for (Peak peak : profile.peaks()) {
      Optional<Double> theory =
          profile.theoretical().peaks().stream()
              .filter(t ->
                  t.dtype().equals(peak.dtype())
                      && t.mix() == peak.mix()
                      && t.threads() == peak.threads())
              .map(TheoreticalPeak::gflops)
              .findFirst();
      table.row(
          peak.dtype(), peak.mix().label(), peak.threads(), peak.gflops(), peak.spread(), theory);
    }
    return table.build();
  }

  private static Table bandwidths(MachineProfile profile) {
    Table.Builder table =
        Table.of(
            "Measured bandwidths",
            Column.text("level", "Level"),
            Column.text("kernel", "Kernel"),
            Column.integer("threads", "Threads", ""),
            Column.number("gigabytesPerSecond", "Bandwidth", "GB/s", 3),
            Column.number("fromKilobytes", "From", "KB", 3),
            Column.number("toKilobytes", "To", "KB", 3),
            Column.percent("spread", "Spread", 1));
    for (Bandwidth b : profile.bandwidths()) {
      table.row(
          b.level(),
          b.kernel().label(),
          b.threads(),
          b.gigabytesPerSecond(),
          b.fromBytes() / 1e3,
          b.toBytes() / 1e3,
          b.spread());
    }
    return table.build();
  }
}
