package dev.ridgeline.app.convert;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ridgeline.app.cli.Commands;
import dev.ridgeline.app.cli.Launch;
import dev.ridgeline.core.graph.Graph;
import dev.ridgeline.core.graph.GraphBuilder;
import dev.ridgeline.core.op.Unary;
import dev.ridgeline.core.tensor.TensorType;
import dev.ridgeline.core.zoo.Zoo;
import dev.ridgeline.formats.onnx.OnnxWriter;
import dev.ridgeline.formats.tflite.TfliteReader;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

final class ConvertCommandTest {
  /** Of 256: a softmax multiplies the quantum that logits may differ by. */
  private static final double MOST_QUANTA = 8;

  @TempDir Path folder;

  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private final ByteArrayOutputStream err = new ByteArrayOutputStream();

  private int run(Object... args) {
    List<String> all = new ArrayList<>(List.of("convert"));
    for (Object arg : args) {
      all.add(arg.toString());
    }
    return Launch.run(
        Commands.all(),
        all.toArray(String[]::new),
        new PrintStream(out, true, StandardCharsets.UTF_8),
        new PrintStream(err, true, StandardCharsets.UTF_8));
  }

  private String error() {
    return err.toString(StandardCharsets.UTF_8).strip();
  }

  private JsonNode json() {
    return JsonMapper.builder().build().readTree(out.toString(StandardCharsets.UTF_8));
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

  private Path zoo(String name) {
    Path file = folder.resolve(name + ".onnx");
    OnnxWriter.write(Zoo.build(name), file);
    return file;
  }

  @ParameterizedTest
  @ValueSource(strings = {"ds_cnn_s", "tiny_conv", "mnist_mlp", "mlperf_tiny_resnet8"})
  void modelsGoToTfliteAndBack(String name) {
    Path tflite = folder.resolve(name + ".tflite");
    assertThat(run(zoo(name), tflite, "--json")).as(error()).isZero();
    JsonNode there = json();
    assertThat(there.path("transposes").asInt()).isZero();
    assertThat(there.path("outputs").get(0).path("roundoffs").asDouble()).isLessThan(512);
    assertThat(there.path("bytes").asLong()).isEqualTo(tflite.toFile().length());
    out.reset();
    assertThat(run(tflite, folder.resolve("back.onnx"), "--json")).as(error()).isZero();
    assertThat(json().path("outputs").get(0).path("roundoffs").asDouble()).isLessThan(64);
  }

  @ParameterizedTest
  @ValueSource(strings = {"kws_ref_model", "pretrainedResnet_quant", "ad01_int8"})
  void integerModelsGoToOnnxWithinAFewQuanta(String name) {
    Path from = shared("models/mlperf-tiny/" + name + ".tflite");
    assertThat(run(from, folder.resolve("m.onnx"), "--json")).as(error()).isZero();
    JsonNode output = json().path("outputs").get(0);
    assertThat(output.path("type").asString()).startsWith("i8");
    assertThat(output.path("maxAbsolute").asDouble()).isLessThanOrEqualTo(MOST_QUANTA);
  }

  @ParameterizedTest
  @ValueSource(strings = {"model.h", "model.cc"})
  void arraysHoldTheBytesOfTheModel(String name) throws IOException {
    Path from = shared("models/tflite-micro/hello_world_int8.tflite");
    Path to = folder.resolve(name);
    assertThat(run(from, to)).as(error()).isZero();
    String source = Files.readString(to);
    byte[] bytes = Files.readAllBytes(from);
    assertThat(source).contains("alignas(16) const unsigned char g_model[] = {");
    assertThat(source).contains("const int g_model_len = " + bytes.length + ";");
    Matcher hex = Pattern.compile("0x([0-9a-f]{2}),").matcher(source);
    for (byte b : bytes) {
      assertThat(hex.find()).isTrue();
      assertThat(Integer.parseInt(hex.group(1), 16)).isEqualTo(b & 0xff);
    }
    assertThat(hex.find()).isFalse();
  }

  @Test
  void anOnnxModelBecomesAnArrayOfItsTfliteForm() throws IOException {
    Path to = folder.resolve("model.h");
    Path tflite = folder.resolve("model.tflite");
    Path from = zoo("tiny_conv");
    assertThat(run(from, to)).as(error()).isZero();
    assertThat(run(from, tflite)).as(error()).isZero();
    assertThat(TfliteReader.read(tflite).nodes()).isNotEmpty();
    assertThat(Files.readString(to)).contains("g_model_len = " + tflite.toFile().length() + ";");
  }

  @Test
  void anOperatorThatCannotBeConvertedIsNamed() {
    GraphBuilder net = new GraphBuilder("erf");
    String x = net.input("x", TensorType.f32(1, 3));
    net.output(net.add("gauss", Unary.Function.ERF, x));
    Graph graph = net.build();
    Path from = folder.resolve("erf.onnx");
    OnnxWriter.write(graph, from);
    Path to = folder.resolve("erf.tflite");
    assertThat(run(from, to)).isEqualTo(2);
    assertThat(error())
        .contains(
            "node 'gauss' (Erf) has no TFLite form: the operator is not converted; keep it as ONNX, or replace the node");
    assertThat(to).doesNotExist();
  }

  @Test
  void namesThatSayNoFormatAreRefused() {
    Path from = zoo("mnist_mlp");
    assertThat(run(from, folder.resolve("model.txt"))).isEqualTo(2);
    assertThat(error()).contains("end its name in .onnx, .tflite, .h or .cc");
  }

  @Test
  void aModelIsNotWrittenOverItself() {
    Path from = zoo("mnist_mlp");
    assertThat(run(from, from)).isEqualTo(2);
    assertThat(error()).contains("is both the model and the file to write; name another file");
  }

  @Test
  void runsAreCounted() {
    assertThat(run("a.onnx", "b.tflite", "--runs", 0)).isEqualTo(2);
    assertThat(error()).contains("--runs is 0; give a whole number from 1 to 1000");
  }

  @Test
  void aMissingModelIsNamed() {
    assertThat(run(folder.resolve("none.onnx"), folder.resolve("b.tflite"))).isEqualTo(2);
    assertThat(error()).contains("none.onnx");
  }
}
