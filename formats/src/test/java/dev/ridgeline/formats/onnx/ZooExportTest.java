package dev.ridgeline.formats.onnx;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ridgeline.core.graph.ConstantData;
import dev.ridgeline.core.graph.Graph;
import dev.ridgeline.core.tensor.DType;
import dev.ridgeline.core.tensor.Dim;
import dev.ridgeline.core.tensor.Tensor;
import dev.ridgeline.core.tensor.TensorType;
import dev.ridgeline.core.zoo.Zoo;
import dev.ridgeline.core.zoo.ZooModel;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Networks of the zoo, written, load and run in ONNX Runtime and are read as they were. */
@Tag("conformance")
class ZooExportTest {
  @TempDir private Path folder;

  @ParameterizedTest
  @ValueSource(strings = {"ds_cnn_s", "squeezenet1_1", "shufflenet_v2_x0_5"})
  void smallNetworksRun(String name) throws Exception {
    requireRuns(name);
  }

  static Stream<String> all() {
    return Zoo.models().stream().map(ZooModel::name);
  }

  @ParameterizedTest
  @MethodSource("all")
  @Tag("slow")
  void everyNetworkRuns(String name) throws Exception {
    requireRuns(name);
  }

  private void requireRuns(String name) throws Exception {
    Graph graph = Zoo.build(name);
    Path written = folder.resolve("zoo.onnx");
    OnnxWriter.write(graph, written);
    Graph again = OnnxReader.read(written);
    assertThat(again.parameters()).isEqualTo(graph.parameters());
    Map<String, Tensor> inputs = new LinkedHashMap<>();
    for (String input : graph.inputs()) {
      inputs.put(input, harmless(bound(graph.type(input))));
    }
    List<Tensor> outputs = Ort.run(written, inputs);
    assertThat(outputs).hasSameSizeAs(graph.outputs());
    for (int i = 0; i < outputs.size(); i++) {
      assertThat(outputs.get(i).type()).isEqualTo(bound(graph.type(graph.outputs().get(i))));
      for (double v : Ort.numbers(outputs.get(i))) {
        assertThat(v).isFinite();
      }
    }
  }

  /** Random images; ones for token ids and masks. */
  private static Tensor harmless(TensorType type) {
    return type.dtype() == DType.I64
        ? new Tensor(type, new ConstantData.Filled(1).read(type))
        : Tensor.random(type, 3);
  }

  private static TensorType bound(TensorType type) {
    TensorType bound = type;
    for (int i = 0; i < type.shape().rank(); i++) {
      if (!type.shape().dim(i).isKnown()) {
        bound = new TensorType(type.dtype(), bound.shape().with(i, Dim.of(1)));
      }
    }
    return bound;
  }
}
