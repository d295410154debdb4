package dev.ridgeline.app.lint;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ridgeline.app.cli.Commands;
import dev.ridgeline.app.cli.Launch;
import dev.ridgeline.measure.check.Finding;
import dev.ridgeline.measure.check.TableChecks;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.net.URISyntaxException;
import java.net.URL;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Tables with one planted fault each, named {@code NAME--KIND.csv}, and clean ones. */
final class LintCommandTest {
  @TempDir Path folder;

  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private final ByteArrayOutputStream err = new ByteArrayOutputStream();

  private int run(String... args) {
    return Launch.run(
        Commands.all(),
        Stream.concat(Stream.of("lint"), Stream.of(args)).toArray(String[]::new),
        new PrintStream(out, true, StandardCharsets.UTF_8),
        new PrintStream(err, true, StandardCharsets.UTF_8));
  }

  private static List<Path> tables(String kind) throws IOException, URISyntaxException {
    URL here = Objects.requireNonNull(LintCommandTest.class.getResource("/lint/" + kind));
    try (Stream<Path> files = Files.list(Path.of(here.toURI()))) {
      List<Path> found = files.sorted().toList();
      assertThat(found).hasSizeGreaterThanOrEqualTo(12);
      return found;
    }
  }

  static List<Path> faulty() throws IOException, URISyntaxException {
    return tables("faulty");
  }

  static List<Path> clean() throws IOException, URISyntaxException {
    return tables("clean");
  }

  private static List<Finding> findings(Path file) {
    KnownModels models = new KnownModels();
    TableFile table = TableFile.read(file);
    assertThat(table.ignored()).isSubsetOf("p90_ms");
    return TableChecks.of(table.table(), models::find);
  }

  @ParameterizedTest
  @MethodSource("faulty")
  void findsThePlantedFaultAndNothingElse(Path file) {
    String planted = String.valueOf(file.getFileName()).replaceAll(".*--|\\.csv", "");
    assertThat(findings(file))
        .isNotEmpty()
        .allSatisfy(f -> assertThat(f.kind().name()).as(f.text()).isEqualTo(planted));
  }

  @ParameterizedTest
  @MethodSource("clean")
  void findsNothingInACleanTable(Path file) {
    assertThat(findings(file)).isEmpty();
  }

  @Test
  void everyKindOfFindingIsPlanted() throws IOException, URISyntaxException {
    List<String> planted =
        faulty().stream()
            .map(f -> String.valueOf(f.getFileName()).replaceAll(".*--|\\.csv", ""))
            .distinct()
            .toList();
    assertThat(planted)
        .containsExactlyInAnyOrderElementsOf(
            Stream.of(Finding.Kind.values()).map(Finding.Kind::name).toList());
  }

  @Test
  void explainsWithRowFiguresAndAdvice() throws IOException, URISyntaxException {
    String file =
        tables("faulty").stream()
            .map(Path::toString)
            .filter(f -> f.contains("macs-called"))
            .findFirst()
            .orElseThrow();
    assertThat(run(file)).as(err.toString(StandardCharsets.UTF_8)).isEqualTo(Launch.OK);
    assertThat(out.toString(StandardCharsets.UTF_8))
        .isEqualTo(
            """
            line 3: MACs and FLOPs confused: resnet50 at batch 1 on laptop is given FLOPs of 4.09 G an item, half of the 8.18 GFLOP that it takes: these are multiply-accumulates; call the column MACs, or count each as two operations
            2 rows checked, 1 finding
            """);
  }

