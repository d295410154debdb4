package dev.ridgeline.app.roofline;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ridgeline.measure.workspace.ResultLine;
import dev.ridgeline.measure.workspace.Workspace;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class TimingTest {
  @TempDir private Path folder;

  private void keep(Workspace workspace, String machine, long batch, double millis) {
    workspace.append(
        new ResultLine(
            "ridgeline.bench/1",
            "bench",
            "test",
            machine,
            Instant.EPOCH,
            Map.of(
                "model",
                "m",
                "batch",
                batch,
                "engine",
                "e",
                "threads",
                2,
                "medianMillis",
                millis,
                "contended",
                true)));
  }

  @Test
  void takesTheLatestOfEachCaseOnThisMachine() {
    Workspace workspace = Workspace.at(folder);
    keep(workspace, "here", 1, 5);
    keep(workspace, "here", 8, 30);
    keep(workspace, "here", 1, 4);
    keep(workspace, "elsewhere", 1, 1);
    workspace.append(
        new ResultLine(
            "ridgeline.bench/1",
            "bench",
            "test",
            "here",
            Instant.EPOCH,
            Map.of("model", "m", "failed", true)));
    assertThat(Timing.latest(workspace, "here"))
        .containsExactly(
            new Timing("m", 1, 0, "e", 2, 4, true), new Timing("m", 8, 0, "e", 2, 30, true));
  }
}
