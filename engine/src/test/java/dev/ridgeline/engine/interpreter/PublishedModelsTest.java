package dev.ridgeline.engine.interpreter;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ridgeline.core.graph.Graph;
import dev.ridgeline.core.graph.Node;
import dev.ridgeline.core.op.Quantise;
import dev.ridgeline.core.shape.Specialise;
import dev.ridgeline.core.tensor.Dim;
import dev.ridgeline.core.tensor.Shape;
import dev.ridgeline.core.tensor.Tensor;
import dev.ridgeline.core.tensor.TensorType;
import dev.ridgeline.core.zoo.Zoo;
import dev.ridgeline.core.zoo.ZooModel;
import dev.ridgeline.engine.EngineOptions;
import dev.ridgeline.engine.RidgelineEngine;
import dev.ridgeline.formats.onnx.OnnxReader;
import dev.ridgeline.formats.onnx.OnnxWriter;
import dev.ridgeline.peers.onnxruntime.OnnxRuntimeModel;
import dev.ridgeline.peers.onnxruntime.OnnxRuntimeOptions;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Published models on the interpreter and on ONNX Runtime. */
@Tag("conformance")
class PublishedModelsTest {
  /**
   * Unit roundoffs of f32, times the largest output, by which two engines may differ. ONNX Runtime
   * rounds at every step of a sum; measured are up to 100, and 679 where a text detector's last
   * sigmoid stands on a steep slope.
   */
  private static final double K = 1024;

  private static final double F32_ROUNDOFF = 0x1p-24;

  @TempDir private Path folder;

  @ParameterizedTest
  @ValueSource(strings = {"ic_resnet8_float.onnx", "vww_mobilenet_v1_float.onnx"})
  void floatModelsOfMlperfTinyAgree(String name) {
    requireAlike(TestModels.shared("models/mlperf-tiny/" + name), Map.of());
  }

  @ParameterizedTest
  @CsvSource({
    "/models/ch_ppocr_mobile_v2.0_cls_infer.onnx, 48, 192",
    "/models/ch_PP-OCRv3_det_infer.onnx, 96, 256",
    "/models/ch_PP-OCRv4_det_infer.onnx, 96, 256",
    "/models/ch_PP-OCRv3_rec_infer.onnx, 48, 96",
    "/models/ch_PP-OCRv4_rec_infer.onnx, 48, 96",
  })
  void textModelsAgree(String resource, long height, long width) {
    requireAlike(
        TestModels.resource(resource, folder), Map.of("x", TensorType.f32(1, 3, height, width)));
  }

