package dev.ridgeline.formats.onnx;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The operator sets and functions that a written model needs. */
final class Imports {
  private final Map<String, Long> opsets = new LinkedHashMap<>();
  private final Map<String, byte[]> functions = new LinkedHashMap<>();

  Imports(long standard) {
    opsets.put("", standard);
  }

  void require(String domain, long version) {
    opsets.putIfAbsent(domain, version);
  }

  void functions(List<Span> encoded) {
    for (Span span : encoded) {
      OnnxFunction function = OnnxFunction.parse(WireReader.of(span));
      functions.put(function.domain() + ":" + function.name(), span.copy());
      function.opsets().forEach(this::require);
    }
  }

  /** The opset_import and functions fields of a ModelProto. */
  WireWriter encode() {
    WireWriter model = new WireWriter();
    opsets.forEach((domain, version) ->
        model.message(8, new WireWriter().text(1, domain).integer(2, version)));
    functions.values().forEach(f -> model.bytes(25, f));
    return model;
  }
}
