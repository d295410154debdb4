package dev.ridgeline.app.bench;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ridgeline.app.cli.Command;
import dev.ridgeline.app.cli.Launch;
import dev.ridgeline.app.cli.Study;
import dev.ridgeline.app.model.ModelSources;
import dev.ridgeline.core.graph.Graph;
import dev.ridgeline.core.graph.GraphBuilder;
import dev.ridgeline.core.op.Unary;
import dev.ridgeline.core.zoo.Zoo;
import dev.ridgeline.measure.workspace.Workspace;
import dev.ridgeline.peers.onnxruntime.OnnxRuntimeModel;
import dev.ridgeline.peers.onnxruntime.OnnxRuntimeOptions;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

final class BenchCommandTest {
  private static final Path NODES = Path.of("/usr/share/libonnx-testdata/data/node");

  @TempDir Path folder;

  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private final ByteArrayOutputStream err = new ByteArrayOutputStream();

  /** Reads the inputs of a model file, which is all that a measurement has to know. */
  private static Graph inputsOf(Path file) {
    try (OnnxRuntimeModel model = OnnxRuntimeModel.open(file, OnnxRuntimeOptions.threads(1))) {
      GraphBuilder builder = new GraphBuilder("inputs");
      model.inputs().forEach(builder::input);
      String first = model.inputs().keySet().iterator().next();
      builder.output(builder.add("y", Unary.Function.RELU, first));
      return builder.build();
    }
  }

  /** Sources whose written files are not there. */
  private static ModelSources withoutFiles() {
    return new ModelSources(
        Zoo.models(), Zoo::build, BenchCommandTest::inputsOf, (graph, path) -> {});
  }

  private int run(String... args) {
    return run(withoutFiles(), args);
  }

  private int run(ModelSources sources, String... args) {
    List<Command> commands =
        List.of(
            new Command(
                "bench",
                Study.ROOFLINES,
                "s",
                "./ridgeline bench",
                () -> new BenchCommand(sources)));
    String[] all =
        Stream.concat(
                Stream.of("bench"),
                Stream.concat(
                    Stream.of(args),
                    Stream.of("--workspace", folder.resolve("workspace").toString())))
            .toArray(String[]::new);
    return Launch.run(
        commands,
        all,
        new PrintStream(out, true, StandardCharsets.UTF_8),
        new PrintStream(err, true, StandardCharsets.UTF_8));
  }

