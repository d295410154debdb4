package dev.ridgeline.formats.onnx;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Puts the nodes of a model-local function in the place of a call. */
final class FunctionInliner {
  private FunctionInliner() {}

  /** Refuses functions with bodies inside: names there would have to be followed too. */
  static void inline(NodeLift call) {
    OnnxFunction function = call.graph().context().function(call.node()).getFirst();
    if (function.nodes().stream().anyMatch(OnnxNode::hasBody)) {
      throw new NotFollowed("the function has branches or loops");
    }
    Map<String, String> names = new HashMap<>();
    for (int i = 0; i < function.inputs().size(); i++) {
      names.put(function.inputs().get(i), call.in(i));
    }
    for (int i = 0; i < function.outputs().size(); i++) {
      String output = function.outputs().get(i);
      if (call.wants(i)) {
        names.put(output, call.node().outputs().get(i));
      }
    }
    call.graph().context().enterFunction();
    try {
      for (OnnxNode node : function.nodes()) {
        OnnxNode renamed = rename(call, function, node, names);
        Operators.lift(new NodeLift(call.graph(), renamed, opsets(call, function)));
      }
    } finally {
      call.graph().context().leaveFunction();
    }
  }

  private static Map<String, Long> opsets(NodeLift call, OnnxFunction function) {
    Map<String, Long> opsets = new HashMap<>(call.opsets());
    opsets.putAll(function.opsets());
    return opsets;
  }

  private static OnnxNode rename(
      NodeLift call, OnnxFunction function, OnnxNode node, Map<String, String> names) {
    String prefix = call.node().name().isEmpty() ? function.name() : call.node().name();
    List<String> inputs = new ArrayList<>();
    for (String input : node.inputs()) {
      inputs.add(names.getOrDefault(input, ""));
    }
    List<String> outputs = new ArrayList<>();
    for (String output : node.outputs()) {
      outputs.add(
          output.isEmpty()
              ? ""
              : names.computeIfAbsent(output, o -> call.graph().context().fresh(prefix + "/" + o)));
    }
    return new OnnxNode(
        node.name().isEmpty() ? "" : prefix + "/" + node.name(),
        node.domain(),
        node.type(),
        inputs,
        outputs,
        attributes(call, function, node),
        node.encoded());
  }

  private static List<OnnxAttribute> attributes(
      NodeLift call, OnnxFunction function, OnnxNode node) {
    List<OnnxAttribute> resolved = new ArrayList<>();
    for (OnnxAttribute attribute : node.attributes()) {
      if (attribute.reference().isEmpty()) {
        resolved.add(attribute);
        continue;
      }
      Optional<OnnxAttribute> given = named(call.node().attributes(), attribute.reference());
      given
          .or(() -> named(function.defaults(), attribute.reference()))
          .ifPresent(value -> resolved.add(value.named(attribute.name())));
    }
    return resolved;
  }

  private static Optional<OnnxAttribute> named(List<OnnxAttribute> attributes, String name) {
    return attributes.stream().filter(a -> a.name().equals(name)).findFirst();
  }
}
