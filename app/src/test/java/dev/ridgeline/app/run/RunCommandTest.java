package dev.ridgeline.app.run;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ridgeline.app.cli.Commands;
import dev.ridgeline.app.cli.Launch;
import dev.ridgeline.core.tensor.DType;
import dev.ridgeline.core.tensor.Shape;
import dev.ridgeline.core.tensor.Tensor;
import dev.ridgeline.core.tensor.TensorType;
import dev.ridgeline.formats.npy.NpyFile;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class RunCommandTest {
  private static final Path NODES = Path.of("/usr/share/libonnx-testdata/data/node");

  @TempDir private Path folder;

  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private final ByteArrayOutputStream err = new ByteArrayOutputStream();

  @BeforeEach
  void save() {
    NpyFile.write(Tensor.random(TensorType.f32(2, 784), 1), folder.resolve("x.npy"));
    NpyFile.write(
        Tensor.random(new TensorType(DType.F64, Shape.of(2L, 784L)), 1), folder.resolve("y.npy"));
    NpyFile.write(Tensor.random(TensorType.f32(2, 10), 1), folder.resolve("z.npy"));
  }

  private int run(String args) {
    return Launch.run(
        Commands.all(),
        ("run " + args.replace("@", folder + "/")).split(" "),
        new PrintStream(out, true, StandardCharsets.UTF_8),
        new PrintStream(err, true, StandardCharsets.UTF_8));
  }

  @Test
  void bothEnginesGiveTheSame() {
    assertThat(run("mnist_mlp --input @x.npy --compare onnxruntime --threads 1 --json --out @out"))
        .as(err.toString(StandardCharsets.UTF_8))
        .isEqualTo(Launch.OK);
    JsonNode json = JsonMapper.builder().build().readTree(out.toString(StandardCharsets.UTF_8));
    assertThat(json.at("/engine").asString()).isEqualTo("interpreter");
    assertThat(json.at("/comparedWith").asString()).startsWith("onnxruntime 1.");
    assertThat(json.at("/outputs/0/type").asString()).isEqualTo("f32[2x10]");
    assertThat(json.at("/outputs/0/difference/roundoffs").asDouble()).isBetween(0.0, 64.0);
    String name = json.at("/files/0").asString();
    Tensor kept = NpyFile.read(folder.resolve("out").resolve(name));
    assertThat(kept.type()).isEqualTo(TensorType.f32(2, 10));
    OutputNumbers.Summary summary = OutputNumbers.summary(kept);
    assertThat(json.at("/outputs/0/min").asDouble()).isEqualTo(summary.least());
    assertThat(json.at("/outputs/0/mean").asDouble()).isEqualTo(summary.mean());
  }

  @Test
  void printsForPeople() {
    assertThat(run("mnist_mlp --random --batch 3 --engine onnxruntime --compare interpreter"))
        .isEqualTo(Launch.OK);
    assertThat(out.toString(StandardCharsets.UTF_8))
        .contains("mnist_mlp on onnxruntime 1.", ", compared with interpreter", "f32[3x10]")
        .contains("elements differ");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '"',
      textBlock =
          """
          mnist_mlp | no inputs are given; give --random, or --input NAME=FILE.npy for each of the inputs input (f32[Nx784])
          mnist_mlp --random --input @x.npy | --input and --random are given both; give --random, or --input NAME=FILE.npy for each of the inputs input (f32[Nx784])
          mnist_mlp --input foo=@x.npy | model 'mnist_mlp' has no input 'foo'; it takes input (f32[Nx784])
          mnist_mlp --input @y.npy | input 'input' of 'mnist_mlp' takes f32[Nx784] but '@y.npy' holds f64[2x784]; save the array in that type and shape
          mnist_mlp --input @z.npy | input 'input' of 'mnist_mlp' takes f32[Nx784] but '@z.npy' holds f32[2x10]; save the array in that type and shape
          mnist_mlp --input @none.npy | '@none.npy' is no file; give a .npy file that can be read
          mnist_mlp --input @x.npy --input @x.npy | input 'input' is given twice; give it once
          bert_base --input @x.npy | --input '@x.npy' does not say for which input; give NAME=FILE for each of
          bert_base --input input_ids=@x.npy | input 'input_ids' of 'bert_base' takes
          mnist_mlp --random --engine ort | no engine 'ort'; the engines are onnxruntime, ridgeline, ridgeline-c, interpreter
          mnist_mlp --random --compare interpreter | --compare names 'interpreter', which runs the model already; name another of the engines [onnxruntime, ridgeline, ridgeline-c, interpreter]
          mnist_mlp --random --threads 0 | --threads is 0; give a whole number from 1 to 1024
          mnist_mlp --random --batch 0 | batch is 0; give a size from 1 to 16777216
          zebra --random | no model and no file is named 'zebra'; `ridgeline models` lists the names, or give the path of an ONNX file
          """)
  void refusesInOneLine(String args, String message) {
    assertThat(run(args)).isEqualTo(Launch.USAGE);
    assertThat(err.toString(StandardCharsets.UTF_8))
        .startsWith("ridgeline: " + message.replace("@", folder + "/"))
        .containsOnlyOnce("\n");
    assertThat(out.size()).isZero();
  }

  @Test
  void refusesOperatorsThatTheInterpreterDoesNotRun() {
    String model = model("test_nonmaxsuppression_center_point_box_format");
    assertThat(run(model + " --random")).isEqualTo(Launch.USAGE);
    assertThat(err.toString(StandardCharsets.UTF_8))
        .contains(
            "the interpreter cannot run node 'NonMaxSuppression_selected_indices' (NonMaxSuppression): the operator is not known; try --engine onnxruntime\n");
  }

  @Test
  void takesTensorsOfOnnx() {
    Path data = Path.of(model("test_relu")).resolveSibling("test_data_set_0/input_0.pb");
    assertThat(run(model("test_relu") + " --input " + data + " --compare onnxruntime --json"))
        .isEqualTo(Launch.OK);
    assertThat(out.toString(StandardCharsets.UTF_8)).contains("\"differing\" : 0");
  }

  private static String model(String name) {
    Path file = NODES.resolve(name).resolve("model.onnx");
    if (!Files.exists(file)) {
      assertThat(System.getenv("RIDGELINE_REQUIRE_ALL"))
          .as("'%s' is missing", file)
          .isNotEqualTo("1");
      Assumptions.abort("'" + file + "' is missing: install libonnx-testdata");
    }
    return file.toString();
  }
}
