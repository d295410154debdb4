package dev.ridgeline.peers.onnxruntime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.ridgeline.core.UserError;
import dev.ridgeline.core.tensor.Dim;
import dev.ridgeline.core.tensor.Shape;
import dev.ridgeline.core.tensor.Tensor;
import dev.ridgeline.core.tensor.TensorType;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class OnnxRuntimeModelTest {
  private static final Path BACKEND = Path.of("/usr/share/libonnx-testdata/data");
  private static final OnnxRuntimeOptions ONE = OnnxRuntimeOptions.threads(1);

  @TempDir Path folder;

  private static Path needs(Path path) {
    if (!Files.exists(path)) {
      assertThat(System.getenv("RIDGELINE_REQUIRE_ALL"))
          .as("'%s' is missing", path)
          .isNotEqualTo("1");
      Assumptions.abort("'" + path + "' is missing: install libonnx-testdata or the shared data");
    }
    return path;
  }

  private static Path node(String test) {
    return needs(BACKEND.resolve("node").resolve(test));
  }

  private static Path light(String model) {
    Path root = Path.of("").toAbsolutePath();
    String given = System.getenv("RIDGELINE_DATA");
    if (given != null) {
      return needs(Path.of(given, "models", "onnx-light", model));
    }
    for (Path at = root; at != null; at = at.getParent()) {
      Path data = at.resolveSibling("shared").resolve("data");
      if (Files.isDirectory(data)) {
        return needs(data.resolve("models").resolve("onnx-light").resolve(model));
      }
    }
    return needs(Path.of("../shared/data/models/onnx-light", model));
  }

  /** Runs a conformance test of one node and returns outputs and expected outputs. */
  private static void conforms(String test) throws IOException {
    Path at = node(test);
    try (OnnxRuntimeModel model = OnnxRuntimeModel.open(at.resolve("model.onnx"), ONE)) {
      Map<String, Tensor> inputs = new TreeMap<>();
      int i = 0;
      for (String name : model.inputs().keySet()) {
        inputs.put(name, TensorFile.read(at.resolve("test_data_set_0/input_" + i++ + ".pb")));
      }
      Map<String, TensorType> types = new TreeMap<>();
      inputs.forEach((name, tensor) -> types.put(name, tensor.type()));
      model.prepare(types);
      model.bind(inputs);
      for (int run = 0; run < 3; run++) {
        model.run();
        List<Tensor> outputs = model.outputs();
        for (int o = 0; o < outputs.size(); o++) {
          Tensor wanted = TensorFile.read(at.resolve("test_data_set_0/output_" + o + ".pb"));
          TensorFile.assertClose(outputs.get(o), wanted);
        }
      }
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "test_relu",
        "test_matmul_2d",
        "test_max_float64",
        "test_max_float16",
        "test_max_int64",
        "test_max_int32",
        "test_max_int8",
        "test_max_uint8",
        "test_and2d",
        "test_cast_FLOAT_to_FLOAT16",
        "test_cast_FLOAT16_to_DOUBLE",
        "test_nonzero_example",
        "test_gather_0",
        "test_split_equal_parts_1d",
        "test_greater"
      })
  void agreesWithTheConformanceData(String test) throws IOException {
    conforms(test);
  }

  @Test
  void runsAWholeModelWithOneThreadAndWithTwo() {
    Path file = light("light_squeezenet.onnx");
    for (int threads = 1; threads <= 2; threads++) {
      try (OnnxRuntimeModel model =
          OnnxRuntimeModel.open(file, new OnnxRuntimeOptions(threads, false, Map.of()))) {
        assertThat(model.engine()).isEqualTo("onnxruntime 1.28.0");
        assertThat(model.inputs()).hasSize(1);
        Map<String, Tensor> inputs = new TreeMap<>();
        model.inputs().forEach((name, type) -> inputs.put(name, Tensor.random(type, 1)));
        model.prepare(model.inputs());
        model.bind(inputs);
        model.run();
        Tensor first = model.outputs().getFirst();
        model.run();
        model.run();
        Tensor later = model.outputs().getFirst();
        assertThat(first.type().shape().elements()).isEqualTo(1000);
        for (int i = 0; i < 1000; i++) {
          assertThat(later.floatAt(i)).isCloseTo(first.floatAt(i), within(1e-6f));
        }
      }
    }
  }

  @Test
  void saysWhichFileIsMissing() {
    assertThatThrownBy(() -> OnnxRuntimeModel.open(folder.resolve("none.onnx"), ONE))
        .isInstanceOf(UserError.class)
        .hasMessageContaining("none.onnx' does not exist; name an ONNX file");
  }

  @Test
  void refusesWhatIsNoModelInOneLine() throws IOException {
    Path file = folder.resolve("junk.onnx");
    Files.writeString(file, "this is no model\nat all");
    assertThatThrownBy(() -> OnnxRuntimeModel.open(file, ONE))
        .isInstanceOf(UserError.class)
        .hasMessageStartingWith("ONNX Runtime cannot load '" + file + "': ")
        .hasMessageNotContainingAny("\n", ".cc:");
  }

  @Test
  void refusesInputsThatDoNotFit() {
    Path file = node("test_relu").resolve("model.onnx");
    try (OnnxRuntimeModel model = OnnxRuntimeModel.open(file, ONE)) {
      assertThat(model.inputs()).containsEntry("x", TensorType.f32(3, 4, 5));
      assertThatThrownBy(() -> model.prepare(Map.of("y", TensorType.f32(3, 4, 5))))
          .isInstanceOf(UserError.class)
          .hasMessage("model '" + file + "' takes inputs [x] but got [y]; give each of them once");
      assertThatThrownBy(() -> model.prepare(Map.of("x", TensorType.f32(3, 4, 6))))
          .isInstanceOf(UserError.class)
          .hasMessage(
              "input 'x' of '"
                  + file
                  + "' is f32[3x4x5] but got f32[3x4x6]; give that type, every dimension known");
      assertThatThrownBy(() ->
              model.prepare(
                  Map.of(
                      "x",
                      new TensorType(
                          dev.ridgeline.core.tensor.DType.F32,
                          Shape.of(Dim.of(3), Dim.of(4), Dim.symbol("N"))))))
          .isInstanceOf(UserError.class)
          .hasMessageContaining("every dimension known");
      assertThatThrownBy(() -> model.prepare(Map.of("x", TensorType.i64(3, 4, 5))))
          .isInstanceOf(UserError.class)
          .hasMessageContaining("is f32[3x4x5] but got i64[3x4x5]");
    }
  }

  @Test
  void refusesStringsAsInputs() {
    Path file = node("test_strnormalizer_nostopwords_nochangecase").resolve("model.onnx");
    try (OnnxRuntimeModel model = OnnxRuntimeModel.open(file, ONE)) {
      assertThatThrownBy(() -> model.prepare(model.inputs()))
          .isInstanceOf(UserError.class)
          .hasMessageContaining("is of string; ONNX Runtime is given f64, f32, f16");
    }
  }

  @Test
  void refusesThreadsThatCannotBe() {
    assertThatThrownBy(() -> OnnxRuntimeOptions.threads(0))
        .hasMessage("threads is 0, allowed are 1 to 1024");
  }
}
