package dev.ridgeline.engine.convert;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ridgeline.core.graph.Graph;
import dev.ridgeline.core.graph.GraphText;
import dev.ridgeline.core.shape.Specialise;
import dev.ridgeline.core.tensor.Dim;
import dev.ridgeline.core.zoo.Zoo;
import dev.ridgeline.formats.onnx.OnnxReader;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Networks of the zoo as TFLite files, in the TensorFlow Lite interpreter. */
@Tag("conformance")
class TfliteFormTest {
  /** Outputs may differ by this many unit roundoffs of the largest: sums in another order. */
  private static final double UNITS = 512;

  @TempDir Path folder = Path.of("");

  static Graph sized(Graph graph) {
    Map<String, Long> ones = new HashMap<>();
    for (String input : graph.inputs()) {
      for (Dim dim : graph.type(input).shape().dims()) {
        if (dim instanceof Dim.Symbol(String name)) {
          ones.put(name, 1L);
        }
      }
    }
    return ones.isEmpty() ? graph : Specialise.symbols(graph, ones);
  }

  @ParameterizedTest
  @CsvSource({"ic_resnet8_float", "vww_mobilenet_v1_float"})
  void publishedOnnxModelsKeepTheirOutputs(String name) {
    Graph source = sized(OnnxReader.read(SharedModels.file("mlperf-tiny/" + name + ".onnx")));
    TfliteForm form = TfliteForm.of(source);
    assertThat(form.transposes()).isZero();
    double roundoffs = Verified.roundoffs(source, form, folder.resolve(name + ".tflite"), 5);
    assertThat(roundoffs).isLessThan(UNITS);
  }

  @Test
  void randomNetworksOfOddSizesKeepTheirOutputs() {
    for (int seed = 0; seed < 200; seed++) {
      Graph source = RandomNetwork.of(seed);
      TfliteForm form = TfliteForm.of(source);
      double roundoffs = Verified.roundoffs(source, form, folder.resolve("r.tflite"), seed);
      assertThat(roundoffs).as("seed %d%n%s", seed, GraphText.of(source)).isLessThan(UNITS);
    }
  }

  @ParameterizedTest
  @CsvSource({
    "ds_cnn_s, 0",
    "ds_cnn_m, 0",
    "tiny_conv, 0",
    "mlperf_tiny_resnet8, 0",
    "mlperf_tiny_mobilenet_v1_025, 0",
    "mlperf_tiny_autoencoder, 0",
    "mnist_mlp, 0",
    "shufflenet_v2_x0_5, 16"
  })
  void zooModelsKeepTheirOutputsAndNeedNoTransposes(String name, int transposes) {
    Graph source = sized(Zoo.build(name));
    TfliteForm form = TfliteForm.of(source);
    assertThat(form.transposes()).isEqualTo(transposes);
    double roundoffs = Verified.roundoffs(source, form, folder.resolve(name + ".tflite"), 3);
    assertThat(roundoffs).isLessThan(UNITS);
  }

  @Tag("slow")
  @ParameterizedTest
  @CsvSource({"squeezenet1_1, 0", "mobilenet_v2, 0", "mobilenet_v3_small, 0", "googlenet, 0"})
  void largerModelsKeepTheirOutputs(String name, int transposes) {
    zooModelsKeepTheirOutputsAndNeedNoTransposes(name, transposes);
  }
}
