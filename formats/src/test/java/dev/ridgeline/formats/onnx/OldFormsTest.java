package dev.ridgeline.formats.onnx;

import static org.assertj.core.api.Assertions.assertThat;

import ai.onnx.proto.OnnxMl.AttributeProto;
import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnxruntime.OrtException;
import dev.ridgeline.core.graph.Graph;
import dev.ridgeline.core.op.Opaque;
import dev.ridgeline.core.tensor.DType;
import dev.ridgeline.core.tensor.Tensor;
import dev.ridgeline.core.tensor.TensorType;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Operators in the forms of old operator sets: what is lifted computes what the old form did. */
class OldFormsTest {
  @TempDir private Path folder;

  private static Graph read(long opset, Consumer<GraphProto.Builder> content) {
    return OnnxReader.read(Protos.model(opset, content), "old.onnx");
  }

  private static Consumer<GraphProto.Builder> one(NodeProto.Builder node, long[]... shapes) {
    return g -> {
      for (int i = 0; i < shapes.length; i++) {
        g.addInput(Protos.value(node.getInput(i), 1, shapes[i]));
      }
      g.addNode(node).addOutput(Protos.value("y", 1));
    };
  }

  /** ONNX Runtime still runs operator sets from 7 on: the lifted model must agree with it. */
  private void sameAsRuntime(long opset, NodeProto.Builder node, long[]... shapes)
      throws IOException, OrtException, Ort.Unbindable {
    Path original = folder.resolve("original.onnx");
    Files.write(original, Protos.model(opset, one(node, shapes)));
    Path lifted = folder.resolve("lifted.onnx");
    OnnxWriter.write(OnnxReader.read(original), lifted);
    Map<String, Tensor> inputs = new LinkedHashMap<>();
    for (int i = 0; i < shapes.length; i++) {
      inputs.put(node.getInput(i), Tensor.random(TensorType.f32(shapes[i]), i));
    }
    assertThat(Ort.close(Ort.run(lifted, inputs), Ort.run(original, inputs))).isTrue();
  }

  private static NodeProto.Builder node(String type, String... inputs) {
    return Protos.node(type, List.of(inputs), "y");
  }

  @Test
  void softmaxOfMatrices() throws Exception {
    for (String type : List.of("Softmax", "LogSoftmax", "Hardmax")) {
      sameAsRuntime(11, node(type, "x"), new long[] {2, 3, 4});
      sameAsRuntime(
          8, node(type, "x").addAttribute(Protos.integer("axis", 2)), new long[] {2, 3, 4, 2});
      sameAsRuntime(12, node(type, "x").addAttribute(Protos.integer("axis", 0)), new long[] {2, 3});
    }
  }

  @Test
  void attributesThatBecameInputs() throws Exception {
    sameAsRuntime(
        8,
        node("Slice", "x")
            .addAttribute(Protos.integers("starts", 1, -3))
            .addAttribute(Protos.integers("ends", 1000, -1))
            .addAttribute(Protos.integers("axes", 2, 1)),
        new long[] {2, 5, 4});
    sameAsRuntime(
        10,
        node("Clip", "x")
            .addAttribute(Protos.number("min", -0.25f))
            .addAttribute(Protos.number("max", 0.5f)),
        new long[] {20});
    sameAsRuntime(
        9,
        node("Pad", "x")
            .addAttribute(Protos.integers("pads", 1, 0, 0, 2))
            .addAttribute(Protos.number("value", 3)),
        new long[] {2, 3});
    sameAsRuntime(
        11,
        node("ReduceSum", "x")
            .addAttribute(Protos.integers("axes", -1))
            .addAttribute(Protos.integer("keepdims", 0)),
        new long[] {2, 3});
    sameAsRuntime(
        7, node("Unsqueeze", "x").addAttribute(Protos.integers("axes", 0, 2)), new long[] {2, 3});
    sameAsRuntime(
        9,
        node("TopK", "x").addOutput("i").addAttribute(Protos.integer("k", 2)),
        new long[] {2, 5});
  }

  @Test
  void resampling() throws Exception {
    AttributeProto scales =
        AttributeProto.newBuilder()
            .setName("scales")
            .setType(AttributeProto.AttributeType.FLOATS)
            .addAllFloats(List.of(1f, 1f, 2f, 3f))
            .build();
    sameAsRuntime(7, node("Upsample", "x").addAttribute(scales), new long[] {1, 2, 3, 3});
  }

  @Test
  void variadicOperators() throws Exception {
    for (String type : List.of("Sum", "Mean", "Min", "Max")) {
      sameAsRuntime(
          8, node(type, "a", "b", "c"), new long[] {2, 3}, new long[] {3}, new long[] {2, 1});
    }
  }

  @Test
  void groupNormalisationByGroup() {
    Graph graph =
        read(
            18,
            one(
                node("GroupNormalization", "x", "s", "b")
                    .addAttribute(Protos.integer("num_groups", 2)),
                new long[] {1, 6, 4, 4},
                new long[] {2},
                new long[] {2}));
    assertThat(graph.nodes()).noneMatch(n -> n.op() instanceof Opaque);
    String scale = graph.nodes().getLast().input(1);
    assertThat(graph.type(scale)).isEqualTo(TensorType.f32(6));
  }

  @Test
  void broadcastWithAnAxis() {
    Graph graph =
        read(
            6,
            one(
                node("Add", "x", "b")
                    .addAttribute(Protos.integer("broadcast", 1))
                    .addAttribute(Protos.integer("axis", 1)),
                new long[] {2, 3, 4, 5},
                new long[] {3}));
    assertThat(graph.nodes()).hasSize(2);
    assertThat(graph.type(graph.nodes().getLast().input(1))).isEqualTo(TensorType.f32(3, 1, 1));
    assertThat(graph.type("y")).isEqualTo(TensorType.f32(2, 3, 4, 5));
  }

  @Test
  void oldCastNamesItsType() {
    Graph graph =
        read(
            1,
            one(
                node("Cast", "x")
                    .addAttribute(
                        AttributeProto.newBuilder()
                            .setName("to")
                            .setType(AttributeProto.AttributeType.STRING)
                            .setS(com.google.protobuf.ByteString.copyFromUtf8("INT32"))),
                new long[] {2}));
    assertThat(graph.type("y").dtype()).isEqualTo(DType.I32);
  }

  @Test
  void operatorsOfFutureSetsStayOpaqueWithTheReason() {
    Graph graph = read(400, one(node("Relu", "x"), new long[] {2}));
    assertThat(graph.nodes().getFirst().op())
        .isInstanceOfSatisfying(
            Opaque.class,
            o -> assertThat(o.reason()).isEqualTo("operator set 400 is not one of 1 to 25"));
  }
}
