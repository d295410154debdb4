package dev.ridgeline.app.bench;

import dev.ridgeline.measure.latency.LatencyResult;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** A session's results by the names that {@code --json} and result lines give them. */
final class BenchJson {
  static final String SCHEMA = "ridgeline.bench/2";

  private static final String WARM_UP =
      "until the medians of the last two windows of 5 runs differ by at most 3 %, or its time is up";
  private static final String SPREAD =
      "1.4826 x median absolute deviation / median, a fraction; medianUncertainty: half the 95 % confidence interval of the median / median";

  private BenchJson() {}

  /** The whole session. */
  static Map<String, Object> of(BenchRequest request, BenchReport report, String machine) {
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("schema", SCHEMA);
    json.put("machine", machine);
    json.put("engines", request.engines());
    json.put("threads", request.threads());
    json.put("seed", request.seed());
    request.budget().ifPresent(budget -> json.put("budgetSeconds", budget.toMillis() / 1e3));
    json.put("memoryLimitBytes", request.memoryBytes());
    json.put("elapsedSeconds", report.elapsedSeconds());
    json.put("warmUp", WARM_UP);
    json.put("spreadIs", SPREAD);
    json.put("excludes", LatencyResult.EXCLUDES);
    List<EngineRatios> ratios = EngineRatios.of(request.engines(), report.results());
    List<Map<String, Object>> results = new ArrayList<>();
    for (BenchResult result : report.results()) {
      Map<String, Object> row = row(result);
      if (result.what().engine().equals(request.engines().getFirst())) {
        ratios.stream()
            .findFirst()
            .ifPresent(r -> r.ratio(result.what()).ifPresent(ratio -> row.put("ratio", ratio)));
      }
      results.add(row);
    }
    json.put("results", results);
    json.put("ratioIs", "medianMillis over that of the next engine named, in turns");
    json.put("ratios", ratios.stream().map(BenchJson::ratios).toList());
    List<Map<String, Object>> leftOut = new ArrayList<>();
    for (BenchReport.LeftOut left : report.leftOut()) {
      Map<String, Object> row = what(left.what());
      row.put("reason", left.reason());
      leftOut.add(row);
    }
    json.put("leftOut", leftOut);
    json.put("suspects", report.suspects());
    return json;
  }

  private static Map<String, Object> what(BenchCase what) {
    Map<String, Object> row = new LinkedHashMap<>();
    row.put("model", what.model());
    row.put("batch", what.batch());
    what.sequence().ifPresent(length -> row.put("sequence", length));
    row.put("engine", what.engine());
    row.put("threads", what.threads());
    return row;
  }

  private static Map<String, Object> ratios(EngineRatios ratios) {
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("engine", ratios.engine());
    json.put("over", ratios.over());
    json.put("geometricMean", ratios.geometricMean());
    List<Map<String, Object>> cases = new ArrayList<>();
    for (EngineRatios.Case c : ratios.cases()) {
      Map<String, Object> row = new LinkedHashMap<>();
      row.put("model", c.model());
      row.put("batch", c.batch());
      c.sequence().ifPresent(length -> row.put("sequence", length));
      row.put("ratio", c.ratio());
      cases.add(row);
    }
    json.put("cases", cases);
    return json;
  }

  /** One result. */
  static Map<String, Object> row(BenchResult result) {
    Map<String, Object> row = what(result.what());
    row.put("estimatedMemoryBytes", result.estimatedBytes());
    row.put("failed", result.latency().isEmpty());
    result.reason().ifPresent(reason -> row.put("reason", reason));
    result.latency().ifPresent(latency -> figures(row, latency));
    return row;
  }

  private static void figures(Map<String, Object> row, LatencyResult latency) {
    row.put("engineVersion", latency.engine());
    row.put("medianMillis", latency.medianMillis());
    row.put("p90Millis", latency.p90Millis());
    row.put("p99Millis", latency.p99Millis());
    row.put("bestMillis", latency.bestMillis());
    row.put("itemsPerSecond", latency.itemsPerSecond());
    row.put("firstMillis", latency.firstMillis());
    row.put("loadMillis", latency.loadMillis());
    row.put("spread", latency.spread());
    row.put("medianUncertainty", latency.medianUncertainty());
    row.put("samples", latency.samples());
    row.put("rounds", latency.rounds());
    row.put("rejected", latency.rejected());
    row.put("contended", latency.contended());
    row.put("contention", latency.contention());
    row.put("steady", latency.steady());
    row.put("warmUpRuns", latency.warmUpRuns());
    row.put("warmUpMillis", latency.warmUpMillis());
    row.put("clock", latency.clock());
    row.put("sampleMillis", latency.sampleMillis());
  }
}
