package dev.ridgeline.formats.onnx;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * ONNX's ModelProto.
 *
 * @param irVersion version of the format
 * @param opsets version by domain; the standard domain is the empty string
 * @param graph the network
 * @param functions model-local functions
 */
record OnnxModel(
    long irVersion, Map<String, Long> opsets, OnnxGraph graph, List<OnnxFunction> functions) {

  static OnnxModel parse(WireReader reader) {
    long irVersion = 0;
    Map<String, Long> opsets = new HashMap<>();
    List<OnnxFunction> functions = new ArrayList<>();
    OnnxGraph graph = null;
    while (reader.next()) {
      switch (reader.field()) {
        case 1 -> irVersion = reader.integer();
        case 7 -> {
          if (graph != null) {
            throw reader.malformed("it has two graphs");
          }
          graph = OnnxGraph.parse(reader.message());
        }
        case 8 -> opset(reader.message(), opsets);
        case 25 -> functions.add(OnnxFunction.parse(reader.message()));
        default -> reader.skip();
      }
    }
    if (graph == null) {
      throw reader.malformed("it holds no graph");
    }
    return new OnnxModel(irVersion, opsets, graph, functions);
  }

  static void opset(WireReader reader, Map<String, Long> opsets) {
    String domain = "";
    long version = 1;
    while (reader.next()) {
      switch (reader.field()) {
        case 1 -> domain = reader.string();
        case 2 -> version = reader.integer();
        default -> reader.skip();
      }
    }
    opsets.put(standard(domain), version);
  }

  /** The domain's name with both spellings of the standard one made one. */
  static String standard(String domain) {
    return domain.equals("ai.onnx") ? "" : domain;
  }
}
