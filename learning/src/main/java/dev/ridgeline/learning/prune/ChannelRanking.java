package dev.ridgeline.learning.prune;

import dev.ridgeline.core.UserError;
import dev.ridgeline.core.graph.Constant;
import dev.ridgeline.core.graph.Graph;
import java.util.List;
import java.util.Objects;

/** How much the channels of a group are worth. */
final class ChannelRanking {
  private final Graph graph;
  private final ChannelGroups groups;
  private final ChannelScore score;

  ChannelRanking(Graph graph, ChannelGroups groups, ChannelScore score) {
    this.graph = graph;
    this.groups = groups;
    this.score = score;
  }

  /** Sums over the tensors that rank the group. */
  double[] scores(int group) {
    return switch (score) {
      case L1 -> filters(group, Norm.L1);
      case L2 -> filters(group, Norm.L2);
      case LINF -> filters(group, Norm.LINF);
      case NORM_SCALE -> sums(groups.scales(group), Norm.L1);
    };
  }

  private double[] filters(int group, Norm norm) {
    return sums(groups.filters(group), norm);
  }

  private double[] sums(List<String> tensors, Norm norm) {
    if (tensors.isEmpty()) {
      throw new UserError(
          "'%s' has channels without batch normalisation; rank them by l1, l2 or linf"
              .formatted(graph.name()));
    }
    double[] sums = new double[0];
    for (String name : tensors) {
      Constant constant = Objects.requireNonNull(graph.constants().get(name));
      int rows = Math.toIntExact(constant.type().shape().dim(0).size());
      float[] values = constant.tensor().floats(0, Math.toIntExact(constant.elements()));
      int run = values.length / rows;
      sums = sums.length == 0 ? new double[rows] : sums;
      for (int row = 0; row < rows; row++) {
        sums[row] += norm.of(values, row * run, run);
      }
    }
    return sums;
  }
}
