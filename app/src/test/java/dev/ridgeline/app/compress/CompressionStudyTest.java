package dev.ridgeline.app.compress;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.ridgeline.app.cli.Commands;
import dev.ridgeline.app.cli.Launch;
import dev.ridgeline.audio.wav.WavWriter;
import dev.ridgeline.measure.statistics.Interval;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

final class CompressionStudyTest {
  @TempDir Path folder;

  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private final ByteArrayOutputStream err = new ByteArrayOutputStream();

  private int run(String... args) {
    out.reset();
    err.reset();
    List<String> all = new ArrayList<>(List.of("study", "compression"));
    all.addAll(List.of(args));
    all.addAll(List.of("--workspace", folder.resolve("ws").toString()));
    return Launch.run(
        Commands.all(),
        all.toArray(String[]::new),
        new PrintStream(out, true, StandardCharsets.UTF_8),
        new PrintStream(err, true, StandardCharsets.UTF_8));
  }

  private String errors() {
    return err.toString(StandardCharsets.UTF_8);
  }

  private String set() {
    Path root = folder.resolve("set");
    for (String word : List.of("yes", "no", "tree")) {
      for (int speaker = 0; speaker < 40; speaker++) {
        short[] clip = new short[16_000];
        for (int i = 0; i < clip.length; i++) {
          clip[i] = (short) (5000 * Math.sin(0.01 * (i % 4000) * (word.length() + 0.01 * speaker)));
        }
        WavWriter.write(
            root.resolve(word).resolve("s%02d_nohash_0.wav".formatted(speaker)), clip, 16_000);
      }
    }
    return root.toString();
  }

  @Test
  void everyPointIsASavedModelAndNoneIsMadeTwice() throws IOException {
    String[] command = {
      "--data",
      set(),
      "--networks",
      "1",
      "--epochs",
      "1",
      "--methods",
      "ptq-mse-8,minifloat-e4m3,weights-global-untuned-80,channels-l2-untuned-50",
      "--out",
      folder.resolve("out").toString(),
      "--json"
    };
    assertThat(run(command)).as(errors()).isEqualTo(Launch.OK);
    assertThat(errors()).contains("Ran 5 of 5 tasks");
    JsonNode json = JsonMapper.shared().readTree(out.toString(StandardCharsets.UTF_8));
    assertThat(json.get("points").size()).isEqualTo(5);
    Path place = folder.resolve("out").resolve("tinyconv");
    for (JsonNode point : json.get("points")) {
      assertThat(place.resolve(point.get("model").get(0).asString())).isNotEmptyFile();
      assertThat(point.get("accuracy").asDouble()).isBetween(0.0, 1.0);
    }
    JsonNode trained = json.get("points").get(0);
    assertThat(trained.get("bytes").asLong()).isEqualTo(4 * 16_652);
    assertThat(trained.get("macs").asLong()).isEqualTo(336_000);
    JsonNode integers = json.get("points").get(1);
    assertThat(integers.get("method").asString()).isEqualTo("ptq-mse");
    // 16,640 weights of a byte; a scale and a bias for 12 channels; three grids.
    assertThat(integers.get("bytes").asLong()).isEqualTo(16_640 + 96 + 15);
    JsonNode pruned = json.get("points").get(3);
    assertThat(pruned.get("parameters").asLong()).isLessThanOrEqualTo(3_328 + 12);
    assertThat(json.get("points").get(4).get("macs").asLong()).isEqualTo(168_000);
    assertThat(place.resolve("compression.html")).isNotEmptyFile();
    byte[] model = Files.readAllBytes(place.resolve(integers.get("model").get(0).asString()));

    assertThat(run(command)).isEqualTo(Launch.OK);
    assertThat(errors()).contains("Ran 0 of 5 tasks");
    assertThat(JsonMapper.shared().readTree(out.toString(StandardCharsets.UTF_8)).get("points"))
        .isEqualTo(json.get("points"));

    Path figures = place.resolve("speakers-1-1").resolve("ptq-mse-8.json");
    Files.delete(figures);
    assertThat(run(command)).isEqualTo(Launch.OK);
    assertThat(errors()).contains("Ran 1 of 5 tasks");
    assertThat(place.resolve(integers.get("model").get(0).asString())).hasBinaryContent(model);

    Files.writeString(figures, "{");
    assertThat(run(command)).isEqualTo(Launch.USAGE);
    assertThat(errors())
        .contains("cannot read the figures '" + figures + "'")
        .contains("delete the file to have them anew");
  }

  @Test
  void saysWhatIsWrong() {
    assertThat(run("--networks", "10")).isEqualTo(Launch.USAGE);
    assertThat(errors())
        .contains(
            "--networks is 10, allowed is 1 to 9; give how many trained networks to start from");
    assertThat(run("--methods", "zebra")).isEqualTo(Launch.USAGE);
    assertThat(errors()).contains("no method of the study begins with 'zebra'; they are float,");
  }

  private static CompressionRun made(String name, String split, int correct) {
    return new CompressionRun(
        "", name, name, 8, 8, split, 1, 100, correct, 10, 20, 30, name + split, 40);
  }

  /** Losses 1, 2 and 6 points: mean 3, s = sqrt(7), half = 4.303 sqrt(7 / 3). */
  @Test
  void lossesArePairedByTrainedNetwork() {
    List<CompressionPoint> points =
        CompressionPoint.of(
            List.of(
                made("float", "a", 90),
                made("q", "a", 89),
                made("float", "b", 70),
                made("q", "b", 68),
                made("float", "c", 50),
                made("q", "c", 44)));
    CompressionPoint q = points.get(1);
    assertThat(q.lossPoints()).isCloseTo(3, within(1e-9));
    Interval interval = q.lossInterval().orElseThrow();
    assertThat(interval.high()).isCloseTo(3 + 4.303 * Math.sqrt(7.0 / 3), within(1e-9));
    assertThat(CompressionPoint.interval(new double[] {1})).isEmpty();
    assertThat(CompressionPoint.front(points, CompressionPoint::bytes))
        .extracting(CompressionPoint::name)
        .containsExactly("float");
  }
}
