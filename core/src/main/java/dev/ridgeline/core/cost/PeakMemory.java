package dev.ridgeline.core.cost;

import dev.ridgeline.core.graph.Graph;
import dev.ridgeline.core.graph.Node;
import dev.ridgeline.core.memory.Lifetimes;
import java.util.List;
import java.util.Map;

/** The most bytes of activations that live at once, forward alone and with the backward pass. */
final class PeakMemory {
  private final Graph graph;
  private final Dataflow flow;
  private final Map<String, NodeWork> works;

  /** {@code works} holds the counted nodes that run, by name. */
  PeakMemory(Graph graph, Dataflow flow, Map<String, NodeWork> works) {
    this.graph = graph;
    this.flow = flow;
    this.works = works;
  }

  long forwardBytes() {
    Lifetimes lifetimes = new Lifetimes();
    forward(lifetimes);
    return lifetimes.peakBytes();
  }

  long backwardBytes() {
    Lifetimes lifetimes = new Lifetimes();
    forward(lifetimes);
    lifetimes.nextStep();
    graph.outputs().stream().filter(flow::needsGradient).forEach(v -> defineGradient(lifetimes, v));
    List<Node> nodes = graph.nodes();
    for (int i = nodes.size() - 1; i >= 0; i--) {
      Node node = nodes.get(i);
      NodeWork work = works.get(node.name());
      if (work == null || !flow.needsGradient(node.output())) {
        continue;
      }
      lifetimes.nextStep();
      lifetimes.use(gradient(node.output()));
      if (work.needsOutput()) {
        lifetimes.use(flow.root(node.output()));
      }
      for (String input : node.inputs()) {
        if (work.needsInputs()) {
          lifetimes.use(flow.root(input));
        }
        if (flow.needsGradient(input) && !graph.isConstant(input)) {
          defineGradient(lifetimes, input);
        }
      }
    }
    return lifetimes.peakBytes();
  }

  private void forward(Lifetimes lifetimes) {
    graph.inputs().forEach(input -> lifetimes.define(input, flow.bytes(input)));
    for (Node node : graph.nodes()) {
      if (!works.containsKey(node.name())) {
        continue;
      }
      lifetimes.nextStep();
      for (String input : node.inputs()) {
        lifetimes.use(flow.root(input));
      }
      if (!Dataflow.isView(node)) {
        node.outputs().stream()
            .filter(v -> !v.equals(Node.ABSENT))
            .forEach(v -> lifetimes.define(v, flow.bytes(v)));
      }
    }
    graph.outputs().forEach(output -> lifetimes.use(flow.root(output)));
  }

  private String gradient(String value) {
    return "gradient of " + flow.root(value);
  }

  private void defineGradient(Lifetimes lifetimes, String value) {
    if (lifetimes.isDefined(gradient(value))) {
      lifetimes.use(gradient(value));
    } else {
      lifetimes.define(gradient(value), flow.bytes(value));
    }
  }
}
