package dev.ridgeline.learning.prune;

import dev.ridgeline.core.UserError;
import dev.ridgeline.core.graph.Graph;
import dev.ridgeline.core.graph.Node;
import dev.ridgeline.core.op.Binary;
import dev.ridgeline.core.op.Contraction;
import dev.ridgeline.core.op.Movement;
import dev.ridgeline.core.op.Normalise;
import dev.ridgeline.core.op.Pool;
import dev.ridgeline.core.op.Unary;
import dev.ridgeline.core.tensor.Layout;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Which channels of a network stand for each other: one group for the outputs of each dense
 * convolution, groups being joined where values are added, and the axes of constants that follow
 * them.
 */
final class ChannelGroups {
  /**
   * An axis of a constant that follows a group.
   *
   * @param run entries of the axis for each channel
   */
  record Slice(int group, int axis, int run) {}

  /** The channels of a value. */
  private record Channels(int group, int run) {}

  private final Graph graph;
  private final List<Integer> parents = new ArrayList<>();
  private final Map<String, Channels> values = new HashMap<>();
  private final Map<String, List<Slice>> slices = new LinkedHashMap<>();
  private final Map<Integer, List<String>> filters = new LinkedHashMap<>();
  private final Map<Integer, List<String>> scales = new LinkedHashMap<>();

  private ChannelGroups(Graph graph) {
    this.graph = graph;
  }

  static ChannelGroups of(Graph graph) {
    ChannelGroups groups = new ChannelGroups(graph);
    graph.nodes().forEach(groups::add);
    return groups;
  }

  /** The group that stands for a group and those joined with it. */
  int root(int group) {
    int at = group;
    while (parents.get(at) != at) {
      at = parents.get(at);
    }
    return at;
  }

  /** How a constant follows groups. */
  List<Slice> slices(String constant) {
    return slices.getOrDefault(constant, List.of());
  }

  /** Weights of the dense convolutions that make a group, by output channel first. */
  List<String> filters(int root) {
    return joined(filters, root);
  }

  /** Scales of the normalisations of a group. */
  List<String> scales(int root) {
    return joined(scales, root);
  }

  private List<String> joined(Map<Integer, List<String>> by, int root) {
    return by.entrySet().stream()
        .filter(entry -> root(entry.getKey()) == root)
        .flatMap(entry -> entry.getValue().stream())
        .toList();
  }

  private void add(Node node) {
    switch (node.op()) {
      case Contraction.Conv conv when conv.layout() == Layout.NCHW -> convolution(node, conv);
      case Contraction.Gemm gemm when gemm.transposeB() && !gemm.transposeA() ->
          follow(node, node.input(1), 1);
      case Normalise.BatchNorm _ -> {
        for (int i = 1; i <= 4; i++) {
          follow(node, node.input(i), 0);
        }
        keep(node, scales, node.input(1));
        pass(node);
      }
      case Movement.Flatten flatten when flatten.axis() == 1 -> flatten(node);
      case Binary binary when binary == Binary.ADD -> {
        join(node);
        pass(node);
      }
      case Unary _, Pool _, Normalise.Softmax _ -> pass(node);
      default ->
          throw new UserError(
              "channels of '%s' cannot be pruned through node '%s' (%s); prune its weights instead"
                  .formatted(graph.name(), node.name(), node.op().label()));
    }
  }

  private void convolution(Node node, Contraction.Conv conv) {
    if (conv.groups() == 1) {
      follow(node, node.input(1), 1);
      int group = parents.size();
      parents.add(group);
      values.put(node.output(), new Channels(group, 1));
      filters.computeIfAbsent(group, _ -> new ArrayList<>()).add(node.input(1));
      slice(node.input(1), new Slice(group, 0, 1));
      if (node.has(2)) {
        slice(node.input(2), new Slice(group, 0, 1));
      }
      return;
    }
    if (!graph.type(node.input(1)).shape().dim(1).is(1)) {
      throw new UserError(
          "convolution '%s' has groups of several channels, which are not pruned; prune its weights instead"
              .formatted(node.name()));
    }
    follow(node, node.input(1), 0);
    if (node.has(2)) {
      follow(node, node.input(2), 0);
    }
    pass(node);
  }

  private void flatten(Node node) {
    Channels channels = values.get(node.input(0));
    if (channels != null) {
      long pixels = 1;
      for (int axis = 2; axis < graph.type(node.input(0)).shape().rank(); axis++) {
        pixels *= graph.type(node.input(0)).shape().dim(axis).size();
      }
      values.put(node.output(), new Channels(channels.group(), Math.toIntExact(pixels)));
    }
  }

  private void join(Node node) {
    Channels a = values.get(node.input(0));
    Channels b = values.get(node.input(1));
    if (a == null || b == null || a.run() != b.run()) {
      throw new UserError(
          "sum '%s' adds channels that cannot be pruned; prune its weights instead"
              .formatted(node.name()));
    }
    parents.set(root(b.group()), root(a.group()));
  }

  /** An axis of a constant follows the channels of the node's first input, if they are pruned. */
  private void follow(Node node, String constant, int axis) {
    Channels channels = values.get(node.input(0));
    if (channels != null) {
      slice(constant, new Slice(channels.group(), axis, channels.run()));
    }
  }

  private void slice(String constant, Slice slice) {
    slices.computeIfAbsent(constant, _ -> new ArrayList<>()).add(slice);
  }

  private void keep(Node node, Map<Integer, List<String>> by, String constant) {
    Channels channels = values.get(node.input(0));
    if (channels != null) {
      by.computeIfAbsent(channels.group(), _ -> new ArrayList<>()).add(constant);
    }
  }

  private void pass(Node node) {
    Channels channels = values.get(node.input(0));
    if (channels != null) {
      values.put(node.output(), channels);
    }
  }
}
