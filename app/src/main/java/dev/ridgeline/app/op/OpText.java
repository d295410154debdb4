package dev.ridgeline.app.op;

import dev.ridgeline.app.cli.Console;
import dev.ridgeline.app.cli.Figures;
import dev.ridgeline.app.cli.TextTable;
import dev.ridgeline.measure.latency.LatencyResult;
import java.util.Locale;

/** A measured operator, for the terminal. */
final class OpText {
  private OpText() {}

  static void print(OpResult r, Console console) {
    OpRequest request = r.request();
    console.line(
        "%s on %s, %s, schedule %s%s"
            .formatted(
                request.label(),
                request.target().name(),
                threads(request.threads()),
                r.schedule(),
                r.idea().isEmpty() ? "" : ": " + r.idea()));
    console.line(
        "%s FLOP, %s at least: %s FLOP/byte, bound by %s; the roof allows %s GFLOP/s (peak %s)"
            .formatted(
                Figures.scaled((double) request.operator().flops()),
                Figures.bytes(request.operator().bytes()),
                Figures.significant(r.flopsPerByte()),
                r.bound().name().toLowerCase(Locale.ROOT),
                Figures.significant(r.attainableGflops()),
                Figures.significant(r.roof().compute().gigaflops())));
    table(r, console);
    console.line(
        "right: largest error %.3g, allowed %d u = %.3g, on %s of %s outputs; %s in %s"
            .formatted(
                r.check().maxError(),
                r.check().roundings(),
                r.check().errorBound(),
                Figures.count(r.check().checked()),
                Figures.count(r.check().outputs()),
                r.cached() ? "loaded from the cache" : "compiled",
                Figures.nanos(r.compileMillis() * 1e6)));
    console.line("ours: " + OpResult.INCLUDES);
    for (OpResult.Peer peer : r.peers()) {
      if (!peer.contender().note().isEmpty()) {
        console.line(peer.contender().name() + ": " + peer.contender().note());
      }
    }
    r.missing().forEach((name, reason) -> console.line("not measured: " + name + ": " + reason));
  }

  private static void table(OpResult r, Console console) {
    TextTable table =
        new TextTable(
            "engine",
            "median",
            "best",
            "GFLOP/s",
            "GB/s",
            "of peak",
            "its time / ours",
            "samples",
            "spread",
            "");
    row(table, r, "ridgeline " + r.request().target().name(), r.latency(), "");
    for (OpResult.Peer peer : r.peers()) {
      row(
          table,
          r,
          peer.contender().name() + " " + peer.contender().version(),
          peer.latency(),
          String.format(Locale.ROOT, "%.3f", r.ratio(peer)));
    }
    table.print(console);
  }

  private static void row(
      TextTable table, OpResult r, String name, LatencyResult latency, String ratio) {
    table.row(
        name,
        Figures.nanos(latency.medianMillis() * 1e6),
        Figures.nanos(latency.bestMillis() * 1e6),
        Figures.significant(r.gflops(latency)),
        Figures.significant(r.request().operator().bytes() / (latency.medianMillis() * 1e6)),
        Figures.percent(r.gflops(latency) / r.roof().compute().gigaflops()),
        ratio,
        latency.samples(),
        Figures.percent(latency.spread()),
        (latency.contended() ? "contended " : "") + (latency.steady() ? "" : "not steady"));
  }

  static String threads(int count) {
    return count == 1 ? "1 thread" : count + " threads";
  }
}
