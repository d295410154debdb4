package dev.ridgeline.engine.convert;

import dev.ridgeline.core.graph.Node;
import dev.ridgeline.core.op.Movement;
import dev.ridgeline.core.tensor.Dim;
import dev.ridgeline.core.tensor.Shape;
import dev.ridgeline.engine.convert.StoredValues.Flat;
import dev.ridgeline.engine.convert.StoredValues.Stored;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Reshaping of values that are stored in another order than the source's. Axes that are split stay
 * where they are stored; axes that are joined must be stored one after the other. A flattening of
 * channels and spatial axes mixes the elements of rows, which is remembered.
 */
final class ReshapeOrder {
  /** Axes before and after that hold the same elements, in order. */
  private record Group(List<Integer> before, List<Integer> after) {}

  private final Redraft draft;
  private final StoredValues values;

  ReshapeOrder(Redraft draft, StoredValues values) {
    this.draft = draft;
    this.values = values;
  }

  void turn(Node node) {
    Stored x = values.of(node.input(0));
    Shape before = values.shape(node.input(0));
    Shape after = values.shape(node.output());
    boolean open =
        !before.ranked()
            || !after.ranked()
            || after.dims().stream().filter(d -> !d.isKnown()).count() > 1;
    if (open) {
      List<String> inputs = new ArrayList<>(node.inputs());
      inputs.set(0, values.plain(node.input(0)));
      draft.keep(new Node(node.name(), node.op(), inputs, node.outputs()));
      return;
    }
    if (x.flat().isEmpty()) {
      Optional<List<Integer>> order =
          StoredValues.isIdentity(x.order())
              ? Optional.of(StoredValues.identity(after.rank()))
              : order(before, after, x.order());
      if (order.isPresent()) {
        result(node, x.name(), Shapes.ordered(after, order.get()));
        values.put(node.output(), order.get());
        return;
      }
      if (isFlattening(before, after, x.order())) {
        result(node, x.name(), after);
        long channels = before.dim(1).size();
        Flat flat = new Flat(channels, after.dim(1).size() / channels);
        values.put(
            node.output(), new Stored(node.output(), StoredValues.identity(2), Optional.of(flat)));
        return;
      }
      Optional<List<Integer>> joinable = joinable(before, after, x.order());
      if (joinable.isPresent()) {
        Optional<List<Integer>> moved = order(before, after, joinable.get());
        if (moved.isPresent()) {
          // One transpose, as of shuffled channels, which moves elements in any layout.
          String there = values.in(node.input(0), joinable.get());
          result(node, there, Shapes.ordered(after, moved.get()));
          values.put(node.output(), moved.get());
          return;
        }
      }
    }
    result(node, values.plain(node.input(0)), after);
  }

  /** The stored order with the axes of each group brought together, in their order. */
  private static Optional<List<Integer>> joinable(Shape before, Shape after, List<Integer> order) {
    return groups(before, after)
        .map(groups -> {
          List<Integer> joined = new ArrayList<>();
          for (int axis : order) {
            if (!joined.contains(axis)) {
              groups.stream()
                  .filter(g -> g.before().contains(axis))
                  .forEach(g -> joined.addAll(g.before()));
            }
          }
          return joined;
        });
  }

  private void result(Node node, String x, Shape stored) {
    draft.result(
        node,
        new Movement.Reshape(true),
        x,
        draft.vector(node.name() + "/shape", Shapes.sizes(stored)));
  }

  private static boolean isFlattening(Shape before, Shape after, List<Integer> order) {
    return after.rank() == 2
        && before.rank() >= 3
        && before.dim(0).equals(after.dim(0))
        && after.dim(1).isKnown()
        && before.dims().subList(1, before.rank()).stream().allMatch(Dim::isKnown)
        && order.equals(StoredValues.channelsLast(before.rank()));
  }

  /** The order of the axes after the reshape when no element moves; empty when some would. */
  private static Optional<List<Integer>> order(Shape before, Shape after, List<Integer> order) {
    Optional<List<Group>> groups = groups(before, after);
    if (groups.isEmpty()) {
      return Optional.empty();
    }
    List<Integer> stored = new ArrayList<>();
    Set<Group> placed = new HashSet<>();
    List<Integer> axes = order.stream().filter(a -> !before.dim(a).is(1)).toList();
    int at = 0;
    while (at < axes.size()) {
      int axis = axes.get(at);
      Group group =
          groups.get().stream().filter(g -> g.before().contains(axis)).findFirst().orElseThrow();
      List<Integer> joined = group.before().stream().filter(a -> !before.dim(a).is(1)).toList();
      if (at + joined.size() > axes.size()
          || !axes.subList(at, at + joined.size()).equals(joined)) {
        return Optional.empty();
      }
      stored.addAll(group.after());
      placed.add(group);
      at += joined.size();
    }
    int front = 0;
    for (Group group : groups.get()) {
      if (placed.add(group)) {
        // Axes of one element: at the front, in their order, so that a batch of one stays first.
        stored.addAll(front, group.after());
        front += group.after().size();
      }
    }
    return Optional.of(List.copyOf(stored));
  }

  private static Optional<List<Group>> groups(Shape before, Shape after) {
    List<Group> groups = new ArrayList<>();
    int i = 0;
    int j = 0;
    while (i < before.rank() && j < after.rank()) {
      List<Integer> left = new ArrayList<>(List.of(i));
      List<Integer> right = new ArrayList<>(List.of(j));
      Dim a = before.dim(i++);
      Dim b = after.dim(j++);
      while (!a.equals(b)) {
        if (!a.isKnown() || !b.isKnown()) {
          return Optional.empty();
        }
        if (a.size() < b.size() && i < before.rank()) {
          left.add(i);
          a = a.times(before.dim(i++));
        } else if (b.size() < a.size() && j < after.rank()) {
          right.add(j);
          b = b.times(after.dim(j++));
        } else {
          return Optional.empty();
        }
      }
      groups.add(new Group(left, right));
    }
    if (groups.isEmpty()) {
      return Optional.empty();
    }
    for (; i < before.rank(); i++) {
      groups.getLast().before().add(i);
    }
    for (; j < after.rank(); j++) {
      groups.getLast().after().add(j);
    }
    return Optional.of(groups);
  }
}