  private static String relu() {
    Path file = NODES.resolve("test_relu").resolve("model.onnx");
    if (!Files.exists(file)) {
      assertThat(System.getenv("RIDGELINE_REQUIRE_ALL"))
          .as("'%s' is missing", file)
          .isNotEqualTo("1");
      Assumptions.abort("'" + file + "' is missing: install libonnx-testdata");
    }
    return file.toString();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          zebra | no model and no file is named 'zebra'; `ridgeline models` lists the names, or give the path of an ONNX file
          none.onnx | model file 'none.onnx' does not exist; name an ONNX file that can be read
          mnist_mlp --engine onnx | no engine 'onnx'; did you mean onnxruntime? the engines are onnxruntime, ridgeline, ridgeline-c, interpreter
          mnist_mlp --batch 0 | --batch is '0'; give whole numbers from 1 to 16777216, at most 64 of them, such as --batch 1,8
          mnist_mlp --batch 1;8 | --batch is '1;8'; give whole numbers from 1 to 16777216, at most 64 of them, such as --batch 1,8
          mnist_mlp --threads 0 | --threads is 0; give a whole number from 1 to 1024
          mnist_mlp --threads 5000 | --threads is 5000; give a whole number from 1 to 1024
          mnist_mlp --budget 0 | --budget is 0.0; give seconds above 0, at most 1000000
          mnist_mlp --budget -5 | --budget is -5.0; give seconds above 0, at most 1000000
          mnist_mlp --hang-after 0 | --hang-after is 0.0; give seconds above 0, at most 1000000
          mnist_mlp --sequence 64 | --sequence is given but none of the models [mnist_mlp] takes sequences; leave it out
          mnist_mlp --sequence 0 | --sequence is 0; give a length from 1
          mnist_mlp --memory-limit lots | --memory-limit is 'lots'; give a size with its unit, such as 512m or 4g
          mnist_mlp --dim W | --dim is 'W'; give the name of a dimension and its size, such as --dim W=320
          mnist_mlp mnist_mlp | models [mnist_mlp] are given twice; name each once, and files differently
          mnist_mlp --memory-limit 1m | cannot measure mnist_mlp batch 1: it needs about 36 MiB of memory and 1 MiB are available; take a smaller batch, or allow more with --memory-limit
          mnist_mlp --budget 0.01 | cannot measure mnist_mlp batch 1: it needs about 0.1 s and 0.0 s of the budget were left; raise --budget
          """)
  void refusesInOneLine(String args, String message) {
    assertThat(run(args.split(" "))).isEqualTo(Launch.USAGE);
    assertThat(err.toString(StandardCharsets.UTF_8)).isEqualTo("ridgeline: " + message + "\n");
    assertThat(out.size()).isZero();
  }

  @Test
  void refusesABatchBeyondMemoryWithTheEstimate() {
    assertThat(run("resnet18", "--batch", "1000000")).isEqualTo(Launch.USAGE);
    assertThat(err.toString(StandardCharsets.UTF_8))
        .matches(
            "ridgeline: cannot measure resnet18 batch 1000000: it needs about \\d{7,} MiB of memory and \\d+ MiB are available; take a smaller batch, or allow more with --memory-limit\n");
  }

  @Test
  void refusesAnotherBatchThanAFixedOne() {
    assertThat(run(relu(), "--batch", "8")).isEqualTo(Launch.USAGE);
    assertThat(err.toString(StandardCharsets.UTF_8))
        .contains("model 'model' has a fixed batch of 3 but batch 8 was given; give --batch 3");
  }

  @Test
  void measuresAFileOnOnnxRuntime() throws IOException {
    String file = relu();
    assertThat(run(file, "--threads", "1", "--budget", "5", "--json", "--out", folder.toString()))
        .as(err.toString(StandardCharsets.UTF_8))
        .isEqualTo(Launch.OK);
    JsonNode json = JsonMapper.shared().readTree(out.toString(StandardCharsets.UTF_8));
    JsonNode result = json.path("results").path(0);
    assertThat(result.path("model").asString()).isEqualTo("model");
    assertThat(result.path("batch").asInt()).isEqualTo(3);
    assertThat(result.path("engine").asString()).isEqualTo("onnxruntime");
    assertThat(result.path("engineVersion").asString()).isEqualTo("onnxruntime 1.28.0");
    assertThat(result.path("threads").asInt()).isOne();
    assertThat(result.path("failed").asBoolean()).isFalse();
    double median = result.path("medianMillis").asDouble();
    assertThat(median).isBetween(1e-4, 50.0);
    assertThat(result.path("p90Millis").asDouble()).isGreaterThanOrEqualTo(median);
    assertThat(result.path("p99Millis").asDouble())
        .isGreaterThanOrEqualTo(result.path("p90Millis").asDouble());
    assertThat(result.path("itemsPerSecond").asDouble()).isCloseTo(3e3 / median, within(1e-6));
    assertThat(result.path("firstMillis").asDouble()).isPositive();
    assertThat(result.path("loadMillis").asDouble()).isPositive();
    assertThat(result.path("rounds").asInt()).isGreaterThanOrEqualTo(2);
    assertThat(json.path("leftOut").isArray()).isTrue();
    assertThat(json.path("budgetSeconds").asInt()).isEqualTo(5);
    assertThat(json.path("elapsedSeconds").asDouble()).isLessThan(8);
    assertThat(JsonMapper.shared().readTree(Files.readString(folder.resolve("bench.json"))))
        .isEqualTo(json);
    List<JsonNode> lines = Workspace.at(folder.resolve("workspace")).read("bench").lines();
    assertThat(lines).hasSize(1);
    assertThat(lines.getFirst().path("schema").asString()).isEqualTo("ridgeline.bench/2");
    assertThat(lines.getFirst().path("result").path("medianMillis").asDouble()).isEqualTo(median);
  }

  @Test
  void statesTheRatioOfTwoEnginesAndKeepsTheKernelsOfOurs() {
    assertThat(
            run(
                ModelSources.standard(),
                "mnist_mlp",
                "--engine",
                "ridgeline,onnxruntime",
                "--json"))
        .as(err.toString(StandardCharsets.UTF_8))
        .isEqualTo(Launch.OK);
    JsonNode json = JsonMapper.shared().readTree(out.toString(StandardCharsets.UTF_8));
    JsonNode ours = json.path("results").path(0);
    JsonNode theirs = json.path("results").path(1);
    double ratio = ours.path("medianMillis").asDouble() / theirs.path("medianMillis").asDouble();
    assertThat(ours.path("ratio").asDouble()).isCloseTo(ratio, within(1e-9));
    assertThat(theirs.has("ratio")).isFalse();
    assertThat(json.path("ratios").path(0).path("geometricMean").asDouble())
        .isCloseTo(ratio, within(1e-9));
    assertThat(folder.resolve("workspace").resolve("kernels")).isNotEmptyDirectory();
  }

  @Test
  void measuresModelsOfTheZooAtSeveralBatches() {
    assertThat(
            run(
                ModelSources.standard(),
                "mnist_mlp",
                "minilm_l6_h384",
                "--sequence",
                "8",
                "--batch",
                "1,4",
                "--budget",
                "30",
                "--json"))
        .as(err.toString(StandardCharsets.UTF_8))
        .isEqualTo(Launch.OK);
    JsonNode results =
        JsonMapper.shared().readTree(out.toString(StandardCharsets.UTF_8)).path("results");
    assertThat(results.size()).isEqualTo(4);
    for (JsonNode result : results) {
      assertThat(result.path("failed").asBoolean()).as(result.toString()).isFalse();
    }
    assertThat(results.path(1).path("model").asString()).isEqualTo("minilm_l6_h384");
    assertThat(results.path(1).path("sequence").asInt()).isEqualTo(8);
    assertThat(results.path(3).path("batch").asInt()).isEqualTo(4);
  }

  @Test
  void listsWhatFailedAndWhatWasLeftOut() {
    assertThat(run(relu(), "resnet18", "--budget", "6", "--memory-limit", "100m"))
        .as(err.toString(StandardCharsets.UTF_8))
        .isEqualTo(Launch.OK);
    assertThat(out.toString(StandardCharsets.UTF_8))
        .contains("left out: resnet18 batch 1: it needs about ");
    out.reset();
    // Nothing wrote the file of this model, so the engine cannot load it.
    assertThat(run("mnist_mlp", "--budget", "6")).isEqualTo(Launch.FAILURE);
    assertThat(out.toString(StandardCharsets.UTF_8))
        .contains("failed: mnist_mlp batch 1: model file '", "does not exist");
  }

  private static org.assertj.core.data.Offset<Double> within(double offset) {
    return org.assertj.core.data.Offset.offset(offset);
  }
}
