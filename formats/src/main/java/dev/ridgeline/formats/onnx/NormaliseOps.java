package dev.ridgeline.formats.onnx;

import dev.ridgeline.core.op.Movement;
import dev.ridgeline.core.op.Normalise;
import dev.ridgeline.core.op.Op;
import dev.ridgeline.core.op.Unary;
import dev.ridgeline.core.tensor.DType;
import dev.ridgeline.core.tensor.Layout;
import dev.ridgeline.core.tensor.Shape;
import java.util.ArrayList;
import java.util.List;

/** Lifts normalisations, softmaxes and dropout. */
final class NormaliseOps {
  private NormaliseOps() {}

  static boolean lift(NodeLift node) {
    return byStatistics(node) || alongAxis(node);
  }

  private static boolean byStatistics(NodeLift node) {
    Attributes a = node.attributes();
    float epsilon = a.number("epsilon", 1e-5f);
    switch (node.type()) {
      case "BatchNormalization" -> batchNorm(node, epsilon);
      case "InstanceNormalization" -> node.emit(new Normalise.InstanceNorm(epsilon));
      case "LayerNormalization" -> {
        requireF32Statistics(node);
        node.emit(new Normalise.LayerNorm(a.small("axis", -1), epsilon));
      }
      case "GroupNormalization" -> groupNorm(node, epsilon);
      case "RMSNormalization" -> node.emit(new Normalise.RmsNorm(a.small("axis", -1), epsilon));
      case "LRN" ->
          node.emit(
              new Normalise.Lrn(
                  a.number("alpha", 1e-4f),
                  a.number("beta", 0.75f),
                  a.number("bias", 1f),
                  a.needInteger("size")));
      case "MeanVarianceNormalization" ->
          node.emit(
              new Normalise.MeanVariance(
                  a.integers("axes").orElse(List.of(0L, 2L, 3L)).stream()
                      .map(Long::intValue)
                      .toList()));
      default -> {
        return false;
      }
    }
    return true;
  }

  private static boolean alongAxis(NodeLift node) {
    Attributes a = node.attributes();
    int axis = a.small("axis", node.version() < 13 ? 1 : -1);
    switch (node.type()) {
      case "Softmax" -> softmax(node, axis, new Normalise.Softmax(axis), new Normalise.Softmax(1));
      case "LogSoftmax" ->
          softmax(node, axis, new Normalise.LogSoftmax(axis), new Normalise.LogSoftmax(1));
      case "Hardmax" -> softmax(node, axis, new Normalise.Hardmax(axis), new Normalise.Hardmax(1));
      case "LpNormalization" ->
          node.emit(new Normalise.LpNorm(a.small("axis", -1), a.small("p", 2)));
      case "Dropout" -> dropout(node);
      default -> {
        return false;
      }
    }
    return true;
  }

  private static void requireF32Statistics(NodeLift node) {
    if (node.attributes().integer("stash_type", 1) != 1) {
      throw new NotFollowed("statistics are kept as another type than f32");
    }
  }

  private static void batchNorm(NodeLift node, float epsilon) {
    Attributes a = node.attributes();
    if (node.version() < 9 && !a.flag("spatial", true)) {
      throw new NotFollowed("statistics by element (spatial 0) are not known");
    }
    boolean training =
        node.version() >= 14 ? a.flag("training_mode", false) : node.wants(1) || node.wants(2);
    node.emit(new Normalise.BatchNorm(epsilon, a.number("momentum", 0.9f), training, Layout.NCHW));
  }

  /** Up to version 20 scale and bias go by group; now they go by channel. */
  private static void groupNorm(NodeLift node, float epsilon) {
    long groups = node.attributes().needInteger("num_groups");
    requireF32Statistics(node);
    Normalise.GroupNorm op = new Normalise.GroupNorm(groups, epsilon);
    if (node.version() >= 21) {
      node.emit(op);
      return;
    }
    Shape x = node.shape(0);
    if (!x.ranked() || x.rank() < 2 || !x.dim(1).isKnown() || groups < 1) {
      throw new NotFollowed("the number of channels is not known");
    }
    long channels = x.dim(1).size();
    node.emit(
        op,
        node.need(0),
        byChannel(node, node.need(1), groups, channels),
        byChannel(node, node.need(2), groups, channels));
  }

  private static String byChannel(NodeLift node, String value, long groups, long channels) {
    String column = node.step(new Movement.Unsqueeze(), value, node.vector("axes", List.of(1L)));
    String spread =
        node.step(
            new Movement.Expand(),
            column,
            node.vector("shape", List.of(groups, channels / groups)));
    return node.step(new Movement.Reshape(false), spread, node.vector("shape", List.of(channels)));
  }

  /**
   * Up to version 12 the input is taken as a matrix, rows being the axes before {@code axis}, which
   * is the same thing only for the last axis.
   */
  private static void softmax(NodeLift node, int axis, Op direct, Op ofMatrix) {
    if (node.version() >= 13 || axis == -1) {
      node.emit(direct);
      return;
    }
    int rank = node.rank(0);
    if (axis == rank - 1 || onlyOnesAfter(node.shape(0), axis)) {
      node.emit(direct);
      return;
    }
    String flat = node.step(new Movement.Flatten(axis), node.need(0));
    String rows = node.step(ofMatrix, flat);
    List<Long> sizes = new ArrayList<>();
    if (node.shape(0).isKnown()) {
      node.shape(0).dims().forEach(d -> sizes.add(d.size()));
      node.emit(new Movement.Reshape(true), rows, node.vector("shape", sizes));
    } else {
      String shape = node.step(new Movement.ShapeOf(0, Integer.MAX_VALUE), node.need(0));
      node.emit(new Movement.Reshape(true), rows, shape);
    }
  }

  private static boolean onlyOnesAfter(Shape shape, int axis) {
    int from = axis < 0 ? axis + shape.rank() : axis;
    return from >= 0
        && shape.dims().subList(Math.min(from + 1, shape.rank()), shape.rank()).stream()
            .allMatch(d -> d.is(1));
  }

  private static void dropout(NodeLift node) {
    Attributes a = node.attributes();
    Normalise.Dropout op = new Normalise.Dropout(a.integer("seed", 0));
    if (node.version() >= 12) {
      node.emit(op);
      return;
    }
    // Inference is meant: training form became an input only in version 12.
    String ratio = node.scalar("ratio", DType.F32, a.number("ratio", 0.5f));
    if (!node.wants(1) || node.version() >= 10) {
      node.emit(op, node.need(0), ratio);
      return;
    }
    String mask = node.inner("mask");
    String output = node.wants(0) ? node.node().outputs().getFirst() : node.inner("output");
    DType maskType = node.dtype(0);
    node.emit(op, List.of(node.need(0), ratio), List.of(output, mask));
    node.emit(new Unary.Cast(maskType, true), List.of(mask), List.of(node.node().outputs().get(1)));
  }
}
