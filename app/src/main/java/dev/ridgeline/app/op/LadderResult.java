package dev.ridgeline.app.op;

import dev.ridgeline.app.cli.Console;
import dev.ridgeline.app.cli.Figures;
import dev.ridgeline.app.cli.TextTable;
import dev.ridgeline.measure.roofline.Roofline;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** A ladder, measured with its peers in one run. */
record LadderResult(
    OpRequest request,
    String machine,
    Roofline roof,
    List<LadderStep> steps,
    List<OpResult.Peer> peers) {
  static final String SCHEMA = "ridgeline.op-ladder/1";

  LadderResult {
    steps = List.copyOf(steps);
    peers = List.copyOf(peers);
  }

  double gflops(OpResult.Peer peer) {
    return request.operator().flops() / (peer.latency().medianMillis() * 1e6);
  }

  Map<String, Object> json() {
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("schema", SCHEMA);
    json.put("machine", machine);
    json.put("op", request.operator().name());
    json.put("shape", request.operator().shape());
    json.put("options", request.settings().json());
    json.put("target", request.target().name());
    json.put("threads", request.threads());
    json.put("seed", request.seed());
    json.put("flops", request.operator().flops());
    json.put("bytes", request.operator().bytes());
    json.put("peakGflops", roof.compute().gigaflops());
    json.put("rungs", steps.stream().map(LadderStep::json).toList());
    json.put(
        "peers",
        peers.stream()
            .map(p ->
                Map.of(
                    "name", p.contender().name(),
                    "version", p.contender().version(),
                    "gflops", gflops(p),
                    "medianMillis", p.latency().medianMillis()))
            .toList());
    return json;
  }

  void print(Console console) {
    console.line(
        "%s on %s, %s: from the plain loops to the best"
            .formatted(
                request.label(), request.target().name(), OpText.threads(request.threads())));
    TextTable table =
        new TextTable(
            "rung",
            "median",
            "GFLOP/s",
            "of peak",
            "speed-up",
            "loads",
            "broadcasts",
            "scalar loads",
            "stores",
            "FMAs",
            "bytes asked",
            "added work",
            "");
    for (LadderStep s : steps) {
      WorkCount once = s.innermost().once();
      table.row(
          s.name(),
          Figures.nanos(s.medianMillis() * 1e6),
          Figures.significant(s.gflops()),
          Figures.percent(s.shareOfPeak()),
          Figures.significant(s.speedUp()),
          Figures.significant(once.vectorLoads() + once.gathers()),
          Figures.significant(once.broadcasts()),
          Figures.significant(once.scalarLoads()),
          Figures.significant(once.stores()),
          Figures.significant(once.fmas()),
          Figures.bytes(s.total().bytes()),
          Figures.percent(s.addedWork()),
          s.cut().isEmpty() ? s.note() : "cut");
    }
    table.print(console);
    console.line(
        "  loads to FMAs: of one iteration of the innermost loop with most of the arithmetic; bytes asked: by all loads and stores, most of them served by caches (%s cross at least once)"
            .formatted(Figures.bytes(request.operator().bytes())));
    for (LadderStep s : steps) {
      console.line("%s: %s".formatted(s.name(), s.idea()));
      console.line("  %s%s".formatted(s.verdict(), s.cut().isEmpty() ? "" : "; " + s.cut()));
    }
    if (steps.size() == 1) {
      console.line(
          "there is no schedule by hand for this operator yet, so the plain one stands alone");
    }
    for (OpResult.Peer peer : peers) {
      console.line(
          "%s %s: %s GFLOP/s"
              .formatted(
                  peer.contender().name(),
                  peer.contender().version(),
                  Figures.significant(gflops(peer))));
    }
  }
}
