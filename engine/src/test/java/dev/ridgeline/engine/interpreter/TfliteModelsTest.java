package dev.ridgeline.engine.interpreter;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ridgeline.core.graph.Graph;
import dev.ridgeline.core.integer.Rounding;
import dev.ridgeline.core.shape.Specialise;
import dev.ridgeline.core.tensor.DType;
import dev.ridgeline.core.tensor.Tensor;
import dev.ridgeline.core.tensor.TensorType;
import dev.ridgeline.formats.tflite.TfliteReader;
import dev.ridgeline.peers.tflite.TfliteInterpreter;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Published TFLite models on the interpreter, held to the TensorFlow Lite interpreter. */
@Tag("conformance")
class TfliteModelsTest {
  /** A float model's outputs may differ by this many units in the last place of the largest. */
  private static final double FLOAT_UNITS = 256;

  private static Tensor input(TensorType type, long seed) {
    return Tensor.random(type, seed);
  }

  private static Tensor ours(Interpreter interpreter, Graph graph, Tensor input) {
    return java.util.Objects.requireNonNull(
        interpreter.run(Map.of(graph.inputs().getFirst(), input)).get(graph.outputs().getFirst()));
  }

  private static Graph read(Path file) {
    Graph graph = TfliteReader.read(file);
    return graph.type(graph.inputs().getFirst()).isKnown()
        ? graph
        : Specialise.symbols(graph, Map.of("batch", 1L));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "mlperf-tiny/kws_ref_model.tflite",
        "mlperf-tiny/pretrainedResnet_quant.tflite",
        "mlperf-tiny/vww_96_int8.tflite",
        "mlperf-tiny/ad01_int8.tflite",
        "tflite-micro/micro_speech_quantized.tflite",
        "tflite-micro/hello_world_int8.tflite"
      })
  void integerModelsGiveTheSameBytes(String name) {
    Path file = TestModels.shared("models/" + name);
    Graph graph = read(file);
    Interpreter ours = Interpreter.of(graph, 2, Rounding.TFLITE_DESKTOP);
    try (TfliteInterpreter peer = TfliteInterpreter.open(file, 1)) {
      TensorType type = graph.type(graph.inputs().getFirst());
      int differing = 0;
      for (int seed = 0; seed < 20; seed++) {
        Tensor x = input(type, seed);
        peer.bind(Map.of(peer.inputs().keySet().iterator().next(), x));
        peer.run();
        byte[] theirs = peer.outputs().getFirst().data().toArray(ValueLayout.JAVA_BYTE);
        byte[] own = ours(ours, graph, x).data().toArray(ValueLayout.JAVA_BYTE);
        assertThat(own).hasSameSizeAs(theirs);
        for (int i = 0; i < own.length; i++) {
          differing += own[i] == theirs[i] ? 0 : 1;
        }
      }
      assertThat(differing).as("differing bytes of %s", name).isZero();
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "mlperf-tiny/pretrainedResnet.tflite",
        "mlperf-tiny/vww_96_float.tflite",
        "mlperf-tiny/ad01_fp32.tflite",
        "tflite-micro/hello_world_float.tflite"
      })
  void floatModelsAgreeWithinRounding(String name) {
    Path file = TestModels.shared("models/" + name);
    Graph graph = read(file);
    Interpreter ours = Interpreter.of(graph, 2);
    try (TfliteInterpreter peer = TfliteInterpreter.open(file, 1)) {
      TensorType type = graph.type(graph.inputs().getFirst());
      for (int seed = 0; seed < 3; seed++) {
        Tensor x = input(type, seed);
        peer.bind(Map.of(peer.inputs().keySet().iterator().next(), x));
        peer.run();
        Tensor theirs = peer.outputs().getFirst();
        Tensor own = ours(ours, graph, x);
        double largest = 0;
        double difference = 0;
        for (long i = 0; i < own.type().shape().elements(); i++) {
          largest = Math.max(largest, Math.abs(theirs.floatAt(i)));
          difference = Math.max(difference, Math.abs(theirs.floatAt(i) - own.floatAt(i)));
        }
        assertThat(difference).isLessThanOrEqualTo(FLOAT_UNITS * 0x1p-24 * largest);
      }
    }
  }

  @Test
  void keywordModelGivesTheSameBytesOnAllFeatureFiles() throws IOException {
    Path file = TestModels.shared("models/mlperf-tiny/kws_ref_model.tflite");
    Path folder = TestModels.shared("kws-features-mlperf");
    Graph graph = read(file);
    Interpreter desktop = Interpreter.of(graph, 2, Rounding.TFLITE_DESKTOP);
    Interpreter micro = Interpreter.of(graph, 2, Rounding.TFLM);
    Graph logits =
        new Graph(
            "logits",
            graph.inputs(),
            graph.nodes().subList(0, graph.nodes().size() - 1),
            List.of(graph.nodes().getLast().input(0)),
            graph.constants(),
            graph.types());
    Interpreter desktopLogits = Interpreter.of(logits, 2, Rounding.TFLITE_DESKTOP);
    Interpreter microLogits = Interpreter.of(logits, 2, Rounding.TFLM);
    List<String> lines = Files.readAllLines(folder.resolve("labels.csv"));
    TensorType type = new TensorType(DType.I8, graph.type(graph.inputs().getFirst()).shape());
    int correct = 0;
    int correctMicro = 0;
    int differingBytes = 0;
    int differingFiles = 0;
    try (TfliteInterpreter peer = TfliteInterpreter.open(file, 1)) {
      for (String line : lines.subList(1, lines.size())) {
        String[] cells = line.split(",", -1);
        byte[] features = Files.readAllBytes(folder.resolve(cells[0]));
        Tensor x = new Tensor(type, MemorySegment.ofArray(features));
        peer.bind(Map.of(peer.inputs().keySet().iterator().next(), x));
        peer.run();
        byte[] theirs = peer.outputs().getFirst().data().toArray(ValueLayout.JAVA_BYTE);
        byte[] own = ours(desktop, graph, x).data().toArray(ValueLayout.JAVA_BYTE);
        byte[] ofMicro = ours(micro, graph, x).data().toArray(ValueLayout.JAVA_BYTE);
        assertThat(own).as(cells[0]).containsExactly(theirs);
        int label = Integer.parseInt(cells[1]);
        correct += largest(own) == label ? 1 : 0;
        correctMicro += largest(ofMicro) == label ? 1 : 0;
        byte[] a = ours(desktopLogits, logits, x).data().toArray(ValueLayout.JAVA_BYTE);
        byte[] b = ours(microLogits, logits, x).data().toArray(ValueLayout.JAVA_BYTE);
        int before = differingBytes;
        for (int i = 0; i < a.length; i++) {
          differingBytes += a[i] == b[i] ? 0 : 1;
        }
        differingFiles += differingBytes > before ? 1 : 0;
      }
    }
    assertThat(lines).hasSize(833);
    assertThat(correct).isEqualTo(753);
    assertThat(correctMicro).isEqualTo(753);
    // The figures that the published kernels give.
    assertThat(differingBytes).isEqualTo(65);
    assertThat(differingFiles).isEqualTo(63);
  }

  private static int largest(byte[] scores) {
    int best = 0;
    for (int i = 1; i < scores.length; i++) {
      best = scores[i] > scores[best] ? i : best;
    }
    return best;
  }
}
