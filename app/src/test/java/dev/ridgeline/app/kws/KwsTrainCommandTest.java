package dev.ridgeline.app.kws;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ridgeline.app.cli.Commands;
import dev.ridgeline.app.cli.Launch;
import dev.ridgeline.audio.wav.WavWriter;
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
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

final class KwsTrainCommandTest {
  private static final int SPEAKERS = 40;

  @TempDir Path folder;

  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private final ByteArrayOutputStream err = new ByteArrayOutputStream();

  private int run(String... args) {
    out.reset();
    err.reset();
    List<String> all = new ArrayList<>(List.of("kws", "train"));
    all.addAll(List.of(args));
    all.addAll(List.of("--workspace", folder.resolve("ws").toString()));
    return Launch.run(
        Commands.all(),
        all.toArray(String[]::new),
        new PrintStream(out, true, StandardCharsets.UTF_8),
        new PrintStream(err, true, StandardCharsets.UTF_8));
  }

  private String set() {
    Path root = folder.resolve("set");
    for (String word : List.of("yes", "no", "tree")) {
      for (int speaker = 0; speaker < SPEAKERS; speaker++) {
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
  void leavesModelCurvesAndPage() throws IOException {
    String data = set();
    Path target = folder.resolve("trained");
    String[] command = {
      "--data", data, "--model", "tinyconv", "--epochs", "2", "--out", target.toString(), "--json"
    };
    assertThat(run(command)).as(err.toString(StandardCharsets.UTF_8)).isEqualTo(Launch.OK);
    JsonNode json = JsonMapper.shared().readTree(out.toString(StandardCharsets.UTF_8));
    assertThat(json.get("labels").size()).isEqualTo(4);
    assertThat(json.get("parameters").asInt()).isEqualTo(16_652);
    assertThat(json.get("curve").size()).isEqualTo(2);
    assertThat(json.get("epochsNow").asInt()).isEqualTo(2);
    assertThat(json.get("testing").get("confusion").size()).isEqualTo(4);
    for (String name :
        List.of(
            "checkpoint.rlckpt", "labels.txt", "model.onnx", "training.html", "training.json")) {
      assertThat(target.resolve(name)).isNotEmptyFile();
    }
    assertThat(Files.readString(target.resolve("labels.txt")))
        .isEqualTo("_silence_\n_unknown_\nyes\nno\n");
    byte[] model = Files.readAllBytes(target.resolve("model.onnx"));

    assertThat(run(command)).isEqualTo(Launch.OK);
    JsonNode again = JsonMapper.shared().readTree(out.toString(StandardCharsets.UTF_8));
    assertThat(again.get("epochsNow").asInt()).isZero();
    assertThat(again.get("testing")).isEqualTo(json.get("testing"));
    assertThat(target.resolve("model.onnx")).hasBinaryContent(model);

    command[5] = "3";
    assertThat(run(command)).isEqualTo(Launch.USAGE);
    assertThat(err.toString(StandardCharsets.UTF_8))
        .contains("is of a run with other settings or data; name another --out");
  }

  @Test
  void aPlaceThatCannotBeWrittenIsFoundBeforeTheWork() throws IOException {
    Path file = Files.writeString(folder.resolve("file"), "");
    assertThat(run("--data", set(), "--out", file.toString())).isEqualTo(Launch.USAGE);
    assertThat(err.toString(StandardCharsets.UTF_8)).contains("is no folder; choose another");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "--model | vgg | no model 'vgg' can be trained; choose one of dscnn-s, dscnn-m, dscnn-l",
        "--split | mine | no split 'mine'; choose one of published, speakers-1",
        "--words | yes,cat | no folder 'cat' in",
        "--optimiser | lion | no optimiser 'lion'; choose adam or sgd",
        "--augment | wild | no augmentation 'wild'; choose standard, published or none",
        "--epochs | 0 | training: epochs is 0, allowed is 1 to 10000",
        "--rate | 0 | training: rate is 0.0, allowed is over 0 to 10",
        "--words | yes,no,tree | class '_unknown_' has no training clip in",
        "--data | nowhere | no folder 'nowhere'",
      })
  void saysWhatIsWrong(String option, String value, String message) {
    List<String> args = new ArrayList<>(List.of(option, value));
    if (!option.equals("--data")) {
      args.addAll(List.of("--data", set()));
    }
    assertThat(run(args.toArray(String[]::new))).isEqualTo(Launch.USAGE);
    assertThat(err.toString(StandardCharsets.UTF_8)).contains(message);
  }
}