  @Test
  void printsJsonAndWritesAPage() throws IOException, URISyntaxException {
    String file = faulty().getFirst().toString();
    assertThat(run(file, "--json", "--out", folder.toString()))
        .as(err.toString(StandardCharsets.UTF_8))
        .isEqualTo(Launch.OK);
    JsonNode json = JsonMapper.shared().readTree(out.toString(StandardCharsets.UTF_8));
    assertThat(json.path("schema").asString()).isEqualTo("ridgeline.lint/1");
    assertThat(json.path("findings").path(0).path("kind").asString())
        .isEqualTo("BATCH_NOT_MULTIPLIED");
    assertThat(json.path("findings").path(0).path("lines").path(0).asInt()).isEqualTo(2);
    assertThat(Files.readString(folder.resolve("lint.html"))).contains("batch not multiplied");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '\0',
      textBlock =
          """
          a,b\\n1,2 | table '%s' has the columns [a, b] and none of them is a model; give columns such as model, batch, flops, parameters, seconds, device, peak, bandwidth
          model,batch\\nx,2 | table '%s' has the columns [model, batch] and none of them is a time, a rate or a count; give columns such as model, batch, flops, parameters, seconds, device, peak, bandwidth
          model,seconds | table '%s' has no rows; give columns such as model, batch, flops, parameters, seconds, device, peak, bandwidth, and a measurement a line
          model,seconds\\nx,fast | line 2 of table '%s' has 'fast' under 'seconds', which is no number; give a number, or leave it empty
          model,seconds\\n,1 | line 2 of table '%s' names no model; give each row one
          model,batch,seconds\\nx,1 | line 2 of table '%s' has 2 fields for 3 columns; give every row a field for each column
          model,seconds\\n"x,1 | line 2 of table '%s' has a quote that is not closed; end the field with "
          """)
  void refusesInOneLine(String text, String message) throws IOException {
    Path file = folder.resolve("t.csv");
    Files.writeString(file, text.replace("\\n", "\n"));
    assertThat(run(file.toString())).isEqualTo(Launch.USAGE);
    assertThat(err.toString(StandardCharsets.UTF_8))
        .isEqualTo("ridgeline: " + message.formatted(file) + "\n");
  }

  @Test
  void refusesWhatIsNoTable() throws IOException {
    Path missing = folder.resolve("none.csv");
    assertThat(run(missing.toString())).isEqualTo(Launch.USAGE);
    assertThat(run(folder.toString())).isEqualTo(Launch.USAGE);
    Path binary = folder.resolve("binary.csv");
    Files.write(binary, new byte[] {(byte) 0xc3, 0x28, (byte) 0xff});
    assertThat(run(binary.toString())).isEqualTo(Launch.USAGE);
    assertThat(err.toString(StandardCharsets.UTF_8))
        .isEqualTo(
            """
            ridgeline: table '%s' does not exist; name a CSV file
            ridgeline: table '%s' is a folder; name a CSV file
            ridgeline: table '%s' is no text in UTF-8; save it as CSV in UTF-8
            """
                .formatted(missing, folder, binary));
  }

  @ParameterizedTest
  @CsvSource({
    "Latency (ms), SECONDS, 1e-3",
    "medianMillis, SECONDS, 1e-3",
    "ms, SECONDS, 1e-3",
    "GFLOPs, WORK, 1e9",
    "FLOPs [M], WORK, 1e6",
    "gmacs_per_image, WORK, 1e9",
    "FLOPs per item, WORK, 1",
    "params_M, PARAMETERS, 1e6",
    "Peak (TFLOP/s), PEAK, 1e12",
    "peak gflops, PEAK, 1e9",
    "Bandwidth [GB/s], BANDWIDTH, 1e9",
    "GB/s, BANDWIDTH, 1e9",
    "DRAM bytes (MB), BYTES, 1e6",
    "achieved GFLOP/s, RATE, 1e9",
    "GFLOP/s, RATE, 1e9",
    "images/s, THROUGHPUT, 1",
    "batch_size, BATCH, 1",
    "batchSize, BATCH, 1",
  })
  void readsHeadings(String text, String role, double scale) {
    Heading heading = Heading.of(text).orElseThrow();
    assertThat(heading.role().name()).isEqualTo(role);
    assertThat(heading.scale()).isEqualTo(scale);
  }
}
