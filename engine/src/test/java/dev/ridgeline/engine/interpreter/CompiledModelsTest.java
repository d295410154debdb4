package dev.ridgeline.engine.interpreter;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ridgeline.core.UserError;
import dev.ridgeline.core.graph.Graph;
import dev.ridgeline.core.tensor.DType;
import dev.ridgeline.core.tensor.Dim;
import dev.ridgeline.core.tensor.Shape;
import dev.ridgeline.core.tensor.Tensor;
import dev.ridgeline.core.tensor.TensorType;
import dev.ridgeline.engine.EngineOptions;
import dev.ridgeline.engine.RidgelineEngine;
import dev.ridgeline.formats.onnx.OnnxReader;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Published models on the compiled engine, which hands no node over, and on the interpreter. */
@Tag("conformance")
class CompiledModelsTest {
  /** Unit roundoffs of f32, times the largest output; measured are up to 250. */
  private static final double K = 1024;

  private static final double F32_ROUNDOFF = 0x1p-24;

  /**
   * Sums in f32 in another order can land on the other side of a rounding to 8 bits, and what
   * follows carries that on: two steps of the largest output.
   */
  private static final double QUANTUM = 2 / 127.0;

  @TempDir private Path folder;

  @ParameterizedTest
  @ValueSource(
      strings = {
        "ic_resnet8_float",
        "vww_mobilenet_v1_float",
        "ic_resnet8_qdq",
        "vww_mobilenet_v1_qdq",
        "ad_autoencoder_qdq",
        "kws_ref_model_qdq"
      })
  void modelsOfMlperfTinyAgree(String name) {
    Graph graph = OnnxReader.read(TestModels.shared("models/mlperf-tiny/" + name + ".onnx"));
    requireAlike(
        graph, random(graph, Map.of()), name.endsWith("_qdq") ? QUANTUM : K * F32_ROUNDOFF);
  }

  @ParameterizedTest
  @CsvSource({
    "ch_ppocr_mobile_v2.0_cls_infer, 48, 192",
    "ch_PP-OCRv3_det_infer, 96, 128",
    "ch_PP-OCRv4_rec_infer, 48, 96",
  })
  void textModelsAgree(String name, long height, long width) {
    Graph graph = OnnxReader.read(TestModels.resource("/models/" + name + ".onnx", folder));
    requireAlike(
        graph, random(graph, Map.of("x", TensorType.f32(1, 3, height, width))), K * F32_ROUNDOFF);
  }

  @Test
  void sentenceEmbeddingsAgree() {
    Graph graph = OnnxReader.read(TestModels.resource("/all-minilm-l6-v2-q.onnx", folder));
    long[] ids = {101, 2023, 2003, 1037, 6251, 2055, 3698, 4083, 102};
    requireAlike(graph, tokens(graph, ids), K * F32_ROUNDOFF);
  }

  @Test
  void tokensOutsideTheTableAreRefused() {
    Graph graph = OnnxReader.read(TestModels.resource("/all-minilm-l6-v2-q.onnx", folder));
    try (RidgelineEngine engine = RidgelineEngine.of(graph, EngineOptions.jvm(1))) {
      engine.bind(tokens(graph, new long[] {101, 40000, 102}));
      assertThatThrownBy(engine::run)
          .isInstanceOf(UserError.class)
          .hasMessage(
              "index 40000 of 'input_ids' is outside a table of 30522 rows; give -30522 to 30521");
    }
  }

  private static Map<String, Tensor> tokens(Graph graph, long[] ids) {
    Map<String, Tensor> inputs = new LinkedHashMap<>();
    for (String input : graph.inputs()) {
      long[] values = ids.clone();
      if (!input.equals("input_ids")) {
        Arrays.fill(values, input.equals("attention_mask") ? 1 : 0);
      }
      inputs.put(input, Tensor.of(values, 1, ids.length));
    }
    return inputs;
  }

  private static Map<String, Tensor> random(Graph graph, Map<String, TensorType> types) {
    Map<String, Tensor> inputs = new LinkedHashMap<>();
    for (String input : graph.inputs()) {
      TensorType type = types.getOrDefault(input, batchOne(graph.type(input)));
      inputs.put(input, Tensor.random(type, 1 + inputs.size()));
    }
    return inputs;
  }

  private static TensorType batchOne(TensorType type) {
    long[] sizes = new long[type.shape().rank()];
    for (int i = 0; i < sizes.length; i++) {
      Dim dim = type.shape().dim(i);
      sizes[i] = dim instanceof Dim.Known known ? known.size() : 1;
    }
    return new TensorType(type.dtype(), Shape.of(sizes));
  }

  private static void requireAlike(Graph graph, Map<String, Tensor> inputs, double relative) {
    try (RidgelineEngine engine = RidgelineEngine.of(graph, EngineOptions.jvm(2));
        Interpreter reference = Interpreter.of(graph, 2)) {
      engine.bind(inputs);
      engine.run();
      reference.bind(inputs);
      reference.run();
      assertThat(engine.plan().orElseThrow().interpreted()).isEmpty();
      for (int i = 0; i < graph.outputs().size(); i++) {
        requireAlike(engine.outputs().get(i), reference.outputs().get(i), relative);
      }
    }
  }

  private static void requireAlike(Tensor ours, Tensor theirs, double relative) {
    assertThat(ours.type()).isEqualTo(theirs.type());
    assertThat(ours.type().dtype()).isEqualTo(DType.F32);
    double largest = 0;
    double difference = 0;
    for (long i = 0; i < theirs.type().shape().elements(); i++) {
      largest = Math.max(largest, Math.abs(theirs.floatAt(i)));
      difference = Math.max(difference, Math.abs(ours.floatAt(i) - theirs.floatAt(i)));
    }
    assertThat(difference).isLessThanOrEqualTo(relative * largest);
  }
}
