package dev.ridgeline.core.gradient;

import dev.ridgeline.core.graph.Node;
import dev.ridgeline.core.op.Normalise;
import dev.ridgeline.core.op.Unary;
import dev.ridgeline.core.tensor.Layout;
import java.util.Arrays;
import java.util.stream.LongStream;

/** Gradients of normalisations; batch statistics are computed anew from the input. */
final class NormaliseGradients {
  private NormaliseGradients() {}

  static void write(Tape t, Node node, Normalise op, String dy) {
    String y = node.output();
    switch (op) {
      case Normalise.Softmax o -> {
        long axis = axis(t, y, o.axis());
        t.give(node, 0, t.product(y, t.difference(dy, t.total(t.product(dy, y), axis))));
      }
      case Normalise.LogSoftmax o -> {
        String softmax = t.op(Unary.Function.EXP, y);
        long axis = axis(t, y, o.axis());
        t.give(node, 0, t.difference(dy, t.product(softmax, t.total(dy, axis))));
      }
      case Normalise.BatchNorm o -> batchNorm(t, node, o, dy);
      case Normalise.LayerNorm o -> {
        int rank = t.sizes(y).length;
        int from = (int) axis(t, y, o.axis());
        long[] axes = LongStream.range(from, rank).toArray();
        moments(t, node, axes, o.epsilon(), node.input(1), dy);
      }
      case Normalise.Dropout _ -> t.give(node, 0, dy);
      case Normalise.InstanceNorm _,
          Normalise.GroupNorm _,
          Normalise.RmsNorm _,
          Normalise.Hardmax _,
          Normalise.Lrn _,
          Normalise.LpNorm _,
          Normalise.MeanVariance _ ->
          throw Gradient.none(node, "no rule is known");
    }
  }

  private static long axis(Tape t, String y, int axis) {
    return axis < 0 ? axis + t.sizes(y).length : axis;
  }

  private static void batchNorm(Tape t, Node node, Normalise.BatchNorm op, String dy) {
    if (op.layout() != Layout.NCHW) {
      throw Gradient.none(node, "only channels first have a rule");
    }
    long[] x = t.sizes(node.input(0));
    long[] channel = new long[x.length];
    Arrays.fill(channel, 1);
    channel[1] = x[1];
    long[] axes = LongStream.range(0, x.length).filter(i -> i != 1).toArray();
    moments(t, node, axes, op.epsilon(), t.reshaped(node.input(1), channel), dy);
  }

  /**
   * With n = (x - mean) / deviation and g = dy scale over the axes of the statistics: dx = (g -
   * mean(g) - n mean(g n)) / deviation.
   */
  private static void moments(
      Tape t, Node node, long[] axes, double epsilon, String scale, String dy) {
    String x = node.input(0);
    String centred = t.difference(x, t.mean(x, axes));
    String variance = t.mean(t.product(centred, centred), axes);
    String deviation = t.op(Unary.Function.SQRT, t.sum(variance, t.number(x, epsilon)));
    String normal = t.quotient(centred, deviation);
    if (t.wants(node, 1)) {
      t.give(node, 1, parameter(t, t.product(dy, normal), node.input(1), scale));
    }
    if (t.wants(node, 2)) {
      t.give(node, 2, parameter(t, dy, node.input(2), scale));
    }
    if (t.wants(node, 0)) {
      String g = t.product(dy, scale);
      String rest = t.sum(t.mean(g, axes), t.product(normal, t.mean(t.product(g, normal), axes)));
      t.give(node, 0, t.quotient(t.difference(g, rest), deviation));
    }
  }

  private static String parameter(Tape t, String part, String parameter, String broadcast) {
    return t.reshaped(t.sumTo(part, t.sizes(broadcast)), t.sizes(parameter));
  }
}
