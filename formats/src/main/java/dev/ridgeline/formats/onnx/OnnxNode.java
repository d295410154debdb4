package dev.ridgeline.formats.onnx;

import java.util.ArrayList;
import java.util.List;

/**
 * ONNX's NodeProto.
 *
 * @param type the operator's name
 * @param encoded the whole message, for nodes that are kept as they are
 */
record OnnxNode(
    String name,
    String domain,
    String type,
    List<String> inputs,
    List<String> outputs,
    List<OnnxAttribute> attributes,
    Span encoded) {

  static OnnxNode parse(WireReader reader) {
    Span encoded = reader.rest();
    String name = "";
    String domain = "";
    String type = "";
    List<String> inputs = new ArrayList<>();
    List<String> outputs = new ArrayList<>();
    List<OnnxAttribute> attributes = new ArrayList<>();
    while (reader.next()) {
      switch (reader.field()) {
        case 1 -> inputs.add(reader.string());
        case 2 -> outputs.add(reader.string());
        case 3 -> name = reader.string();
        case 4 -> type = reader.string();
        case 5 -> attributes.add(OnnxAttribute.parse(reader.message()));
        case 7 -> domain = reader.string();
        default -> reader.skip();
      }
    }
    return new OnnxNode(
        name, OnnxModel.standard(domain), type, inputs, outputs, attributes, encoded);
  }

  /** Whether an attribute holds a graph. */
  boolean hasBody() {
    return attributes.stream().anyMatch(a -> !a.graphs().isEmpty());
  }
}
