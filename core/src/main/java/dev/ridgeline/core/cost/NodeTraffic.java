package dev.ridgeline.core.cost;

import dev.ridgeline.core.graph.Graph;
import dev.ridgeline.core.graph.Node;
import dev.ridgeline.core.op.Binary;
import dev.ridgeline.core.op.Movement;
import java.util.HashSet;
import java.util.Set;

/** Bytes that one node moves, under the eager and the fused model. */
final class NodeTraffic {
  private final Graph graph;
  private final Dataflow flow;

  NodeTraffic(Graph graph, Dataflow flow) {
    this.graph = graph;
    this.flow = flow;
  }

  Traffic forward(Node node, NodeWork work) {
    if (Dataflow.isView(node) || readsNoData(node)) {
      return Traffic.NONE;
    }
    long bytes = Math.addExact(inputBytes(node), outputBytes(node));
    return new Traffic(bytes, isContraction(work) ? bytes : 0, 0);
  }

  /**
   * The gradient of the output is read once for each gradient that is made from it, with what the
   * derivative needs.
   */
  Traffic backward(Node node, NodeWork work) {
    if (Dataflow.isView(node) || !flow.needsGradient(node.output())) {
      return Traffic.NONE;
    }
    long gradient = flow.bytes(node.output());
    long bytes = 0;
    for (int i = 0; i < node.inputs().size(); i++) {
      String input = node.input(i);
      if (!flow.needsGradient(input)
          || (node.op() == Binary.ADD && flow.bytes(input) == gradient)) {
        // An addition passes its gradient on as it is.
        continue;
      }
      long read = gradient;
      if (work.contraction()) {
        read = Math.addExact(read, i > 1 ? 0 : flow.bytes(node.input(1 - i)));
      } else {
        read =
            Math.addExact(
                read, work.needsInputs() ? inputBytes(node) : work.needsOutput() ? gradient : 0);
      }
      bytes = Math.addExact(bytes, Math.addExact(read, flow.bytes(input)));
      if (!work.contraction()) {
        // One kernel makes the gradients of all other inputs from the same reads.
        bytes = Math.addExact(bytes, otherGradients(node, i));
        break;
      }
    }
    return new Traffic(bytes, isContraction(work) ? bytes : 0, 0);
  }

  /**
   * Bytes of adding up the gradients that arrive at the outputs of a node: two reads and a write
   * each.
   */
  Traffic accumulation(String value) {
    long bytes = Math.multiplyExact(3L * flow.accumulations(value), flow.bytes(value));
    return new Traffic(bytes, 0, 0);
  }

  private long otherGradients(Node node, int first) {
    long bytes = 0;
    for (int i = first + 1; i < node.inputs().size(); i++) {
      bytes =
          Math.addExact(bytes, flow.needsGradient(node.input(i)) ? flow.bytes(node.input(i)) : 0);
    }
    return bytes;
  }

  private static boolean isContraction(NodeWork work) {
    return work.kind() == WorkKind.CONVOLUTION || work.kind() == WorkKind.MATMUL;
  }

  private static boolean readsNoData(Node node) {
    return node.op() instanceof Movement.ShapeOf || node.op() instanceof Movement.SizeOf;
  }

  /** Distinct inputs; of tables and sliced tensors only the part that is picked. */
  private long inputBytes(Node node) {
    boolean picks =
        switch (node.op()) {
          case Movement.Gather _,
              Movement.GatherElements _,
              Movement.GatherNd _,
              Movement.Slice _ ->
              true;
          default -> false;
        };
    long bytes = 0;
    Set<String> seen = new HashSet<>();
    for (int i = 0; i < node.inputs().size(); i++) {
      String input = node.input(i);
      if (node.has(i) && seen.add(input)) {
        long all = flow.bytes(input);
        bytes =
            Math.addExact(bytes, i == 0 && picks ? Math.min(all, flow.bytes(node.output())) : all);
      }
    }
    return bytes;
  }

  private long outputBytes(Node node) {
    long bytes = 0;
    for (String output : node.outputs()) {
      bytes = Math.addExact(bytes, output.equals(Node.ABSENT) ? 0 : graph.type(output).bytes());
    }
    return bytes;
  }
}
