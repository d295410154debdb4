package dev.ridgeline.app.roofline;

import dev.ridgeline.app.bench.BenchReport;
import dev.ridgeline.app.bench.BenchResult;
import dev.ridgeline.measure.workspace.Workspace;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import tools.jackson.databind.JsonNode;

/**
 * A measured latency, as it stands on a roofline.
 *
 * @param model the model's name
 * @param batch items that one run takes
 * @param sequence length of its sequences; 0 where it takes none
 * @param engine who ran it
 * @param threads threads of the engine
 * @param medianMillis median time of one run
 * @param contended whether other work disturbed the samples
 */
public record Timing(
    String model,
    long batch,
    long sequence,
    String engine,
    int threads,
    double medianMillis,
    boolean contended) {

  /** The same, taken for undisturbed. */
  public Timing asClean() {
    return new Timing(model, batch, sequence, engine, threads, medianMillis, false);
  }

  /** The timings of a session. */
  public static List<Timing> of(BenchReport report) {
    List<Timing> timings = new ArrayList<>();
    for (BenchResult result : report.results()) {
      result
          .latency()
          .ifPresent(latency ->
              timings.add(
                  new Timing(
                      result.what().model(),
                      result.what().batch(),
                      result.what().sequence().orElse(0),
                      result.what().engine(),
                      result.what().threads(),
                      latency.medianMillis(),
                      latency.contended())));
    }
    return timings;
  }

  /**
   * The latest timing of each case that the workspace holds for this machine.
   *
   * @param notes gets a line when the file has damaged lines, which are left out
   */
  public static List<Timing> latest(Workspace workspace, String machine, Consumer<String> notes) {
    Map<List<Object>, Timing> latest = new LinkedHashMap<>();
    Workspace.Results results = workspace.read("bench");
    int broken = results.brokenLines().size();
    if (broken > 0) {
      notes.accept(
          "left out %d damaged %s of '%s', the first is line %d; measure again with ridgeline bench what is missing"
              .formatted(
                  broken,
                  broken == 1 ? "line" : "lines",
                  workspace.resultsOf("bench"),
                  results.brokenLines().getFirst()));
    }
    for (JsonNode line : results.lines()) {
      JsonNode row = line.path("result");
      boolean usable =
          line.path("machine").asString("").equals(machine)
              && row.path("medianMillis").asDouble(0) > 0;
      if (usable) {
        Timing timing =
            new Timing(
                row.path("model").asString(""),
                row.path("batch").asLong(0),
                row.path("sequence").asLong(0),
                row.path("engine").asString(""),
                row.path("threads").asInt(0),
                row.path("medianMillis").asDouble(0),
                row.path("contended").asBoolean(false));
        latest.put(
            List.of(
                timing.model(),
                timing.batch(),
                timing.sequence(),
                timing.engine(),
                timing.threads()),
            timing);
      }
    }
    return List.copyOf(latest.values());
  }
}
