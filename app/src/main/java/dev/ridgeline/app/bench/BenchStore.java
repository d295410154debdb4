package dev.ridgeline.app.bench;

import dev.ridgeline.app.cli.Version;
import dev.ridgeline.measure.workspace.ResultLine;
import dev.ridgeline.measure.workspace.Workspace;
import java.time.Instant;
import java.util.Map;

/** Keeps a session's results in the workspace. */
public final class BenchStore {
  private BenchStore() {}

  /** Appends a line for every result. */
  public static void keep(
      Workspace workspace, BenchRequest request, BenchReport report, String machine) {
    Instant now = Instant.now();
    for (BenchResult result : report.results()) {
      Map<String, Object> row = BenchJson.row(result);
      row.put("seed", request.seed());
      workspace.append(
          new ResultLine(BenchJson.SCHEMA, "bench", Version.number(), machine, now, row));
    }
  }
}
