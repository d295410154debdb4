package dev.ridgeline.measure.workspace;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ridgeline.core.UserError;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class WorkspaceTest {
  @TempDir Path folder;

  record Figures(String model, double medianMillis) {}

  private static ResultLine line(int i) {
    return new ResultLine(
        "ridgeline.bench/1",
        "bench",
        "0.1.0",
        "a machine",
        Instant.parse("2026-01-02T03:04:05Z"),
        new Figures("vgg16", i));
  }

  @Test
  void isTheFolderOfTheEnvironmentOrTheDefault() {
    assertThat(Workspace.byDefault(Map.of()).folder())
        .isEqualTo(Path.of(".ridgeline").toAbsolutePath());
    assertThat(Workspace.byDefault(Map.of(Workspace.VARIABLE, folder.toString())).folder())
        .isEqualTo(folder);
    assertThat(folder.resolve("machine")).isEqualTo(Workspace.at(folder).machine());
  }

  @Test
  void makesNothingUntilSomethingIsWritten() {
    Workspace workspace = Workspace.at(folder.resolve("new"));
    assertThat(workspace.read("bench").lines()).isEmpty();
    assertThat(folder.resolve("new")).doesNotExist();
  }

  @Test
  void appendsLinesThatSayWhereTheyComeFrom() throws IOException {
    Workspace workspace = Workspace.at(folder);
    workspace.append(line(1));
    workspace.append(line(2));
    assertThat(Files.readAllLines(folder.resolve("results/bench.jsonl")).getFirst())
        .isEqualTo(
            "{\"schema\":\"ridgeline.bench/1\",\"command\":\"bench\",\"version\":\"0.1.0\","
                + "\"machine\":\"a machine\",\"time\":\"2026-01-02T03:04:05Z\","
                + "\"result\":{\"model\":\"vgg16\",\"medianMillis\":1.0}}");
    Workspace.Results results = workspace.read("bench");
    assertThat(results.lines()).hasSize(2);
    assertThat(results.lines().get(1).at("/result/medianMillis").asDouble()).isEqualTo(2);
  }

  @Test
  void aLineCutShortCostsOnlyItself() throws IOException {
    Workspace workspace = Workspace.at(folder);
    workspace.append(line(1));
    Files.writeString(
        workspace.resultsOf("bench"), "{\"schema\":\"ridgeline", StandardOpenOption.APPEND);
    workspace.append(line(2));
    Workspace.Results results = workspace.read("bench");
    assertThat(results.lines()).hasSize(2);
    assertThat(results.brokenLines()).containsExactly(2);
  }

  @Test
  void threadsDoNotMixTheirLines() throws InterruptedException {
    Workspace workspace = Workspace.at(folder);
    List<Thread> threads = new ArrayList<>();
    for (int t = 0; t < 4; t++) {
      threads.add(
          Thread.ofPlatform()
              .start(() -> {
                for (int i = 0; i < 25; i++) {
                  Workspace.at(folder).append(line(i));
                }
              }));
    }
    for (Thread thread : threads) {
      thread.join();
    }
    assertThat(workspace.read("bench").lines()).hasSize(100);
    assertThat(workspace.read("bench").brokenLines()).isEmpty();
  }

  @Test
  void theLockIsReentrantAndExclusive() throws InterruptedException {
    Workspace workspace = Workspace.at(folder);
    AtomicInteger inside = new AtomicInteger();
    Runnable work =
        () ->
            workspace.locked(
                () -> workspace.locked(() -> assertThat(inside.incrementAndGet()).isOne()));
    Thread other =
        Thread.ofPlatform()
            .start(() ->
                workspace.locked(() -> {
                  work.run();
                  return inside.decrementAndGet();
                }));
    other.join();
    assertThat(inside).hasValue(0);
  }

  @Test
  void refusesAFileAsWorkspace() throws IOException {
    Path file = Files.writeString(folder.resolve("file"), "x");
    assertThatThrownBy(() -> Workspace.at(file))
        .isInstanceOf(UserError.class)
        .hasMessage(
            "workspace '%s' is a file; name a folder with --workspace or RIDGELINE_WORKSPACE",
            file);
  }

  @Test
  void refusesAVariableThatIsNoPath() {
    assertThatThrownBy(() -> Workspace.byDefault(Map.of(Workspace.VARIABLE, "a\0b")))
        .isInstanceOf(UserError.class)
        .hasMessageStartingWith("RIDGELINE_WORKSPACE is 'a\0b', which is no path: ");
  }

  @Test
  void saysThatAPlaceCannotBeWritten() throws IOException {
    Files.writeString(folder.resolve("results"), "in the way");
    assertThatThrownBy(() -> Workspace.at(folder).append(line(1)))
        .isInstanceOf(UserError.class)
        .hasMessageStartingWith("cannot write '" + folder.resolve("results/bench.jsonl") + "': ")
        .hasMessageEndingWith("; free space or choose another folder with --workspace");
  }

  @Test
  void saysThatResultsCannotBeRead() throws IOException {
    Files.createDirectories(folder.resolve("results/bench.jsonl"));
    assertThatThrownBy(() -> Workspace.at(folder).read("bench"))
        .isInstanceOf(UserError.class)
        .hasMessageStartingWith("cannot read results '")
        .hasMessageEndingWith("; move the file away");
  }

  @Test
  void schemaNamesItsVersion() {
    assertThatThrownBy(() -> new ResultLine("bench", "bench", "1", "m", Instant.EPOCH, "x"))
        .hasMessage("schema 'bench' given, a name and version such as ridgeline.bench/1 is needed");
  }
}
