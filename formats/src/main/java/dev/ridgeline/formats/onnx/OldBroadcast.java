package dev.ridgeline.formats.onnx;

import dev.ridgeline.core.op.Movement;
import java.util.ArrayList;
import java.util.List;

/**
 * Operator sets 1 to 6 broadcast the second operand only where attribute {@code broadcast} says so,
 * with its axes put against those of the first from {@code axis} on. The newer rule aligns at the
 * end, so axes of size 1 are added there.
 */
final class OldBroadcast {
  private OldBroadcast() {}

  /** The second operand of {@code node} in the form that newer versions broadcast alike. */
  static String second(NodeLift node) {
    Attributes a = node.attributes();
    if (node.version() < 7 && node.type().equals("PRelu")) {
      return byChannel(node);
    }
    if (node.version() >= 7 || !a.flag("broadcast", false) || !a.has("axis")) {
      return node.need(1);
    }
    int rank = node.rank(0);
    int rankB = node.rank(1);
    int axis = a.small("axis", 0);
    int trailing = rank - (axis < 0 ? axis + rank : axis) - rankB;
    if (trailing < 0) {
      throw node.fail("axis %d does not leave room for the second operand".formatted(axis));
    }
    return withTrailingAxes(node, rankB, trailing);
  }

  /** Slopes of PRelu up to version 6 belong to the channels, axis 1. */
  private static String byChannel(NodeLift node) {
    int rank = node.rank(0);
    int rankB = node.rank(1);
    boolean one = node.shape(1).isKnown() && node.shape(1).elements() == 1;
    return rankB != 1 || one || rank < 2 ? node.need(1) : withTrailingAxes(node, rankB, rank - 2);
  }

  private static String withTrailingAxes(NodeLift node, int rankB, int trailing) {
    if (trailing == 0) {
      return node.need(1);
    }
    List<Long> added = new ArrayList<>();
    for (long i = 0; i < trailing; i++) {
      added.add(rankB + i);
    }
    return node.step(new Movement.Unsqueeze(), node.need(1), node.vector("axes", added));
  }
}
