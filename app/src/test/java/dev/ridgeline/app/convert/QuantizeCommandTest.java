package dev.ridgeline.app.convert;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ridgeline.app.cli.Commands;
import dev.ridgeline.app.cli.Launch;
import dev.ridgeline.core.graph.Graph;
import dev.ridgeline.core.graph.GraphBuilder;
import dev.ridgeline.core.op.Unary;
import dev.ridgeline.core.tensor.Tensor;
import dev.ridgeline.core.tensor.TensorType;
import dev.ridgeline.core.zoo.Zoo;
import dev.ridgeline.engine.interpreter.Interpreter;
import dev.ridgeline.formats.npy.NpyFile;
import dev.ridgeline.formats.onnx.OnnxWriter;
import dev.ridgeline.formats.tflite.TfliteReader;
import dev.ridgeline.peers.tflite.TfliteInterpreter;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.lang.foreign.ValueLayout;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

final class QuantizeCommandTest {
  @TempDir Path folder;

  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private final ByteArrayOutputStream err = new ByteArrayOutputStream();

  private int run(Object... args) {
    List<String> all = new ArrayList<>(List.of("quantize"));
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

  private Path zoo(String name, long... sizes) {
    Path file = folder.resolve(name + ".onnx");
    OnnxWriter.write(Zoo.build(name), file);
    for (int i = 0; i < 8; i++) {
      Tensor x = Tensor.random(TensorType.f32(sizes), i);
      NpyFile.write(x, folder.resolve("calibrate").resolve("x" + i + ".npy"));
    }
    return file;
  }

  @ParameterizedTest
  @CsvSource({
    "ds_cnn_s, 49, 10, 1, true",
    "ds_cnn_s, 49, 10, 1, false",
    "mlperf_tiny_resnet8, 32, 32, 3, true",
    "mlperf_tiny_mobilenet_v1_025, 96, 96, 3, false"
  })
  void quantisedModelsGiveTheBitsOfTheTfliteInterpreter(
      String name, long h, long w, long c, boolean integers) {
    Path from = zoo(name, 1, c, h, w);
    Path to = folder.resolve("int8.tflite");
    Path calibrate = folder.resolve("calibrate");
    int status =
        integers
            ? run(from, to, "--calibrate", calibrate, "--json", "--integer-io")
            : run(from, to, "--calibrate", calibrate, "--json");
    assertThat(status).as(error()).isZero();
    JsonNode json = JsonMapper.builder().build().readTree(out.toString(StandardCharsets.UTF_8));
    assertThat(json.path("calibrated").asInt()).isEqualTo(8);
    assertThat(json.path("relativeL2").asDouble()).isLessThan(0.1);
    assertThat(json.path("bytes").asLong() * 2).isLessThan(json.path("floatBytes").asLong());
    Graph graph = TfliteReader.read(to);
    try (TfliteInterpreter peer = TfliteInterpreter.open(to, 1);
        Interpreter ours = Interpreter.of(graph, 1)) {
      for (int seed = 0; seed < 5; seed++) {
        String input = graph.inputs().getFirst();
        Tensor x = Tensor.random(graph.type(input), seed);
        peer.bind(Map.of(input, x));
        peer.run();
        byte[] theirs = peer.outputs().getFirst().data().toArray(ValueLayout.JAVA_BYTE);
        Tensor own =
            Objects.requireNonNull(ours.run(Map.of(input, x)).get(graph.outputs().getFirst()));
        assertThat(own.data().toArray(ValueLayout.JAVA_BYTE)).isEqualTo(theirs);
      }
    }
  }

  @Test
  void anOperatorWithoutIntegersIsNamed() {
    GraphBuilder net = new GraphBuilder("exp");
    String x = net.input("x", TensorType.f32(1, 3));
    net.output(net.add("power", Unary.Function.EXP, x));
    Path from = folder.resolve("exp.onnx");
    OnnxWriter.write(net.build(), from);
    NpyFile.write(
        Tensor.random(TensorType.f32(4, 3), 1), folder.resolve("calibrate").resolve("x.npy"));
    int status = run(from, folder.resolve("q.tflite"), "--calibrate", folder.resolve("calibrate"));
    assertThat(status).isEqualTo(2);
    assertThat(error()).contains("node 'power' (Exp) has no form on integers");
    assertThat(folder.resolve("q.tflite")).doesNotExist();
  }

  @Test
  void filesThatDoNotFitAreNamed() {
    Path from = zoo("ds_cnn_s", 1, 1, 10, 49);
    int status = run(from, folder.resolve("q.tflite"), "--calibrate", folder.resolve("calibrate"));
    assertThat(status).isEqualTo(2);
    assertThat(error()).contains("x0.npy' is f32[1x1x10x49] but the network takes f32[1x1x49x10]");
  }

  @Test
  void aFolderWithoutFilesIsNamed() {
    Path from = folder.resolve("ds_cnn_s.onnx");
    OnnxWriter.write(Zoo.build("ds_cnn_s"), from);
    assertThat(run(from, folder.resolve("q.tflite"), "--calibrate", folder)).isEqualTo(2);
    assertThat(error()).contains("has no .npy files");
    assertThat(run(from, folder.resolve("q.tflite"), "--calibrate", folder.resolve("none")))
        .isEqualTo(2);
    assertThat(error()).contains("give a folder of .npy files");
  }

  @Test
  void onnxIsNoFormatOfQuantisedModels() {
    assertThat(run("a.onnx", folder.resolve("q.onnx"), "--calibrate", folder)).isEqualTo(2);
    assertThat(error()).contains("quantised models are written as .tflite, .h or .cc");
  }
}
