package dev.ridgeline.formats.onnx;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.onnx.proto.OnnxMl.AttributeProto;
import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import com.google.protobuf.ByteString;
import dev.ridgeline.core.UserError;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Models made to do harm, or badly broken, and what the user is told of them. */
class HostileModelTest {
  @TempDir private Path folder;

  private static void refused(String message, Consumer<GraphProto.Builder> graph) {
    byte[] model = Protos.model(13, graph);
    assertThatThrownBy(() -> OnnxReader.read(model, "bad.onnx"))
        .isInstanceOf(UserError.class)
        .hasMessageStartingWith("bad.onnx")
        .hasMessageContaining(message);
  }

  private static TensorProto.Builder tensor(String name, long... dims) {
    TensorProto.Builder tensor = TensorProto.newBuilder().setName(name).setDataType(1);
    for (long dim : dims) {
      tensor.addDims(dim);
    }
    return tensor;
  }

  @Test
  void dimensionsWhoseProductOverflows() {
    refused(
        "tensor 'w' has dimensions [4611686018427387904, 8]: too many elements",
        g -> g.addInitializer(tensor("w", 1L << 62, 8)));
  }

  @Test
  void negativeDimensions() {
    refused("has a negative dimension in [-3]", g -> g.addInitializer(tensor("w", -3)));
  }

  @Test
  void fewerElementsThanDimensions() {
    refused(
        "tensor 'w' is f32[1000x1000] and takes 4000000 bytes but has 4",
        g ->
            g.addInitializer(tensor("w", 1000, 1000).setRawData(ByteString.copyFrom(new byte[4]))));
  }

  @Test
  void fewerIntegersThanDimensions() {
    refused(
        "is i64[9] and takes 9 numbers but has 1",
        g -> g.addInitializer(tensor("w", 9).setDataType(7).addInt64Data(1)));
  }

  @Test
  void unknownElementTypes() {
    refused(
        "element type 99 is not one of ONNX's 0 to 26",
        g -> g.addInitializer(tensor("w", 1).setDataType(99)));
  }

  @Test
  void cycles() {
    refused(
        "the graph has a cycle",
        g -> g.addNode(Protos.node("Relu", "a", "b")).addNode(Protos.node("Relu", "b", "a")));
  }

  @Test
  void missingInputs() {
    refused(
        "reads 'nothing', which nothing defines before it",
        g -> g.addNode(Protos.node("Relu", "nothing", "y")));
  }

  @Test
  void missingOutputs() {
    refused("output 'y' is not defined by any node", g -> g.addOutput(Protos.value("y", 1)));
  }

  @Test
  void valuesThatAreDefinedTwice() {
    refused(
        "value 'y' is defined twice",
        g ->
            g.addInput(Protos.value("x", 1, 2))
                .addNode(Protos.node("Relu", "x", "y"))
                .addNode(Protos.node("Relu", "x", "y")));
  }

  @Test
  void inputsOfGiantShapes() {
    refused(
        "more than the",
        g ->
            g.addInput(Protos.value("x", 1, 1L << 40, 1L << 40))
                .addNode(Protos.node("Relu", "x", "y")));
  }

  @Test
  void axesOutsideTheInput() {
    refused(
        "axis -7 is outside the 2 dimensions of its input",
        g ->
            g.addInput(Protos.value("x", 1, 2, 3))
                .addNode(
                    Protos.node("Softmax", "x", "y").toBuilder()
                        .addAttribute(Protos.integer("axis", -7)))
                .addOutput(Protos.value("y", 1)));
  }

  @Test
  void attributesOfTheWrongType() {
    refused(
        "attribute 'axis' is of type float, not int",
        g ->
            g.addInput(Protos.value("x", 1, 2, 3))
                .addNode(
                    Protos.node("Softmax", "x", "y").toBuilder()
                        .addAttribute(
                            AttributeProto.newBuilder()
                                .setName("axis")
                                .setType(AttributeProto.AttributeType.FLOAT)
                                .setF(1))));
  }

  @Test
  void windowsWithoutRoom() {
    refused(
        "does not fit",
        g ->
            g.addInput(Protos.value("x", 1, 1, 1, 2, 2))
                .addNode(
                    Protos.node("MaxPool", "x", "y").toBuilder()
                        .addAttribute(Protos.integers("kernel_shape", 3, 3))));
  }

  @Test
  void graphsNestedTooDeep() {
    GraphProto inner = GraphProto.getDefaultInstance();
    for (int i = 0; i < 60; i++) {
      inner =
          GraphProto.newBuilder()
              .addNode(
                  NodeProto.newBuilder()
                      .setOpType("If")
                      .addAttribute(AttributeProto.newBuilder().setName("then_branch").setG(inner)))
              .build();
    }
    byte[] model = ModelProto.newBuilder().setGraph(inner).build().toByteArray();
    assertThatThrownBy(() -> OnnxReader.read(model, "deep.onnx"))
        .isInstanceOf(UserError.class)
        .hasMessageContaining("messages are nested more than 100 deep");
  }

  @Test
  void functionsThatCallThemselves() {
    byte[] model = Protos.recursiveFunction();
    assertThatThrownBy(() -> OnnxReader.read(model, "loop.onnx"))
        .isInstanceOf(UserError.class)
        .hasMessageContaining("call each other more than 32 deep");
  }

  @Test
  void filesThatAreNoModels() throws IOException {
    Path text = folder.resolve("text.onnx");
    Files.writeString(text, "this is not a model");
    assertThatThrownBy(() -> OnnxReader.read(text))
        .isInstanceOf(UserError.class)
        .hasMessageContaining("text.onnx is not a sound ONNX model")
        .hasMessageEndingWith("fetch or export it again");
    Path empty = Files.createFile(folder.resolve("empty.onnx"));
    assertThatThrownBy(() -> OnnxReader.read(empty))
        .isInstanceOf(UserError.class)
        .hasMessageContaining("it holds no graph");
    assertThatThrownBy(() -> OnnxReader.read(folder.resolve("absent.onnx")))
        .isInstanceOf(UserError.class)
        .hasMessageContaining("there is no such file; give an ONNX file");
    assertThatThrownBy(() -> OnnxReader.read(folder))
        .isInstanceOf(UserError.class)
        .hasMessageContaining("give an ONNX file");
  }

  private void externalRefused(String location, String offset, String message) throws IOException {
    Path model = folder.resolve("model.onnx");
    Files.write(
        model, Protos.model(13, g -> g.addInitializer(Protos.external("w", location, offset, 4))));
    assertThatThrownBy(() -> OnnxReader.read(model))
        .isInstanceOf(UserError.class)
        .hasMessageContaining(message);
  }

  @Test
  void externalDataOutsideTheFolder() throws IOException {
    externalRefused("../secret", "0", "which is outside the model's folder");
    externalRefused("/etc/passwd", "0", "which is not a path below the model's folder");
    externalRefused("model.onnx", "0", "which is the model itself");
    externalRefused("absent.bin", "0", "which is not there; put it beside the model");
    Files.createSymbolicLink(folder.resolve("link"), Path.of("/etc/passwd"));
    externalRefused("link", "0", "which leads outside the model's folder");
  }

  @Test
  void externalDataThatIsTooShort() throws IOException {
    Files.write(folder.resolve("weights.bin"), new byte[8]);
    externalRefused("weights.bin", "0", "bytes 0 to 16, but that file has 8");
    externalRefused("weights.bin", "9223372036854775807", "but that file has 8");
    externalRefused("weights.bin", "-4", "with offset '-4', which is not a number from 0 up");
  }
}
