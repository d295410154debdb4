package dev.ridgeline.core.gradient;

import dev.ridgeline.core.graph.Node;
import dev.ridgeline.core.op.Generate;
import dev.ridgeline.core.op.Movement;
import dev.ridgeline.core.tensor.DType;
import java.util.Arrays;
import java.util.List;

/**
 * Gradients of what only moves elements. Where no simpler form exists the same movement is applied
 * to the numbers of the elements, and the gradient is added to the places that these name.
 */
final class MovementGradients {
  private MovementGradients() {}

  static void write(Tape t, Node node, Movement op, String dy) {
    switch (op) {
      case Movement.Reshape _, Movement.Flatten _, Movement.Squeeze _, Movement.Unsqueeze _ -> {
        if (t.wants(node, 0)) {
          t.give(node, 0, t.reshaped(dy, t.sizes(node.input(0))));
        }
      }
      case Movement.Expand _ -> t.give(node, 0, dy);
      case Movement.Transpose o -> t.give(node, 0, t.transposed(dy, inverse(o.permutation())));
      case Movement.Concat o -> concat(t, node, o, dy);
      case Movement.Trilu o ->
          t.give(node, 0, node.has(1) ? t.op(o, dy, node.input(1)) : t.op(o, dy));
      case Movement.Pad _ -> padded(t, node, dy);
      case Movement.Slice _,
          Movement.Gather _,
          Movement.GatherElements _,
          Movement.GatherNd _,
          Movement.Tile _,
          Movement.DepthToSpace _,
          Movement.SpaceToDepth _,
          Movement.ReverseSequence _,
          Movement.Compress _ ->
          moved(t, node, dy);
      case Movement.Split _,
          Movement.ScatterElements _,
          Movement.ScatterNd _,
          Movement.ShapeOf _,
          Movement.SizeOf _,
          Movement.OneHot _,
          Movement.NonZero _ ->
          throw Gradient.none(node, "no rule is known");
    }
  }

  private static Integer[] inverse(List<Integer> permutation) {
    Integer[] inverse = new Integer[permutation.size()];
    for (int i = 0; i < inverse.length; i++) {
      inverse[permutation.get(i)] = i;
    }
    return inverse;
  }

  private static void concat(Tape t, Node node, Movement.Concat op, String dy) {
    int rank = t.sizes(dy).length;
    int axis = op.axis() < 0 ? op.axis() + rank : op.axis();
    long from = 0;
    for (int i = 0; i < node.inputs().size(); i++) {
      long to = from + t.sizes(node.input(i))[axis];
      if (t.wants(node, i)) {
        t.give(
            node, i, t.op(new Movement.Slice(), dy, t.vector(from), t.vector(to), t.vector(axis)));
      }
      from = to;
    }
  }

  static void split(Tape t, Node node, Movement.Split op) {
    if (!t.wants(node, 0)) {
      return;
    }
    String[] parts =
        node.outputs().stream()
            .map(y -> t.gradient(y).orElseGet(() -> t.filled(t.type(y).dtype(), 0, t.sizes(y))))
            .toArray(String[]::new);
    t.give(node, 0, t.op(new Movement.Concat(op.axis()), parts));
  }

  private static void moved(Tape t, Node node, String dy) {
    if (!t.wants(node, 0)) {
      throw Gradient.none(node, "only its data can be differentiated");
    }
    String[] inputs = node.inputs().toArray(String[]::new);
    inputs[0] = numbers(t, node.input(0), 0);
    String places = t.op(node.op(), inputs);
    long[] sizes = t.sizes(node.input(0));
    t.give(node, 0, t.reshaped(added(t, places, dy, elements(sizes)), sizes));
  }

  /** Padding takes its gradient to place 0, which is cut off. */
  private static void padded(Tape t, Node node, String dy) {
    if (!t.wants(node, 0)) {
      throw Gradient.none(node, "only its data can be differentiated");
    }
    String[] inputs = node.inputs().toArray(String[]::new);
    inputs[0] = numbers(t, node.input(0), 1);
    if (inputs.length > 2) {
      inputs[2] = Node.ABSENT;
    }
    long[] sizes = t.sizes(node.input(0));
    String sums = added(t, t.op(node.op(), inputs), dy, elements(sizes) + 1);
    String own =
        t.op(new Movement.Slice(), sums, t.vector(1), t.vector(elements(sizes) + 1), t.vector(0));
    t.give(node, 0, t.reshaped(own, sizes));
  }

  /** {@code first}, {@code first} + 1, ... in the shape of {@code x}. */
  private static String numbers(Tape t, String x, long first) {
    long[] sizes = t.sizes(x);
    String range =
        t.op(
            new Generate.Range(),
            t.filled(DType.I64, (double) first),
            t.filled(DType.I64, (double) (first + elements(sizes))),
            t.filled(DType.I64, 1));
    return t.op(new Movement.Reshape(false), range, t.vector(sizes));
  }

  /** Zeros [size] with the elements of {@code parts} added at {@code places}. */
  static String added(Tape t, String places, String parts, long size) {
    long count = t.type(parts).shape().elements();
    return t.op(
        new Movement.ScatterElements(0, Movement.Combine.ADD),
        t.filled(t.type(parts).dtype(), 0, size),
        t.op(new Movement.Reshape(false), places, t.vector(count)),
        t.reshaped(parts, count));
  }

  private static long elements(long[] sizes) {
    return Arrays.stream(sizes).reduce(1, Math::multiplyExact);
  }
}
