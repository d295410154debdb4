package dev.ridgeline.learning.prune;

import dev.ridgeline.core.UserError;
import dev.ridgeline.core.cost.CostAnalysis;
import dev.ridgeline.core.graph.Constant;
import dev.ridgeline.core.graph.ConstantData;
import dev.ridgeline.core.graph.Graph;
import dev.ridgeline.core.graph.GraphBuilder;
import dev.ridgeline.core.graph.Node;
import dev.ridgeline.core.op.Contraction;
import dev.ridgeline.core.op.Op;
import dev.ridgeline.core.shape.Specialise;
import dev.ridgeline.core.tensor.Dim;
import dev.ridgeline.core.tensor.Shape;
import dev.ridgeline.core.tensor.TensorType;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Comparator;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;

/**
 * Takes channels out of a network: the tensors of the result are smaller, and so are its counts and
 * times. Channels that stand for each other (through normalisations, depthwise convolutions and
 * sums) go together. The same share of every group goes, those of the smallest score.
 *
 * <p><b>Limits.</b> Graphs of convolutions (dense or depthwise), normalisations, ReLU, sums, means
 * over the image, flattening and matrix products, as the keyword spotters are. Scores and classes
 * keep all their channels.
 */
public final class ChannelPruning {
  private ChannelPruning() {}

  /**
   * The network with a share of the channels of every group.
   *
   * @param keep above 0 to 1; at least one channel of a group stays
   */
  public static Graph keeping(Graph graph, double keep, ChannelScore score) {
    if (!(keep > 0 && keep <= 1)) {
      throw new UserError(
          "%s of the channels to be kept, allowed is above 0 to 1; give a share".formatted(keep));
    }
    ChannelGroups groups = ChannelGroups.of(graph);
    ChannelRanking ranking = new ChannelRanking(graph, groups, score);
    return rebuilt(graph, groups, group -> kept(ranking.scores(group), keep));
  }

  /** The largest network whose multiply-accumulates are at most a share of the given one's. */
  public static Graph withMacs(Graph graph, double share, ChannelScore score) {
    long limit = (long) (share * macs(graph));
    for (int percent = 100; percent > 0; percent--) {
      Graph smaller = keeping(graph, percent / 100.0, score);
      if (macs(smaller) <= limit) {
        return smaller;
      }
    }
    throw new UserError(
        "no network with one channel a layer has at most %s of the multiply-accumulates of '%s'; allow more"
            .formatted(share, graph.name()));
  }

  /** Multiply-accumulates of one input. */
  public static long macs(Graph graph) {
    return CostAnalysis.of(Specialise.symbols(graph, Map.of("N", 1L))).forward().work().macs();
  }

  /** The channels of a group that stay, ascending. */
  @FunctionalInterface
  private interface Choice {
    int[] of(int group);
  }

  private static int[] kept(double[] scores, double keep) {
    int count = Math.max(1, (int) Math.round(keep * scores.length));
    return IntStream.range(0, scores.length)
        .boxed()
        .sorted(Comparator.comparingDouble((Integer c) -> -scores[c]).thenComparing(c -> c))
        .limit(count)
        .mapToInt(c -> c)
        .sorted()
        .toArray();
  }

  private static Graph rebuilt(Graph graph, ChannelGroups groups, Choice choice) {
    GraphBuilder net = new GraphBuilder(graph.name());
    graph.inputs().forEach(input -> net.input(input, graph.type(input)));
    Set<String> defined = new HashSet<>();
    for (Node node : graph.nodes()) {
      for (String input : node.inputs()) {
        Constant constant = graph.constants().get(input);
        if (constant != null && defined.add(input)) {
          for (ChannelGroups.Slice slice : groups.slices(input)) {
            constant = sliced(constant, slice, choice.of(groups.root(slice.group())));
          }
          net.constant(input, constant);
        }
      }
      net.add(new Node(node.name(), resized(node, net), node.inputs(), node.outputs()));
    }
    graph.outputs().forEach(net::output);
    return net.build();
  }

  /** A depthwise convolution has as many groups as channels. */
  private static Op resized(Node node, GraphBuilder net) {
    if (node.op() instanceof Contraction.Conv conv && conv.groups() > 1) {
      long channels = net.type(node.input(0)).shape().dim(1).size();
      return new Contraction.Conv(conv.window(), channels, conv.layout());
    }
    return node.op();
  }

  /** The rows of an axis that belong to channels, {@code run} of them each. */
  private static Constant sliced(Constant constant, ChannelGroups.Slice slice, int[] channels) {
    Shape shape = constant.type().shape();
    int axis = slice.axis();
    int rows = Math.toIntExact(shape.dim(axis).size());
    int inner = 1;
    for (int i = axis + 1; i < shape.rank(); i++) {
      inner *= Math.toIntExact(shape.dim(i).size());
    }
    int outer = Math.toIntExact(constant.elements() / rows / inner);
    int block = slice.run() * inner;
    float[] from = constant.tensor().floats(0, Math.toIntExact(constant.elements()));
    float[] to = new float[outer * channels.length * block];
    int at = 0;
    for (int o = 0; o < outer; o++) {
      for (int channel : channels) {
        System.arraycopy(from, o * rows * inner + channel * block, to, at, block);
        at += block;
      }
    }
    ByteBuffer bytes = ByteBuffer.allocate(to.length * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
    bytes.asFloatBuffer().put(to);
    TensorType type =
        new TensorType(
            constant.type().dtype(),
            shape.with(axis, Dim.of((long) channels.length * slice.run())));
    return new Constant(type, constant.role(), new ConstantData.Bytes(bytes.array()));
  }
}