  /** The others of this folder have weights of one value and give one value. */
  @Test
  void lightDensenetAgrees() {
    requireAlike(TestModels.shared("models/onnx-light/light_densenet121.onnx"), Map.of());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"mobilenet_v2", "squeezenet1_1", "shufflenet_v2_x1_0", "resnet18", "mnist_mlp"})
  void modelsOfTheZooAgree(String name) {
    requireZooAlike(name);
  }

  static List<String> zoo() {
    return Zoo.models().stream().map(ZooModel::name).toList();
  }

  @ParameterizedTest
  @MethodSource("zoo")
  @Tag("slow")
  void everyModelOfTheZooAgrees(String name) {
    requireZooAlike(name);
  }

  private void requireZooAlike(String name) {
    Path file = folder.resolve(name + ".onnx");
    Graph graph = Specialise.symbols(Zoo.build(name), Map.of("N", 1L));
    OnnxWriter.write(graph, file);
    requireAlike(file, Map.of());
  }

  /**
   * uint8 activations times int8 weights: ONNX Runtime saturates sums of two products to 16 bits on
   * CPUs with AVX2 and without VNNI, so that only the direction of the embedding is held to it.
   */
  @Test
  void sentenceEmbeddingsPointTheSameWay() {
    Path file = TestModels.resource("/all-minilm-l6-v2-q.onnx", folder);
    Graph graph = OnnxReader.read(file);
    Map<String, Tensor> inputs = new LinkedHashMap<>();
    long[] ids = {101, 2023, 2003, 1037, 6251, 2055, 3698, 4083, 102};
    for (String input : graph.inputs()) {
      long[] values = ids.clone();
      if (!input.equals("input_ids")) {
        Arrays.fill(values, input.equals("attention_mask") ? 1 : 0);
      }
      inputs.put(input, Tensor.of(values, 1, ids.length));
    }
    try (Interpreter interpreter = Interpreter.of(graph, 2)) {
      double[] ours = reals(interpreter.run(inputs).values().iterator().next());
      double[] theirs = reals(onOnnxRuntime(file, inputs).getFirst());
      double dot = 0;
      double a = 0;
      double b = 0;
      for (int i = 0; i < ours.length; i++) {
        dot += ours[i] * theirs[i];
        a += ours[i] * ours[i];
        b += theirs[i] * theirs[i];
      }
      assertThat(dot / Math.sqrt(a * b)).isGreaterThan(0.99);
    }
  }

  private static void requireAlike(Path file, Map<String, TensorType> shapes) {
    Graph graph = OnnxReader.read(file);
    Map<String, Tensor> inputs = new LinkedHashMap<>();
    for (String input : graph.inputs()) {
      TensorType type = shapes.getOrDefault(input, batchOne(graph.type(input)));
      inputs.put(input, shapes.isEmpty() ? harmless(input, type) : strokes(type));
    }
    requireAlike(file, graph, inputs);
  }

  private static Tensor harmless(String input, TensorType type) {
    // Tables of token types have two rows.
    return input.contains("type") || input.contains("mask")
        ? Tensor.of(new long[(int) type.shape().elements()], type.shape().sizes())
        : Tensor.random(type, 7);
  }

  /** Dark strokes on white, which text detectors answer to; noise gives them nothing to find. */
  private static Tensor strokes(TensorType type) {
    long[] sizes = type.shape().sizes();
    int height = (int) sizes[2];
    int width = (int) sizes[3];
    float[] pixels = new float[(int) type.shape().elements()];
    for (int i = 0; i < pixels.length; i++) {
      int x = i % width;
      int y = i / width % height;
      boolean line = y > height / 4 && y < 3 * height / 4 && x > 8 && x < width - 8;
      boolean stroke = line && (x / 3 % 3 == 0 || (y / 3 % 4 == 0 && x / 9 % 2 == 0));
      pixels[i] = stroke ? -1.5f : 2f;
    }
    return new Tensor(type, MemorySegment.ofArray(pixels));
  }

  private static void requireAlike(Path file, Graph graph, Map<String, Tensor> inputs) {
    List<Tensor> expected = onOnnxRuntime(file, inputs);
    try (Interpreter interpreter = Interpreter.of(graph, 2)) {
      List<Tensor> ours = List.copyOf(interpreter.run(inputs).values());
      for (int i = 0; i < ours.size(); i++) {
        double distance = distance(ours.get(i), expected.get(i));
        assertThat(distance).isLessThan(K * F32_ROUNDOFF);
      }
    }
  }

  private static TensorType batchOne(TensorType type) {
    Shape shape = type.shape();
    for (int i = 0; i < shape.rank(); i++) {
      shape = shape.dim(i).isKnown() ? shape : shape.with(i, Dim.of(1));
    }
    return new TensorType(type.dtype(), shape);
  }

  private static List<Tensor> onOnnxRuntime(Path file, Map<String, Tensor> inputs) {
    try (OnnxRuntimeModel model = OnnxRuntimeModel.open(file, OnnxRuntimeOptions.threads(1))) {
      Map<String, TensorType> types = new LinkedHashMap<>();
      inputs.forEach((name, tensor) -> types.put(name, tensor.type()));
      model.prepare(types);
      model.bind(inputs);
      model.run();
      return model.outputs();
    }
  }

  /** The largest difference, relative to the largest expected element. */
  private static double distance(Tensor ours, Tensor expected) {
    assertThat(ours.type()).isEqualTo(expected.type());
    double[] a = TensorCodec.decode(ours).reals();
    double[] b = TensorCodec.decode(expected).reals();
    double most = 0;
    double difference = 0;
    for (int i = 0; i < a.length; i++) {
      most = Math.max(most, Math.abs(b[i]));
      difference = Math.max(difference, Math.abs(a[i] - b[i]));
    }
    return most == 0 ? difference : difference / most;
  }

  @Test
  void keywordModelGivesTheClassesOfOnnxRuntimeOnAllFeatures() throws IOException {
    Path file = TestModels.shared("models/mlperf-tiny/kws_ref_model_qdq.onnx");
    Graph graph = OnnxReader.read(file);
    String input = graph.inputs().getFirst();
    float[] parameters = inputQuantisation(graph);
    int files = 0;
    List<String> different = new ArrayList<>();
    double largest = 0;
    try (Interpreter interpreter = Interpreter.of(graph, 2);
        RidgelineEngine compiled = RidgelineEngine.of(graph, EngineOptions.jvm(1));
        OnnxRuntimeModel peer = OnnxRuntimeModel.open(file, OnnxRuntimeOptions.threads(1));
        Stream<Path> features = Files.list(TestModels.shared("kws-features-mlperf"))) {
      TensorType type = batchOne(graph.type(input));
      peer.prepare(Map.of(input, type));
      for (Path feature : features.filter(f -> f.toString().endsWith(".bin")).sorted().toList()) {
        byte[] bytes = Files.readAllBytes(feature);
        float[] values = new float[bytes.length];
        for (int i = 0; i < values.length; i++) {
          values[i] = (bytes[i] - parameters[1]) * parameters[0];
        }
        Tensor tensor = new Tensor(type, MemorySegment.ofArray(values));
        peer.bind(Map.of(input, tensor));
        peer.run();
        compiled.bind(Map.of(input, tensor));
        compiled.run();
        double[] theirs = reals(peer.outputs().getFirst());
        for (Tensor output :
            List.of(
                interpreter.run(Map.of(input, tensor)).values().iterator().next(),
                compiled.outputs().getFirst())) {
          double[] ours = reals(output);
          if (best(ours) != best(theirs)) {
            different.add(feature.getFileName().toString());
          }
          largest = Math.max(largest, largest(ours, theirs));
        }
        files++;
      }
    }
    assertThat(files).isEqualTo(832);
    assertThat(different).isEmpty();
    // The output's quantum is 1/256.
    assertThat(largest).isLessThanOrEqualTo(1.0 / 256);
  }

  /**
   * ONNX Runtime fuses the pairs into integer kernels and multiplies sums by one f32 factor, where
   * we follow the graph: values near the middle between two quanta may round to either. Ten dense
   * layers carry such a difference on.
   */
  @ParameterizedTest
  @CsvSource({
    "ad_autoencoder_qdq, 2",
    "ic_resnet8_qdq, 1",
    "kws_ref_model_qdq, 1",
    "vww_mobilenet_v1_qdq, 1"
  })
  void quantisedModelsOfMlperfTinyDifferByFewQuantaAtMost(String name, int quanta) {
    Path file = TestModels.shared("models/mlperf-tiny/" + name + ".onnx");
    Graph graph = OnnxReader.read(file);
    String input = graph.inputs().getFirst();
    double quantum = outputQuantum(graph);
    try (Interpreter interpreter = Interpreter.of(graph, 2)) {
      for (long seed = 1; seed <= 8; seed++) {
        Map<String, Tensor> inputs =
            Map.of(input, Tensor.random(batchOne(graph.type(input)), seed));
        double[] ours = reals(interpreter.run(inputs).values().iterator().next());
        double[] theirs = reals(onOnnxRuntime(file, inputs).getFirst());
        assertThat(largest(ours, theirs)).isLessThanOrEqualTo(quanta * quantum * (1 + 1e-4));
      }
    }
  }

  private static double largest(double[] ours, double[] theirs) {
    double largest = 0;
    for (int i = 0; i < ours.length; i++) {
      largest = Math.max(largest, Math.abs(ours[i] - theirs[i]));
    }
    return largest;
  }

  /** The scale with which the last quantised value is read. */
  private static double outputQuantum(Graph graph) {
    for (Node node : graph.nodes().reversed()) {
      if (node.op() instanceof Quantise.DequantizeLinear && !graph.isConstant(node.input(0))) {
        return new Constants().of(graph, node.input(1)).real(0);
      }
    }
    throw new AssertionError("no value is quantised");
  }

  private static double[] reals(Tensor tensor) {
    return TensorCodec.decode(tensor).reals();
  }

  private static int best(double[] values) {
    int best = 0;
    for (int i = 1; i < values.length; i++) {
      best = values[i] > values[best] ? i : best;
    }
    return best;
  }

  /** Scale and zero point with which the model quantises its input. */
  private static float[] inputQuantisation(Graph graph) {
    for (Node node : graph.nodes()) {
      if (node.op() instanceof Quantise.QuantizeLinear && !graph.isConstant(node.input(0))) {
        Constants constants = new Constants();
        return new float[] {
          (float) constants.of(graph, node.input(1)).real(0),
          (float) constants.of(graph, node.input(2)).real(0)
        };
      }
    }
    throw new AssertionError("the input is not quantised");
  }
}
