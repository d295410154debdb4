package dev.ridgeline.app.op;

import dev.ridgeline.app.cli.Figures;
import dev.ridgeline.app.cli.Version;
import dev.ridgeline.app.page.BarChart;
import dev.ridgeline.app.page.Block;
import dev.ridgeline.app.page.Chart;
import dev.ridgeline.app.page.Column;
import dev.ridgeline.app.page.Footer;
import dev.ridgeline.app.page.Page;
import dev.ridgeline.app.page.ScatterChart;
import dev.ridgeline.app.page.Section;
import dev.ridgeline.app.page.Table;
import dev.ridgeline.compiler.lower.Lowering;
import dev.ridgeline.compiler.template.Rung;
import dev.ridgeline.compiler.template.Templates;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** A ladder as a page: speed by rung, what each did, and in which order memory is visited. */
final class LadderPage {
  private static final int ACCESSES = 600;

  private LadderPage() {}

  static Page of(LadderResult r, String command) {
    List<Block> blocks = new ArrayList<>();
    blocks.add(bars(r));
    blocks.add(table(r));
    List<Block> pictures = new ArrayList<>();
    List<Rung> rungs = Templates.ladder(r.request().operator(), r.request().traits());
    pictures.add(accesses(rungs.getFirst()));
    if (rungs.size() > 1) {
      pictures.add(accesses(rungs.getLast()));
    }
    return new Page(
        "From naive to best: " + r.request().label(),
        "Every rung changes one thing of the schedule; all were measured in one run on "
            + r.request().target().name()
            + ".",
        List.of(
            new Section("Rungs", "", blocks),
            new Section(
                "Order of memory accesses",
                "The first accesses of one thread; a vector is one access.",
                pictures)),
        new Footer(r.machine(), Version.number(), command, Instant.now()));
  }

  private static Chart bars(LadderResult r) {
    BarChart chart =
        BarChart.titled("Speed by rung", Column.number("gflops", "Speed", "GFLOP/s", 3))
            .labels("Rung")
            .series("Of")
            .inOrder();
    for (LadderStep s : r.steps()) {
      chart.bar(s.name(), "rung", s.gflops(), s.cut().isEmpty() ? s.note() : s.cut());
    }
    r.peers().forEach(p -> chart.bar(p.contender().name(), "peer", r.gflops(p)));
    chart.bar("measured peak", "machine", r.roof().compute().gigaflops());
    LadderStep last = r.steps().getLast();
    long helped = r.steps().stream().filter(s -> s.overPrevious() >= LadderStep.NO_GAIN).count();
    return chart
        .finding(
            "The last rung, %s, is %s times as fast as the first and has %s of the measured peak; %d of %d steps helped."
                .formatted(
                    last.name(),
                    Figures.significant(last.speedUp()),
                    Figures.percent(last.shareOfPeak()),
                    helped,
                    r.steps().size() - 1))
        .build();
  }

  private static Table table(LadderResult r) {
    Table.Builder table =
        Table.of(
            "What each rung does",
            Column.text("rung", "Rung"),
            Column.text("idea", "Idea"),
            Column.text("verdict", "Verdict"),
            Column.number("millis", "Median", "ms", 3),
            Column.percent("share", "Of peak", 1),
            Column.number("loads", "Vector loads", "an iteration", 3),
            Column.number("broadcasts", "Broadcasts", "an iteration", 3),
            Column.number("scalars", "Scalar loads", "an iteration", 3),
            Column.number("stores", "Stores", "an iteration", 3),
            Column.number("fmas", "FMAs", "an iteration", 3),
            Column.number("bytes", "Bytes asked", "MB", 3),
            Column.percent("added", "Added work", 1));
    for (LadderStep s : r.steps()) {
      WorkCount once = s.innermost().once();
      table.row(
          s.name(),
          s.idea(),
          s.verdict(),
          s.medianMillis(),
          s.shareOfPeak(),
          once.vectorLoads() + once.gathers(),
          once.broadcasts(),
          once.scalarLoads(),
          once.stores(),
          once.fmas(),
          s.total().bytes() / 1e6,
          s.addedWork());
    }
    return table.build();
  }

  /** Accesses by number and element, one group a buffer; both count from 1 for the log axes. */
  private static Chart accesses(Rung rung) {
    List<AccessTrace.Access> all =
        AccessTrace.of(Lowering.lower(rung.schedule().program()), ACCESSES);
    ScatterChart chart =
        ScatterChart.titled(
                "Accesses of rung " + rung.name(),
                Column.number("order", "Access, from 1", "", 6),
                Column.number("element", "Element, from 1", "", 9))
            .labels("Access")
            .groups("Buffer");
    Map<String, long[]> steps = new TreeMap<>();
    for (int n = 0; n < all.size(); n++) {
      AccessTrace.Access a = all.get(n);
      chart.point("", a.buffer() + (a.store() ? " stored" : ""), n + 1, a.element() + 1.0);
      long[] seen = steps.computeIfAbsent(a.buffer(), _ -> new long[] {a.element(), 0, 0});
      seen[1] += Math.abs(a.element() - seen[0]);
      seen[2]++;
      seen[0] = a.element();
    }
    List<String> means = new ArrayList<>();
    steps.forEach((buffer, seen) ->
        means.add(buffer + " " + Figures.significant((double) seen[1] / Math.max(1, seen[2] - 1))));
    return chart
        .finding(
            "Mean distance between accesses to the same buffer, in elements: %s."
                .formatted(String.join(", ", means)))
        .build();
  }
}
