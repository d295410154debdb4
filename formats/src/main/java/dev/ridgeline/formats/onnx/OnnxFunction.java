package dev.ridgeline.formats.onnx;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * ONNX's FunctionProto: an operator that the model defines by other operators.
 *
 * @param attributes names of the attributes that it takes
 * @param defaults attributes with a value for calls that leave them out
 * @param encoded the whole message, for writing it again
 */
record OnnxFunction(
    String domain,
    String name,
    List<String> inputs,
    List<String> outputs,
    List<String> attributes,
    List<OnnxAttribute> defaults,
    List<OnnxNode> nodes,
    Map<String, Long> opsets,
    Span encoded) {

  static OnnxFunction parse(WireReader reader) {
    Span encoded = reader.rest();
    String name = "";
    String domain = "";
    List<String> inputs = new ArrayList<>();
    List<String> outputs = new ArrayList<>();
    List<String> attributes = new ArrayList<>();
    List<OnnxAttribute> defaults = new ArrayList<>();
    List<OnnxNode> nodes = new ArrayList<>();
    Map<String, Long> opsets = new HashMap<>();
    while (reader.next()) {
      switch (reader.field()) {
        case 1 -> name = reader.string();
        case 4 -> inputs.add(reader.string());
        case 5 -> outputs.add(reader.string());
        case 6 -> attributes.add(reader.string());
        case 7 -> nodes.add(OnnxNode.parse(reader.message()));
        case 9 -> OnnxModel.opset(reader.message(), opsets);
        case 10 -> domain = reader.string();
        case 11 -> defaults.add(OnnxAttribute.parse(reader.message()));
        default -> reader.skip();
      }
    }
    return new OnnxFunction(
        OnnxModel.standard(domain),
        name,
        inputs,
        outputs,
        attributes,
        defaults,
        nodes,
        opsets,
        encoded);
  }
}
