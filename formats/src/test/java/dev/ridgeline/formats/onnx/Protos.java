package dev.ridgeline.formats.onnx;

import ai.onnx.proto.OnnxMl.AttributeProto;
import ai.onnx.proto.OnnxMl.FunctionProto;
import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.OperatorSetIdProto;
import ai.onnx.proto.OnnxMl.StringStringEntryProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import ai.onnx.proto.OnnxMl.TensorShapeProto;
import ai.onnx.proto.OnnxMl.TypeProto;
import ai.onnx.proto.OnnxMl.ValueInfoProto;
import java.util.List;
import java.util.function.Consumer;

/** Makes models with the message classes of another project, so that our wire format is tested. */
final class Protos {
  private Protos() {}

  static byte[] model(long opset, Consumer<GraphProto.Builder> content) {
    GraphProto.Builder graph = GraphProto.newBuilder().setName("g");
    content.accept(graph);
    return ModelProto.newBuilder()
        .setIrVersion(8)
        .addOpsetImport(OperatorSetIdProto.newBuilder().setVersion(opset))
        .setGraph(graph)
        .build()
        .toByteArray();
  }

  static NodeProto node(String type, String input, String output) {
    return NodeProto.newBuilder().setOpType(type).addInput(input).addOutput(output).build();
  }

  static NodeProto.Builder node(String type, List<String> inputs, String output) {
    return NodeProto.newBuilder().setOpType(type).addAllInput(inputs).addOutput(output);
  }

  static ValueInfoProto value(String name, int dtype, long... dims) {
    TensorShapeProto.Builder shape = TensorShapeProto.newBuilder();
    for (long dim : dims) {
      shape.addDim(TensorShapeProto.Dimension.newBuilder().setDimValue(dim));
    }
    return ValueInfoProto.newBuilder()
        .setName(name)
        .setType(
            TypeProto.newBuilder()
                .setTensorType(TypeProto.Tensor.newBuilder().setElemType(dtype).setShape(shape)))
        .build();
  }

  static AttributeProto integer(String name, long value) {
    return AttributeProto.newBuilder()
        .setName(name)
        .setType(AttributeProto.AttributeType.INT)
        .setI(value)
        .build();
  }

  static AttributeProto number(String name, float value) {
    return AttributeProto.newBuilder()
        .setName(name)
        .setType(AttributeProto.AttributeType.FLOAT)
        .setF(value)
        .build();
  }

  static AttributeProto integers(String name, long... values) {
    AttributeProto.Builder attribute =
        AttributeProto.newBuilder().setName(name).setType(AttributeProto.AttributeType.INTS);
    for (long value : values) {
      attribute.addInts(value);
    }
    return attribute.build();
  }

  static TensorProto external(String name, String location, String offset, long elements) {
    return TensorProto.newBuilder()
        .setName(name)
        .setDataType(1)
        .addDims(elements)
        .setDataLocation(TensorProto.DataLocation.EXTERNAL)
        .addExternalData(entry("location", location))
        .addExternalData(entry("offset", offset))
        .build();
  }

  private static StringStringEntryProto entry(String key, String value) {
    return StringStringEntryProto.newBuilder().setKey(key).setValue(value).build();
  }

  /** A model whose function F calls F. */
  static byte[] recursiveFunction() {
    return ModelProto.newBuilder()
        .addOpsetImport(OperatorSetIdProto.newBuilder().setVersion(18))
        .addFunctions(
            FunctionProto.newBuilder()
                .setName("F")
                .setDomain("mine")
                .addInput("a")
                .addOutput("b")
                .addNode(node("F", "a", "b").toBuilder().setDomain("mine")))
        .setGraph(
            GraphProto.newBuilder()
                .addInput(value("x", 1, 2))
                .addNode(node("F", "x", "y").toBuilder().setDomain("mine"))
                .addOutput(value("y", 1, 2)))
        .build()
        .toByteArray();
  }
}
