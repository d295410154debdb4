package dev.ridgeline.formats.tflite;

import dev.ridgeline.core.UserError;
import dev.ridgeline.core.graph.Graph;
import dev.ridgeline.core.graph.Node;
import dev.ridgeline.core.integer.Affine;
import dev.ridgeline.core.op.IntegerOp;
import dev.ridgeline.core.op.Movement;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * How the values of a graph stand for reals. In the graph the operators know, in a file the
 * tensors: each value takes scale and zero point from the operators that make and read it, and
 * passes them on through operators that only move values.
 */
final class Affines {
  private final Map<String, Affine> known = new HashMap<>();

  private Affines() {}

  /**
   * The scales and zero points of all values that have them.
   *
   * @throws UserError when two operators see the same value differently
   */
  static Affines of(Graph graph) {
    Affines affines = new Affines();
    for (Node node : graph.nodes()) {
      if (node.op() instanceof IntegerOp op) {
        affines.operator(node, op);
      }
    }
    boolean changed = true;
    while (changed) {
      changed = false;
      for (Node node : graph.nodes()) {
        changed |= node.op() instanceof Movement movement && affines.moved(node, movement);
      }
    }
    return affines;
  }

  Optional<Affine> of(String value) {
    return Optional.ofNullable(known.get(value));
  }

  private void operator(Node node, IntegerOp op) {
    op.result().ifPresent(affine -> set(node, node.output(), affine));
    List<Affine> inputs =
        switch (op) {
          case IntegerOp.Conv conv -> List.of(conv.input());
          case IntegerOp.FullyConnected full -> List.of(full.input());
          case IntegerOp.Add add -> List.of(add.a(), add.b());
          case IntegerOp.Sub sub -> List.of(sub.a(), sub.b());
          case IntegerOp.Mul mul -> List.of(mul.a(), mul.b());
          case IntegerOp.AveragePool pool -> List.of(pool.output());
          case IntegerOp.MaxPool pool -> List.of(pool.output());
          case IntegerOp.Softmax softmax -> List.of(softmax.input());
          case IntegerOp.Logistic logistic -> List.of(logistic.input());
          case IntegerOp.Tanh tanh -> List.of(tanh.input());
          case IntegerOp.Mean mean -> List.of(mean.input());
          case IntegerOp.Rescale rescale -> List.of(rescale.input());
          case IntegerOp.FromReal _ -> List.of();
          case IntegerOp.ToReal real -> List.of(real.input());
        };
    for (int i = 0; i < inputs.size(); i++) {
      set(node, node.input(i), inputs.get(i));
    }
  }

  /** Passes on what is known of one side of a node that moves values to the other. */
  private boolean moved(Node node, Movement movement) {
    int parts = movement instanceof Movement.Concat ? node.inputs().size() : 1;
    Affine affine = known.get(node.output());
    for (int i = 0; i < parts && affine == null; i++) {
      affine = known.get(node.input(i));
    }
    if (affine == null) {
      return false;
    }
    boolean changed = set(node, node.output(), affine);
    for (int i = 0; i < parts; i++) {
      changed |= set(node, node.input(i), affine);
    }
    if (movement instanceof Movement.Pad && node.has(2)) {
      changed |= set(node, node.input(2), affine);
    }
    return changed;
  }

  private boolean set(Node node, String value, Affine affine) {
    Affine before = known.put(value, affine);
    if (before != null && !before.equals(affine)) {
      throw new UserError(
          "node '%s' (%s) takes '%s' as %s but another node as %s; a TFLite tensor has one scale, so put a Rescale between them"
              .formatted(node.name(), node.op().label(), value, affine, before));
    }
    return before == null;
  }
}
