package dev.ridgeline.app.roofline;

import static java.nio.file.StandardOpenOption.APPEND;
import static org.assertj.core.api.Assertions.assertThat;

import dev.ridgeline.measure.workspace.ResultLine;
import dev.ridgeline.measure.workspace.Workspace;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
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
    List<String> notes = new ArrayList<>();
    assertThat(Timing.latest(workspace, "here", notes::add))
        .containsExactly(
            new Timing("m", 1, 0, "e", 2, 4, true), new Timing("m", 8, 0, "e", 2, 30, true));
    assertThat(notes).isEmpty();
  }

  @Test
  void saysHowManyDamagedLinesOfWhichFileAreLeftOut() throws IOException {
    Workspace workspace = Workspace.at(folder);
    keep(workspace, "here", 1, 5);
    Path file = workspace.resultsOf("bench");
    // 0xff never stands in UTF-8; the object around it would be JSON.
    Files.write(file, "{\"model\": \"\u00ff\"}\n".getBytes(StandardCharsets.ISO_8859_1), APPEND);
    List<String> notes = new ArrayList<>();
    assertThat(Timing.latest(workspace, "here", notes::add)).hasSize(1);
    assertThat(notes)
        .containsExactly(
            "left out 1 damaged line of '"
                + file
                + "', the first is line 2; measure again with ridgeline bench what is missing");
    Files.writeString(file, "{\"half\": \n", APPEND);
    keep(workspace, "here", 8, 30);
    notes.clear();
    assertThat(Timing.latest(workspace, "here", notes::add)).hasSize(2);
    assertThat(notes)
        .containsExactly(
            "left out 2 damaged lines of '"
                + file
                + "', the first is line 2; measure again with ridgeline bench what is missing");
  }
}
