package dev.ridgeline.app.profile;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ridgeline.app.cli.Commands;
import dev.ridgeline.app.cli.Launch;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

final class ProfileCommandTest {
  private static final Path PUBLISHED =
      Path.of("../core/src/test/resources/dev/ridgeline/core/zoo/published-costs.csv");

  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private final ByteArrayOutputStream err = new ByteArrayOutputStream();

  private int run(String... args) {
    return Launch.run(
        Commands.all(),
        args,
        new PrintStream(out, true, StandardCharsets.UTF_8),
        new PrintStream(err, true, StandardCharsets.UTF_8));
  }

  private String out() {
    return out.toString(StandardCharsets.UTF_8);
  }

  private String err() {
    return err.toString(StandardCharsets.UTF_8);
  }

  static List<String> published() throws IOException {
    return Files.readAllLines(PUBLISHED).stream()
        .filter(line -> !line.startsWith("#") && !line.startsWith("name,"))
        .toList();
  }

  /**
   * Columns: name, sequence, params, forward MACs, forward and backward MACs; empty where nothing
   * is published.
   */
  @ParameterizedTest
  @MethodSource("published")
  void jsonGivesThePublishedCosts(String line) {
    String[] cells = line.split(",", -1);
    List<String> args = new ArrayList<>(List.of("profile", cells[0], "--json"));
    if (!cells[1].isEmpty()) {
      args.addAll(List.of("--sequence", cells[1]));
    }
    assertThat(run(args.toArray(String[]::new))).as(err()).isZero();
    JsonNode json = JsonMapper.builder().build().readTree(out());
    assertCell(cells[2], json.at("/params"));
    assertCell(cells[3], json.at("/forward/macs"));
    assertCell(cells[4], json.at("/backward/forwardBackwardMacs"));
  }

  private static void assertCell(String published, JsonNode ours) {
    assertThat(ours.isIntegralNumber()).isTrue();
    if (!published.isEmpty()) {
      assertThat(ours.asLong()).isEqualTo(Long.parseLong(published));
    }
  }

  @Test
  void printsForPeople() {
    assertThat(run("profile", "resnet50", "--backward", "--layers", "--as", "thop")).isZero();
    assertThat(out())
        .contains(
            "resnet50, batch 1",
            "parameters 25,557,032",
            "4,089,184,256",
            "12,149,538,816",
            "layer1.0.conv1",
            "thop 0.1.1 would print 4,133,742,592 MACs: 44,558,336 more than our MACs");
  }

  @Test
  void mistakesAreOneLine() {
    assertThat(run("profile", "resnet51")).isEqualTo(2);
    assertThat(err()).contains("no model and no file is named 'resnet51'; did you mean");
    err.reset();
    assertThat(run("profile", "resnet50", "--batch", "0")).isEqualTo(2);
    assertThat(err()).isEqualTo("ridgeline: batch is 0; give a size from 1 to 16777216\n");
    err.reset();
    assertThat(run("profile", "resnet50", "--sequence", "4")).isEqualTo(2);
    assertThat(err())
        .isEqualTo(
            "ridgeline: --sequence is given but none of the models [resnet50] takes sequences; leave it out\n");
    err.reset();
    assertThat(run("profile", "resnet50", "--dim", "N=3")).isEqualTo(2);
    assertThat(err())
        .isEqualTo(
            "ridgeline: dimension 'N' of model 'resnet50' is its batch, which is 1 but 3 was given for it; give --batch 3\n");
    err.reset();
    assertThat(run("profile", "resnet50", "--as", "nvprof")).isEqualTo(2);
    assertThat(err())
        .startsWith("ridgeline profile: Invalid value for option '--as'")
        .endsWith("see ridgeline profile --help\n");
  }
}
