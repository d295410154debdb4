package dev.ridgeline.engine.interpreter;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ridgeline.core.UserError;
import dev.ridgeline.core.graph.Graph;
import dev.ridgeline.core.tensor.Tensor;
import dev.ridgeline.core.tensor.TensorType;
import dev.ridgeline.formats.tflite.TfliteReader;
import dev.ridgeline.formats.tflite.TfliteWriter;
import dev.ridgeline.peers.tflite.TfliteInterpreter;
import java.lang.foreign.ValueLayout;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Published TFLite models, read and written again, in the TensorFlow Lite interpreter. */
@Tag("conformance")
class TfliteWriterTest {
  @TempDir Path folder = Path.of("");

  private static Map<String, Tensor> inputs(TfliteInterpreter peer, long seed) {
    Map<String, Tensor> inputs = new LinkedHashMap<>();
    for (Map.Entry<String, TensorType> input : peer.inputs().entrySet()) {
      inputs.put(input.getKey(), Tensor.random(input.getValue(), seed));
    }
    return inputs;
  }

  private static List<byte[]> outputs(TfliteInterpreter peer, long seed) {
    peer.bind(inputs(peer, seed));
    peer.run();
    return peer.outputs().stream().map(t -> t.data().toArray(ValueLayout.JAVA_BYTE)).toList();
  }

  private static void assertEqual(Graph read, Graph again) {
    assertThat(again.inputs()).isEqualTo(read.inputs());
    assertThat(again.outputs()).isEqualTo(read.outputs());
    assertThat(again.nodes()).hasSameSizeAs(read.nodes());
    for (int i = 0; i < read.nodes().size(); i++) {
      assertThat(again.nodes().get(i).toString()).isEqualTo(read.nodes().get(i).toString());
      for (String output : read.nodes().get(i).outputs()) {
        assertThat(again.type(output)).as(output).isEqualTo(read.type(output));
      }
    }
    assertThat(again.constants().keySet()).isEqualTo(read.constants().keySet());
    read.constants()
        .forEach((name, constant) -> {
          var other = java.util.Objects.requireNonNull(again.constants().get(name));
          assertThat(other.type()).as(name).isEqualTo(constant.type());
          assertThat(other.role()).as(name).isEqualTo(constant.role());
          assertThat(other.tensor().data().toArray(ValueLayout.JAVA_BYTE))
              .as(name)
              .isEqualTo(constant.tensor().data().toArray(ValueLayout.JAVA_BYTE));
        });
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "mlperf-tiny/kws_ref_model",
        "mlperf-tiny/pretrainedResnet",
        "mlperf-tiny/pretrainedResnet_quant",
        "mlperf-tiny/vww_96_float",
        "mlperf-tiny/vww_96_int8",
        "mlperf-tiny/ad01_fp32",
        "mlperf-tiny/ad01_int8",
        "tflite-micro/micro_speech_quantized",
        "tflite-micro/hello_world_int8",
        "tflite-micro/hello_world_float"
      })
  void writtenModelsGiveTheSameBits(String name) {
    Path original = TestModels.shared("models/" + name + ".tflite");
    Graph read = TfliteReader.read(original);
    Path file = folder.resolve(original.getFileName() + "");
    TfliteWriter.write(read, file);
    assertEqual(read, TfliteReader.read(file));
    try (TfliteInterpreter before = TfliteInterpreter.open(original, 1);
        TfliteInterpreter after = TfliteInterpreter.open(file, 1)) {
      assertThat(after.inputs()).isEqualTo(before.inputs());
      for (int seed = 0; seed < 10; seed++) {
        List<byte[]> wanted = outputs(before, seed);
        List<byte[]> given = outputs(after, seed);
        assertThat(given).hasSameSizeAs(wanted);
        for (int i = 0; i < wanted.size(); i++) {
          assertThat(given.get(i)).as("output %d, seed %d", i, seed).isEqualTo(wanted.get(i));
        }
      }
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"audio_preprocessor_int8", "audio_preprocessor_float"})
  void customOperatorsKeepTheirOptions(String name) {
    Graph read = TfliteReader.read(TestModels.shared("models/tflite-micro/" + name + ".tflite"));
    Path file = folder.resolve(name + ".tflite");
    TfliteWriter.write(read, file);
    Graph again = TfliteReader.read(file);
    assertThat(again.nodes()).hasSameSizeAs(read.nodes());
    for (int i = 0; i < read.nodes().size(); i++) {
      if (read.nodes().get(i).op() instanceof dev.ridgeline.core.op.Opaque opaque) {
        var other = (dev.ridgeline.core.op.Opaque) again.nodes().get(i).op();
        assertThat(other.type()).isEqualTo(opaque.type());
        assertThat(other.payload().bytes()).isEqualTo(opaque.payload().bytes());
      }
    }
  }

  @Test
  void anOperatorThatKeepsStateIsReadAndNamedWhenItCannotBeWritten() {
    Graph read =
        TfliteReader.read(TestModels.shared("models/tflite-micro/micro_speech_lstm.tflite"));
    assertThatThrownBy(() -> TfliteWriter.bytes(read))
        .isInstanceOf(UserError.class)
        .hasMessageMatching(
            "node '.*' \\(tflite::.*\\) has no TFLite form: this operator is not known to Ridgeline; keep it as ONNX, or replace the node");
  }

  @Test
  void aModelWrittenTwiceHasTheSameBytes() {
    Graph read = TfliteReader.read(TestModels.shared("models/mlperf-tiny/pretrainedResnet.tflite"));
    assertThat(TfliteWriter.bytes(read)).isEqualTo(TfliteWriter.bytes(read));
  }
}
