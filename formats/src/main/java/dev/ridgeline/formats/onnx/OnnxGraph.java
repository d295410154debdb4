package dev.ridgeline.formats.onnx;

import java.util.ArrayList;
import java.util.List;

/**
 * ONNX's GraphProto.
 *
 * @param sparse the sparse initialisers, encoded, with their names
 * @param values what the file declares of inner values
 */
record OnnxGraph(
    String name,
    List<OnnxNode> nodes,
    List<OnnxTensor> initializers,
    List<Sparse> sparse,
    List<OnnxValueInfo> inputs,
    List<OnnxValueInfo> outputs,
    List<OnnxValueInfo> values) {

  /** A sparse tensor: kept as it is encoded. */
  record Sparse(String name, Span encoded) {}

  static OnnxGraph parse(WireReader reader) {
    String name = "";
    List<OnnxNode> nodes = new ArrayList<>();
    List<OnnxTensor> initializers = new ArrayList<>();
    List<Sparse> sparse = new ArrayList<>();
    List<OnnxValueInfo> inputs = new ArrayList<>();
    List<OnnxValueInfo> outputs = new ArrayList<>();
    List<OnnxValueInfo> values = new ArrayList<>();
    while (reader.next()) {
      switch (reader.field()) {
        case 1 -> nodes.add(OnnxNode.parse(reader.message()));
        case 2 -> name = reader.string();
        case 5 -> initializers.add(OnnxTensor.parse(reader.message()));
        case 11 -> inputs.add(OnnxValueInfo.parse(reader.message()));
        case 12 -> outputs.add(OnnxValueInfo.parse(reader.message()));
        case 13 -> values.add(OnnxValueInfo.parse(reader.message()));
        case 15 -> sparse.add(sparse(reader.message()));
        default -> reader.skip();
      }
    }
    return new OnnxGraph(name, nodes, initializers, sparse, inputs, outputs, values);
  }

  private static Sparse sparse(WireReader reader) {
    Span encoded = reader.rest();
    String name = "";
    while (reader.next()) {
      if (reader.field() == 1) {
        name = OnnxTensor.parse(reader.message()).name();
      } else {
        reader.skip();
      }
    }
    return new Sparse(name, encoded);
  }
}
