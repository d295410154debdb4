package dev.ridgeline.app.audio;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

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
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

final class AudioCommandTest {
  @TempDir Path folder;

  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private final ByteArrayOutputStream err = new ByteArrayOutputStream();

  private int run(String... args) {
    out.reset();
    err.reset();
    List<String> all = new ArrayList<>(List.of("audio"));
    all.addAll(List.of(args));
    all.addAll(List.of("--workspace", folder.resolve("ws").toString()));
    all.addAll(List.of("--out", folder.toString()));
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

  private Path sine(int rate, int count, double amplitude) {
    short[] samples = new short[count];
    for (int i = 0; i < count; i++) {
      samples[i] =
          (short)
              Math.max(
                  -32768, Math.min(32767, amplitude * Math.sin(2 * Math.PI * 1000 * i / rate)));
    }
    Path file = folder.resolve("sine.wav");
    WavWriter.write(file, samples, rate);
    return file;
  }

  @Test
  void showsARecordingOfAnyRate() throws IOException {
    Path file = sine(44_100, 44_100, 16_384);
    assertThat(run(file.toString())).isZero();
    assertThat(out().lines())
        .contains(
            "stored as   16-bit pcm, 1 channel, 44100 Hz",
            "length      1.000 s, 49 frames of 30 ms every 20 ms at 16 kHz")
        .anyMatch(l -> l.matches("level       -9.0 dB, peak 0.500 of full scale at .*"))
        .anyMatch(l -> l.matches("spectrum    most power about 1000 Hz, -6.0 dB"));
    assertThat(err()).isEqualTo("Wrote " + folder.resolve("audio.html") + "\n");
    assertThat(Files.readString(folder.resolve("audio.html")))
        .contains("Waveform", "Spectrum", "Spectrogram", "Mel spectrogram", "MFCC")
        .contains("Micro front end", "Most power lies about 1000 Hz, at -6.0 dB of a full sine.");
    assertThat(Files.readString(folder.resolve("ws/results/audio.jsonl")))
        .contains("ridgeline.audio/1", "\"frames\":49")
        .hasLineCount(1);
  }

  @Test
  void saysThatARecordingIsClipped() throws IOException {
    assertThat(run(sine(16_000, 8000, 60_000).toString())).isZero();
    assertThat(out()).contains("samples at full scale, probably clipped");
    assertThat(Files.readString(folder.resolve("audio.html"))).contains("probably clipped.");
  }

  @Test
  void printsOneObject() {
    assertThat(run(sine(16_000, 16_000, 8192).toString(), "--json")).isZero();
    JsonNode json = JsonMapper.builder().build().readTree(out());
    assertThat(json.at("/summary/frames").asInt()).isEqualTo(49);
    assertThat(json.at("/summary/analysedRateHz").asInt()).isEqualTo(16_000);
    assertThat(json.at("/spectrum/decibels/64").asDouble()).isCloseTo(-12.04, within(0.01));
    assertThat(json.at("/melCentresHz").size()).isEqualTo(40);
    assertThat(json.at("/mel").size()).isEqualTo(49);
    assertThat(json.at("/mfcc/0").size()).isEqualTo(10);
  }

  /** The values of the published C code for this clip. */
  @Test
  void givesThePublishedFeaturesOfSpeech() {
    Path file = speech();
    assertThat(run(file.toString(), "--json")).isZero();
    JsonNode frame = JsonMapper.builder().build().readTree(out()).at("/microFrontend/0");
    assertThat(frame.valueStream().map(JsonNode::asInt).toList())
        .hasSize(40)
        .startsWith(103, 78, 64, 76, 75, 54, 53, 67, 77, 60, 56, 70, 76, 71, 68, 58);
  }

  @Test
  void mistakesAreOneLine() throws IOException {
    assertThat(run()).isEqualTo(2);
    assertThat(err())
        .isEqualTo(
            "ridgeline: no recording given; name a WAV file, or record one with --record SECONDS\n");
    assertThat(run("none.wav")).isEqualTo(2);
    assertThat(err()).isEqualTo("ridgeline: 'none.wav' does not exist; name a WAV file\n");
    Path file = sine(16_000, 100, 100);
    assertThat(run(file.toString())).isEqualTo(2);
    assertThat(err())
        .isEqualTo(
            "ridgeline: '%s' holds 6.3 ms of audio; at least 30 ms are needed for one frame: give a longer recording\n"
                .formatted(file));
    assertThat(run(file.toString(), "--record", "1")).isEqualTo(2);
    assertThat(err())
        .isEqualTo(
            "ridgeline: '%s' exists and would be lost; name a new file for the recording\n"
                .formatted(file));
    assertThat(run("--record", "1000")).isEqualTo(2);
    assertThat(err()).isEqualTo("ridgeline: cannot record 1000.0 s; give 0.1 to 600 seconds\n");
    assertThat(Files.exists(folder.resolve("audio.html"))).isFalse();
  }

  private static Path speech() {
    String given = System.getenv("RIDGELINE_DATA");
    Path data = given == null ? Path.of("") : Path.of(given);
    for (Path at = Path.of("").toAbsolutePath();
        given == null && at != null && data.toString().isEmpty();
        at = at.getParent()) {
      Path near = at.resolveSibling("shared").resolve("data");
      data = Files.isDirectory(near) ? near : data;
    }
    Path file = data.resolve("models/tflite-micro/no_1000ms.wav");
    if (!Files.exists(file)) {
      assertThat(System.getenv("RIDGELINE_REQUIRE_ALL"))
          .as("'%s' is missing", file)
          .isNotEqualTo("1");
      Assumptions.abort("'" + file + "' is missing: set RIDGELINE_DATA to the shared data");
    }
    return file;
  }
}
