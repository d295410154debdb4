package dev.ridgeline.formats.onnx;

import dev.ridgeline.core.UserError;
import dev.ridgeline.formats.file.Quote;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Puts nodes in an order in which values are defined before they are used. ONNX demands that order;
 * files that break it are sorted, and cycles are refused.
 */
final class NodeOrder {
  private NodeOrder() {}

  /** The graph's nodes, in the file's order where that is sound. */
  static List<OnnxNode> sorted(OnnxGraph graph, Set<String> defined) {
    List<Set<String>> reads = new ArrayList<>();
    for (OnnxNode node : graph.nodes()) {
      reads.add(reads(node));
    }
    if (isSorted(graph.nodes(), reads, defined)) {
      return graph.nodes();
    }
    return sort(graph.nodes(), reads);
  }

  private static boolean isSorted(
      List<OnnxNode> nodes, List<Set<String>> reads, Set<String> defined) {
    Set<String> made = new HashSet<>();
    Set<String> inGraph = new HashSet<>();
    nodes.forEach(n -> inGraph.addAll(n.outputs()));
    for (int i = 0; i < nodes.size(); i++) {
      for (String read : reads.get(i)) {
        if (!made.contains(read) && !defined.contains(read) && inGraph.contains(read)) {
          return false;
        }
      }
      made.addAll(nodes.get(i).outputs());
    }
    return true;
  }

  private static List<OnnxNode> sort(List<OnnxNode> nodes, List<Set<String>> reads) {
    Map<String, Integer> maker = new HashMap<>();
    for (int i = 0; i < nodes.size(); i++) {
      for (String output : nodes.get(i).outputs()) {
        maker.put(output, i);
      }
    }
    List<List<Integer>> users = new ArrayList<>();
    nodes.forEach(_ -> users.add(new ArrayList<>()));
    int[] waitsFor = new int[nodes.size()];
    for (int i = 0; i < nodes.size(); i++) {
      for (String read : reads.get(i)) {
        Integer from = maker.get(read);
        if (from != null) {
          users.get(from).add(i);
          waitsFor[i]++;
        }
      }
    }
    ArrayDeque<Integer> ready = new ArrayDeque<>();
    for (int i = 0; i < waitsFor.length; i++) {
      if (waitsFor[i] == 0) {
        ready.add(i);
      }
    }
    List<OnnxNode> sorted = new ArrayList<>();
    BitSet done = new BitSet();
    while (!ready.isEmpty()) {
      int i = ready.remove();
      done.set(i);
      sorted.add(nodes.get(i));
      for (int user : users.get(i)) {
        if (--waitsFor[user] == 0) {
          ready.add(user);
        }
      }
    }
    if (sorted.size() < nodes.size()) {
      OnnxNode stuck = nodes.get(done.nextClearBit(0));
      throw new UserError(
          "node '%s' (%s) reads a value that depends on its own output: the graph has a cycle"
              .formatted(Quote.of(stuck.name()), Quote.of(stuck.type())));
    }
    return sorted;
  }

  /** The values that a node reads, those that its bodies take from around them included. */
  private static Set<String> reads(OnnxNode node) {
    Set<String> reads = new HashSet<>(node.inputs());
    for (OnnxGraph body : LiftContext.bodies(node)) {
      captured(body, reads);
    }
    reads.remove("");
    return reads;
  }

  /** Adds every value that the bodies of {@code nodes} take from around them. */
  static void captures(List<OnnxNode> nodes, Set<String> into) {
    for (OnnxNode node : nodes) {
      LiftContext.bodies(node).forEach(body -> captured(body, into));
    }
  }

  private static void captured(OnnxGraph body, Set<String> into) {
    Set<String> inner = new HashSet<>();
    body.inputs().forEach(v -> inner.add(v.name()));
    body.initializers().forEach(t -> inner.add(t.name()));
    body.nodes().forEach(n -> inner.addAll(n.outputs()));
    Set<String> reads = new HashSet<>();
    body.nodes().forEach(n -> reads.addAll(reads(n)));
    body.outputs().forEach(v -> reads.add(v.name()));
    reads.removeAll(inner);
    into.addAll(reads);
  }
}
