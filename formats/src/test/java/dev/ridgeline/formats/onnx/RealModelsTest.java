package dev.ridgeline.formats.onnx;

import static org.assertj.core.api.Assertions.assertThat;

import ai.onnxruntime.OrtException;
import dev.ridgeline.core.graph.ConstantData;
import dev.ridgeline.core.graph.Graph;
import dev.ridgeline.core.op.Opaque;
import dev.ridgeline.core.shape.ShapeInference;
import dev.ridgeline.core.tensor.DType;
import dev.ridgeline.core.tensor.Dim;
import dev.ridgeline.core.tensor.Shape;
import dev.ridgeline.core.tensor.Tensor;
import dev.ridgeline.core.tensor.TensorType;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
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

/** Published models: what they are known to hold, and that writing them changes nothing. */
@Tag("conformance")
class RealModelsTest {
  @TempDir private Path folder;

  /** Parameter counts published with the architectures, running statistics left out. */
  @ParameterizedTest
  @CsvSource({
    "light_resnet50, 25557032, f32[1x1000]",
    "light_vgg19, 143667240, f32[1x1000]",
    "light_bvlc_alexnet, 60965224, f32[1x1000]",
    "light_squeezenet, 1235496, f32[1x1000x1x1]",
  })
  void lightModelsCountLikeTheRealOnes(String name, long parameters, String output) {
    Graph graph = OnnxReader.read(TestModels.shared("onnx-light", name + ".onnx"));
    assertThat(graph.parameters()).isEqualTo(parameters);
    assertThat(graph.type(graph.outputs().getFirst())).hasToString(output);
  }

  static Stream<Path> sharedModels() {
    return Stream.concat(
        TestModels.shared("onnx-light").stream(), TestModels.shared("mlperf-tiny").stream());
  }

  @ParameterizedTest
  @MethodSource("sharedModels")
  void sharedModelsHaveNoOpaqueNodesAndKnownTypes(Path model) {
    requireFollowed(OnnxReader.read(model));
  }

  static Stream<String> modelsInJars() {
    return TestModels.IN_JARS.stream();
  }

  @ParameterizedTest
  @MethodSource("modelsInJars")
  void modelsInJarsAreFollowed(String resource) {
    Graph graph = OnnxReader.read(TestModels.resource(resource), "model");
    assertThat(graph.nodes()).noneMatch(n -> n.op() instanceof Opaque);
    assertThat(graph.parameters()).isGreaterThan(100_000);
  }

  private static void requireFollowed(Graph graph) {
    assertThat(graph.nodes()).noneMatch(n -> n.op() instanceof Opaque);
    Graph again = ShapeInference.infer(graph);
    assertThat(again.types()).isEqualTo(graph.types());
    for (String output : graph.outputs()) {
      assertThat(graph.type(output).shape().ranked()).isTrue();
    }
  }

  @ParameterizedTest
  @MethodSource("sharedModels")
  void writtenSharedModelsRunAlike(Path model) throws Exception {
    requireAlike(model, OnnxReader.read(model), 64, 64);
  }

  @Test
  void writtenMiniLmRunsAlike() throws Exception {
    requireAlike(TestModels.IN_JARS.getLast());
  }

  @Test
  void writtenTextDetectorRunsAlike() throws Exception {
    requireAlike(TestModels.IN_JARS.get(1));
  }

  @Test
  @Tag("slow")
  void writtenRecognisersRunAlike() throws Exception {
    for (String resource : TestModels.IN_JARS) {
      requireAlike(resource);
    }
  }

  private void requireAlike(String resource) throws Exception {
    Path original = folder.resolve("original.onnx");
    Files.write(original, TestModels.resource(resource));
    Graph graph = OnnxReader.read(original);
    // Lines of text are 48 high; anything else is taken in multiples of 32.
    boolean line = resource.contains("rec") || resource.contains("cls");
    requireAlike(original, graph, line ? 48 : 64, line ? 192 : 64);
  }

  private void requireAlike(Path original, Graph graph, long height, long width)
      throws IOException, OrtException, Ort.Unbindable {
    Path written = folder.resolve("written.onnx");
    OnnxWriter.write(graph, written);
    assertThat(Structure.of(OnnxReader.read(written).named(graph.name())))
        .isEqualTo(Structure.of(graph));
    Map<String, Tensor> inputs = new LinkedHashMap<>();
    for (String input : graph.inputs()) {
      inputs.put(input, harmless(bound(graph.type(input), height, width)));
    }
    List<Tensor> theirs = Ort.run(original, inputs);
    assertThat(Ort.close(Ort.run(written, inputs), theirs)).isTrue();
  }

  /** Random images; ones for token ids and masks. */
  private static Tensor harmless(TensorType type) {
    return type.dtype() == DType.I64
        ? new Tensor(type, new ConstantData.Filled(1).read(type))
        : Tensor.random(type, 1);
  }

  /** Symbols become the given size for the axes of images, 2 for batches and sequences. */
  private static TensorType bound(TensorType type, long height, long width) {
    List<Dim> dims = new ArrayList<>();
    int rank = type.shape().rank();
    for (int i = 0; i < rank; i++) {
      Dim dim = type.shape().dim(i);
      long size = rank < 4 || i < 2 ? 2 : i == 2 ? height : width;
      dims.add(dim.isKnown() ? dim : Dim.of(size));
    }
    return new TensorType(type.dtype(), Shape.of(dims));
  }
}
