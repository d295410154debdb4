package dev.ridgeline.app.data;

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
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

final class DataCommandTest {
  @TempDir Path folder;

  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private final ByteArrayOutputStream err = new ByteArrayOutputStream();

  private int run(String... args) {
    out.reset();
    err.reset();
    List<String> all = new ArrayList<>(List.of("data"));
    all.addAll(List.of(args));
    all.addAll(List.of("--workspace", folder.resolve("ws").toString()));
    return Launch.run(
        Commands.all(),
        all.toArray(String[]::new),
        new PrintStream(out, true, StandardCharsets.UTF_8),
        new PrintStream(err, true, StandardCharsets.UTF_8));
  }

  private String out() {
    return out.toString(StandardCharsets.UTF_8);
  }

  private String err() {
    return err.toString(StandardCharsets.UTF_8);
  }

  private Path set() {
    Path root = folder.resolve("set");
    for (String word : List.of("yes", "no", "tree")) {
      for (int speaker = 0; speaker < 30; speaker++) {
        WavWriter.write(
            root.resolve(word).resolve("s%02d_nohash_0.wav".formatted(speaker)),
            new short[16_000],
            16_000);
      }
    }
    return root;
  }

  @Test
  void countsClassesClipsAndSpeakers() throws IOException {
    Path root = set();
    Path mine = folder.resolve("mine");
    WavWriter.write(mine.resolve("me_nohash_0.wav"), new short[16_000], 16_000);
    assertThat(
            run(
                "speech-commands",
                "--root",
                root.toString(),
                "--words",
                "yes-no",
                "--add",
                "computer=" + mine,
                "--json"))
        .isZero();
    JsonNode json = JsonMapper.builder().build().readTree(out());
    assertThat(json.get("labels").toString())
        .isEqualTo("[\"_silence_\",\"_unknown_\",\"yes\",\"no\",\"computer\"]");
    assertThat(json.get("clips").asInt()).isEqualTo(91);
    assertThat(json.get("speakers").asInt()).isEqualTo(31);
    assertThat(json.get("partitions").get(0).get("partition").asString()).isEqualTo("training");
    assertThat(folder.resolve("ws/results/data.jsonl")).exists();
    assertThat(run("speech-commands", "--root", root.toString(), "--words", "yes-no")).isZero();
    assertThat(out()).contains("holds     90 clips of 30 speakers, 3 words, 0 recordings of noise");
  }

  @Test
  void saysWhatIsWrong() {
    Path root = set();
    assertThat(run("libri")).isEqualTo(Launch.USAGE);
    assertThat(err()).isEqualTo("ridgeline: no data set 'libri'; there is speech-commands\n");
    assertThat(run("speech-commands", "--download", "--synthetic")).isEqualTo(Launch.USAGE);
    assertThat(err()).isEqualTo("ridgeline: --download and --synthetic given; choose one\n");
    assertThat(run("speech-commands", "--root", root.toString(), "--words", "yes", "--add", "x"))
        .isEqualTo(Launch.USAGE);
    assertThat(err())
        .isEqualTo(
            "ridgeline: 'x' is no word of your own; give --add WORD=DIR, DIR being a folder of WAV files\n");
  }

  @Test
  void findsTheFolderByWhatIsGivenFirst() throws IOException {
    Path shared = Files.createDirectories(folder.resolve("shared/speech-commands"));
    Map<String, String> environment = Map.of("RIDGELINE_DATA", shared.getParent() + "");
    assertThat(KeywordData.root(Optional.of(folder), environment, folder)).isEqualTo(folder);
    assertThat(KeywordData.root(Optional.empty(), environment, folder)).isEqualTo(shared);
    assertThat(KeywordData.root(Optional.empty(), Map.of(), folder))
        .isEqualTo(folder.resolve("data/speech-commands"));
  }
}
