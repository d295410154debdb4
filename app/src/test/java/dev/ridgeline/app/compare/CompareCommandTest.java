package dev.ridgeline.app.compare;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ridgeline.app.cli.Commands;
import dev.ridgeline.app.cli.Launch;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

final class CompareCommandTest {
  private static final int CASES = 100;

  @TempDir Path folder;

  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private final ByteArrayOutputStream err = new ByteArrayOutputStream();

  private int run(Object... args) {
    return Launch.run(
        Commands.all(),
        Stream.concat(Stream.of("compare"), Stream.of(args).map(String::valueOf))
            .toArray(String[]::new),
        new PrintStream(out, true, StandardCharsets.UTF_8),
        new PrintStream(err, true, StandardCharsets.UTF_8));
  }

  /** Skewed samples of 3 rounds as a session writes them, 2 % of noise. */
  private Path results(String name, long seed, String engine, double slower, boolean samples)
      throws IOException {
    Random random = new Random(seed);
    StringBuilder text = new StringBuilder();
    for (int c = 0; c < CASES; c++) {
      double centre = (1 + c) * slower;
      StringBuilder rounds = new StringBuilder("[");
      for (int r = 0; r < 3; r++) {
        rounds.append(r == 0 ? "[" : ",[");
        for (int i = 0; i < 25; i++) {
          double noise = Math.exp(0.02 * Math.abs(random.nextGaussian()));
          rounds.append(String.format(Locale.ROOT, i == 0 ? "%.5f" : ",%.5f", centre * noise));
        }
        rounds.append("]");
      }
      text.append(
          String.format(
              Locale.ROOT,
              "{\"schema\":\"ridgeline.bench/%d\",\"result\":{\"model\":\"m%d\",\"batch\":1,\"engine\":\"%s\",\"threads\":2,\"medianMillis\":%f,\"medianUncertainty\":0.005%s}}\n",
              samples ? 2 : 1,
              c,
              engine,
              centre * 1.0136,
              samples ? ",\"sampleMillis\":" + rounds + "]" : ""));
    }
    text.append("{\"cut off");
    return Files.writeString(folder.resolve(name), text);
  }

  private JsonNode compared(Object... args) {
    assertThat(run(args)).as(err.toString(StandardCharsets.UTF_8)).isEqualTo(Launch.OK);
    return JsonMapper.shared().readTree(out.toString(StandardCharsets.UTF_8));
  }

  private static long count(JsonNode json, String verdict) {
    return json.path("rows")
        .valueStream()
        .filter(r -> r.path("verdict").asString().equals(verdict))
        .count();
  }

  @Test
  void findsNoDifferenceWhereThereIsNone() throws IOException {
    Path a = results("a.jsonl", 1, "onnxruntime", 1, true);
    Path b = results("b.jsonl", 2, "onnxruntime", 1, true);
    JsonNode json = compared(a, b, "--floor", "0", "--json");
    assertThat(json.path("rows").size()).isEqualTo(CASES);
    assertThat(count(json, "SAME")).isGreaterThanOrEqualTo(95);
    assertThat(json.path("rowConfidence").asDouble()).isBetween(0.99949, 0.99951);
  }

  @Test
  void findsTenPerCent() throws IOException {
    Path a = results("a.jsonl", 1, "onnxruntime", 1, true);
    Path b = results("b.jsonl", 2, "onnxruntime", 1.1, true);
    assertThat(count(compared(a, b, "--json"), "SLOWER")).isGreaterThanOrEqualTo(95);
    out.reset();
    assertThat(count(compared(b, a, "--json"), "FASTER")).isGreaterThanOrEqualTo(95);
  }

  @Test
  void takesOlderResultsWithoutSamplesAndOtherEngines() throws IOException {
    Path a = results("a.jsonl", 1, "onnxruntime", 1, false);
    Path b = results("b.jsonl", 2, "ridgeline", 1.1, true);
    assertThat(run(a, b, "--engine", "onnxruntime,ridgeline")).isEqualTo(Launch.OK);
    assertThat(out.toString(StandardCharsets.UTF_8))
        .contains("onnxruntime -> ridgeline", "100 of 100 rows slower, 0 faster");
  }

  @Test
  void refusesInOneLine() throws IOException {
    Path a = results("a.jsonl", 1, "onnxruntime", 1, true);
    Path empty = Files.writeString(folder.resolve("empty.jsonl"), "{}\n");
    Path other =
        Files.writeString(
            folder.resolve("other.jsonl"),
            "{\"result\":{\"model\":\"x\",\"batch\":1,\"medianMillis\":1}}\n");
    Path none = folder.resolve("none.jsonl");
    assertThat(run(a, none)).isEqualTo(Launch.USAGE);
    assertThat(run(folder, a)).isEqualTo(Launch.USAGE);
    assertThat(run(a, empty)).isEqualTo(Launch.USAGE);
    assertThat(run(a, other)).isEqualTo(Launch.USAGE);
    assertThat(run(a, a, "--engine", "zebra")).isEqualTo(Launch.USAGE);
    assertThat(run(a, a, "--engine", "a,b,c")).isEqualTo(Launch.USAGE);
    assertThat(run(a, a, "--confidence", "2")).isEqualTo(Launch.USAGE);
    assertThat(run(a, a, "--floor", "-1")).isEqualTo(Launch.USAGE);
    String advice = "name results/bench.jsonl of a workspace or what bench --json printed";
    assertThat(err.toString(StandardCharsets.UTF_8))
        .isEqualTo(
            """
            ridgeline: results '%s' do not exist; %s
            ridgeline: results '%s' are a folder; %s
            ridgeline: results '%s' hold no measured case; %s
            ridgeline: the two results have no case in common; measure the same models, batches and threads, and choose engines with --engine A,B where both hold several
            ridgeline: results '%s' hold nothing of engine 'zebra'; they have [onnxruntime]
            ridgeline: --engine names [a, b, c]; give one engine, or one for each file
            ridgeline: --confidence is 2.0; give 0.5 to below 1
            ridgeline: --floor is -1.0; give 0 to 1
            """
                .formatted(none, advice, folder, advice, empty, advice, a));
  }
}
