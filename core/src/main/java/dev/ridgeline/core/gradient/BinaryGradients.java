package dev.ridgeline.core.gradient;

import dev.ridgeline.core.graph.Node;
import dev.ridgeline.core.op.Binary;
import dev.ridgeline.core.op.Compare;
import dev.ridgeline.core.op.Unary;

/** Gradients of operators on two values, summed over what was broadcast. */
final class BinaryGradients {
  private BinaryGradients() {}

  static void write(Tape t, Node node, Binary op, String dy) {
    String a = node.input(0);
    String b = node.input(1);
    switch (op) {
      case ADD -> both(t, node, dy, dy);
      case SUB -> {
        t.give(node, 0, dy);
        if (t.wants(node, 1)) {
          t.give(node, 1, t.negative(dy));
        }
      }
      case MUL -> {
        if (t.wants(node, 0)) {
          t.give(node, 0, t.product(dy, b));
        }
        if (t.wants(node, 1)) {
          t.give(node, 1, t.product(dy, a));
        }
      }
      case DIV -> {
        String part = t.quotient(dy, b);
        t.give(node, 0, part);
        if (t.wants(node, 1)) {
          t.give(node, 1, t.negative(t.product(part, node.output())));
        }
      }
      case POW -> power(t, node, dy);
      case MIN, MAX -> {
        String first =
            t.op(
                op == Binary.MIN
                    ? Compare.Relation.LESS_OR_EQUAL
                    : Compare.Relation.GREATER_OR_EQUAL,
                a,
                b);
        String taken = t.where(first, dy);
        both(t, node, taken, t.difference(dy, taken));
      }
      case PRELU -> {
        String below = t.op(Compare.Relation.LESS, a, t.number(a, 0));
        String negative = t.where(below, dy);
        t.give(node, 0, t.sum(t.difference(dy, negative), t.product(negative, b)));
        t.give(node, 1, t.product(negative, a));
      }
      case MOD, FMOD, AND, OR, XOR, BITWISE_AND, BITWISE_OR, BITWISE_XOR, SHIFT_LEFT, SHIFT_RIGHT ->
          throw Gradient.none(node, "it is not differentiable");
    }
  }

  private static void both(Tape t, Node node, String first, String second) {
    t.give(node, 0, first);
    t.give(node, 1, second);
  }

  private static void power(Tape t, Node node, String dy) {
    String a = node.input(0);
    String b = node.input(1);
    if (t.wants(node, 0)) {
      String less = t.op(Binary.POW, a, t.difference(b, t.number(b, 1)));
      t.give(node, 0, t.product(dy, t.product(b, less)));
    }
    if (t.wants(node, 1)) {
      t.give(node, 1, t.product(dy, t.product(node.output(), t.op(Unary.Function.LOG, a))));
    }
  }

  static void select(Tape t, Node node, Compare op, String dy) {
    if (!(op instanceof Compare.Where)) {
      throw Gradient.none(node, "a comparison is not differentiable");
    }
    String taken = t.where(node.input(0), dy);
    t.give(node, 1, taken);
    if (t.wants(node, 2)) {
      t.give(node, 2, t.difference(dy, taken));
    }
  }
}
