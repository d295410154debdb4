package dev.ridgeline.app.kws;

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
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

final class KwsEvaluateCommandTest {
  @TempDir Path folder;

  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private final ByteArrayOutputStream err = new ByteArrayOutputStream();

  private int run(String... args) {
    List<String> all = new ArrayList<>(List.of("kws"));
    all.addAll(List.of(args));
    return Launch.run(
        Commands.all(),
        all.toArray(String[]::new),
        new PrintStream(out, true, StandardCharsets.UTF_8),
        new PrintStream(err, true, StandardCharsets.UTF_8));
  }

  private String error() {
    return err.toString(StandardCharsets.UTF_8).strip();
  }

  private static Path shared(String path) {
    String given = System.getenv("RIDGELINE_DATA");
    if (given != null && Files.exists(Path.of(given).resolve(path))) {
      return Path.of(given).resolve(path);
    }
    for (Path at = Path.of("").toAbsolutePath(); at != null; at = at.getParent()) {
      Path candidate = at.resolve("shared/data").resolve(path);
      if (Files.exists(candidate)) {
        return candidate;
      }
    }
    String reason = "the shared data '" + path + "' is missing: set RIDGELINE_DATA";
    if ("1".equals(System.getenv("RIDGELINE_REQUIRE_ALL"))) {
      throw new AssertionError(reason);
    }
    Assumptions.abort(reason);
    return Path.of("missing");
  }

  private static String model() {
    return shared("models/mlperf-tiny/kws_ref_model.tflite").toString();
  }

  @ParameterizedTest
  @ValueSource(strings = {"tflm", "tflite-desktop"})
  void referenceModelIsRightAsPublished(String rounding) {
    String features = shared("kws-features-mlperf").toString();
    int status =
        run(
            "evaluate",
            "--model",
            model(),
            "--features",
            features,
            "--rounding",
            rounding,
            "--json");
    assertThat(status).isEqualTo(Launch.OK);
    JsonNode json = JsonMapper.shared().readTree(out.toString(StandardCharsets.UTF_8));
    assertThat(json.get("total").asInt()).isEqualTo(832);
    assertThat(json.get("correct").asInt()).isEqualTo(753);
    assertThat(json.get("rounding").asString()).isEqualTo(rounding);
  }

  @Test
  void unknownRoundingIsRefused() {
    int status = run("evaluate", "--model", "m.tflite", "--features", "x", "--rounding", "away");
    assertThat(status).isEqualTo(Launch.USAGE);
    assertThat(error())
        .isEqualTo(
            "ridgeline: there is no rounding 'away'; give one of tflm, tflite-desktop, onnx");
  }

  @Test
  void missingLabelsAreNamed() {
    assertThat(run("evaluate", "--model", "m.tflite", "--features", folder.toString()))
        .isEqualTo(Launch.USAGE);
    assertThat(error()).endsWith("give a folder with labels.csv and feature files");
  }

  @Test
  void labelsThatAreNoListAreRefused() throws IOException {
    Files.writeString(folder.resolve("labels.csv"), "file,label\n../../x,1\n");
    assertThat(run("evaluate", "--model", "m.tflite", "--features", folder.toString()))
        .isEqualTo(Launch.USAGE);
    assertThat(error()).contains("line 2 of").endsWith("write FILE,INDEX");
  }

  @Test
  void emptyLabelsAreRefused() throws IOException {
    Files.writeString(folder.resolve("labels.csv"), "file,label\n");
    assertThat(run("evaluate", "--model", "m.tflite", "--features", folder.toString()))
        .isEqualTo(Launch.USAGE);
    assertThat(error()).endsWith("lists no files; write FILE,INDEX lines below a heading");
  }

  @Test
  void featuresOfAnotherLengthAreRefused() throws IOException {
    Files.writeString(folder.resolve("labels.csv"), "file,label\na.bin,1\n");
    Files.write(folder.resolve("a.bin"), new byte[3]);
    assertThat(run("evaluate", "--model", model(), "--features", folder.toString()))
        .isEqualTo(Launch.USAGE);
    assertThat(error()).contains("has 3 bytes but the model takes 490");
  }

  @Test
  void classesThatTheModelLacksAreRefused() throws IOException {
    Files.writeString(folder.resolve("labels.csv"), "file,label\na.bin,12\n");
    Files.write(folder.resolve("a.bin"), new byte[490]);
    assertThat(run("evaluate", "--model", model(), "--features", folder.toString()))
        .isEqualTo(Launch.USAGE);
    assertThat(error()).contains("has class 12 but").contains("knows 12");
  }

  @Test
  void aDamagedModelIsOneLine() throws IOException {
    Files.writeString(folder.resolve("labels.csv"), "file,label\na.bin,1\n");
    Path broken = folder.resolve("broken.tflite");
    Files.write(broken, java.util.Arrays.copyOf(Files.readAllBytes(Path.of(model())), 9000));
    assertThat(run("evaluate", "--model", broken.toString(), "--features", folder.toString()))
        .isEqualTo(Launch.USAGE);
    assertThat(error()).contains("is not a sound TFLite model").hasLineCount(1);
  }

  @Test
  void theGroupAloneSaysWhatItTakes() {
    assertThat(run()).isEqualTo(Launch.USAGE);
    assertThat(error()).contains("give evaluate");
  }
}
