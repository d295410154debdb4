package dev.ridgeline.app.op;

import dev.ridgeline.measure.latency.LatencyResult;
import dev.ridgeline.measure.roofline.Bound;
import dev.ridgeline.measure.roofline.Roofline;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * What was measured of an operator.
 *
 * @param machine name of the machine
 * @param effort how it was measured
 * @param schedule name of the schedule
 * @param idea what the schedule does; may be empty
 * @param compileMillis see {@link CompiledOp}
 * @param cached whether the kernel was compiled before and loaded
 * @param check against the f64 reference
 * @param latency of our kernel
 * @param roof the measured roof of the machine with these threads
 * @param peers measured in the same run
 * @param missing peers that were not measured, with the reason
 */
record OpResult(
    OpRequest request,
    String machine,
    Effort effort,
    String schedule,
    String idea,
    double compileMillis,
    boolean cached,
    OutputCheck check,
    LatencyResult latency,
    Roofline roof,
    List<Peer> peers,
    Map<String, String> missing) {
  static final String SCHEMA = "ridgeline.op/1";

  /** What a run of ours contains. */
  static final String INCLUDES =
      "from row-major inputs to row-major outputs: packing, layouts and padding inside the kernel are on the clock";

  /** A peer that was measured. */
  record Peer(Contender contender, LatencyResult latency) {}

  OpResult {
    peers = List.copyOf(peers);
    missing = new LinkedHashMap<>(missing);
  }

  double gflops() {
    return gflops(latency);
  }

  double gflops(LatencyResult of) {
    return request.operator().flops() / (of.medianMillis() * 1e6);
  }

  double gigabytesPerSecond() {
    return request.operator().bytes() / (latency.medianMillis() * 1e6);
  }

  double shareOfPeak() {
    return gflops() / roof.compute().gigaflops();
  }

  double flopsPerByte() {
    return (double) request.operator().flops() / request.operator().bytes();
  }

  /** What main memory and arithmetic allow, if every input and output crosses once. */
  double attainableGflops() {
    return roof.attainable(flopsPerByte());
  }

  Bound bound() {
    return roof.boundAt(flopsPerByte());
  }

  /** The peer's time over ours: above 1 we are faster. */
  double ratio(Peer peer) {
    return peer.latency().medianMillis() / latency.medianMillis();
  }

  /** As {@code --json} prints it and result lines keep it. */
  Map<String, Object> json() {
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("schema", SCHEMA);
    json.put("machine", machine);
    json.put("op", request.operator().name());
    json.put("shape", request.operator().shape());
    json.put("options", request.settings().json());
    json.put("target", request.target().name());
    json.put("schedule", schedule);
    json.put("idea", idea);
    json.put("threads", request.threads());
    json.put("seed", request.seed());
    json.put("flops", request.operator().flops());
    json.put("bytes", request.operator().bytes());
    json.put("flopsPerByte", flopsPerByte());
    json.put("gflops", gflops());
    json.put("bestGflops", request.operator().flops() / (latency.bestMillis() * 1e6));
    json.put("gbps", gigabytesPerSecond());
    json.put("medianMillis", latency.medianMillis());
    json.put("bestMillis", latency.bestMillis());
    sampling(json, latency);
    json.put("firstMillis", latency.firstMillis());
    json.put("compileMillis", compileMillis);
    json.put("cached", cached);
    json.put("peakGflops", roof.compute().gigaflops());
    json.put("shareOfPeak", shareOfPeak());
    json.put("bound", bound().name().toLowerCase(Locale.ROOT));
    json.put("attainableGflops", attainableGflops());
    json.put("shareOfRoof", gflops() / attainableGflops());
    json.put("maxError", check.maxError());
    json.put("errorBound", check.errorBound());
    json.put("roundings", check.roundings());
    json.put("outputs", check.outputs());
    json.put("checkedOutputs", check.checked());
    json.put("includes", INCLUDES);
    json.put("excludes", LatencyResult.EXCLUDES);
    json.put("peers", peers.stream().map(this::peer).toList());
    List<Map<String, String>> left = new ArrayList<>();
    missing.forEach((name, reason) -> left.add(Map.of("name", name, "reason", reason)));
    json.put("peersMissing", left);
    return json;
  }

  private void sampling(Map<String, Object> json, LatencyResult of) {
    json.put("spread", of.spread());
    json.put("samples", of.samples());
    json.put("rounds", of.rounds());
    json.put("rejected", of.rejected());
    json.put("contended", of.contended());
    json.put("steady", of.steady());
    json.put("warmUpMillis", effort.warmUp().toMillis() + of.warmUpMillis());
    json.put("clock", of.clock());
  }

  private Map<String, Object> peer(Peer peer) {
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("name", peer.contender().name());
    json.put("version", peer.contender().version());
    json.put("note", peer.contender().note());
    json.put("gflops", gflops(peer.latency()));
    json.put("bestGflops", request.operator().flops() / (peer.latency().bestMillis() * 1e6));
    json.put("medianMillis", peer.latency().medianMillis());
    json.put("bestMillis", peer.latency().bestMillis());
    json.put("ratio", ratio(peer));
    sampling(json, peer.latency());
    return json;
  }
}
