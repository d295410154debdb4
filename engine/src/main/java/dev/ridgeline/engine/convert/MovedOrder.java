package dev.ridgeline.engine.convert;

import dev.ridgeline.core.graph.Node;
import dev.ridgeline.core.op.Movement;
import dev.ridgeline.engine.convert.StoredValues.Stored;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** Operators that move values, in the order in which their input is stored. */
final class MovedOrder {
  private final Redraft draft;
  private final StoredValues values;

  MovedOrder(Redraft draft, StoredValues values) {
    this.draft = draft;
    this.values = values;
  }

  void concat(Node node, Movement.Concat concat) {
    int rank = values.rank(node.output());
    int axis = concat.axis() < 0 ? concat.axis() + rank : concat.axis();
    List<Integer> order = StoredValues.identity(rank);
    for (String input : node.inputs()) {
      if (!values.isConstant(input) && StoredValues.isIdentity(order)) {
        order = values.of(input).order();
      }
    }
    List<String> inputs = new ArrayList<>();
    for (String input : node.inputs()) {
      inputs.add(values.in(input, order));
    }
    draft.result(node, new Movement.Concat(order.indexOf(axis)), inputs.toArray(String[]::new));
    values.put(node.output(), order);
  }

  void slice(Node node) {
    Stored x = values.of(node.input(0));
    Optional<List<Long>> axes =
        node.has(3)
            ? FloatConstants.integers(draft.constant(node.input(3)))
            : FloatConstants.integers(draft.constant(node.input(1)))
                .map(starts ->
                    StoredValues.identity(starts.size()).stream().map(a -> (long) a).toList());
    if (x.isPlain() || x.flat().isPresent() || axes.isEmpty()) {
      values.keepPlain(node);
      return;
    }
    int rank = x.order().size();
    long[] turned =
        axes.get().stream()
            .mapToLong(a -> x.order().indexOf(Math.toIntExact(a < 0 ? a + rank : a)))
            .toArray();
    List<String> inputs = new ArrayList<>(node.inputs());
    inputs.set(0, x.name());
    String vector = draft.vector(node.name() + "/axes", turned);
    if (inputs.size() > 3) {
      inputs.set(3, vector);
    } else {
      inputs.add(vector);
    }
    draft.keep(new Node(node.name(), node.op(), inputs, node.outputs()));
    values.put(node.output(), x.order());
  }

  void pad(Node node) {
    Stored x = values.of(node.input(0));
    Optional<List<Long>> pads = FloatConstants.integers(draft.constant(node.input(1)));
    int rank = x.order().size();
    if (x.isPlain()
        || x.flat().isPresent()
        || node.has(3)
        || pads.isEmpty()
        || pads.get().size() != 2 * rank) {
      values.keepPlain(node);
      return;
    }
    long[] turned = new long[2 * rank];
    Arrays.setAll(
        turned, i -> pads.get().get(i < rank ? x.order().get(i) : rank + x.order().get(i - rank)));
    List<String> inputs = new ArrayList<>(node.inputs());
    inputs.set(0, x.name());
    inputs.set(1, draft.vector(node.name() + "/pads", turned));
    draft.keep(new Node(node.name(), node.op(), inputs, node.outputs()));
    values.put(node.output(), x.order());
  }

  /** No values move: the order in which they are stored stands for other axes. */
  void transpose(Node node, Movement.Transpose transpose) {
    if (values.isConstant(node.input(0))) {
      values.keepPlain(node);
      return;
    }
    Stored x = values.of(node.input(0));
    String name = x.flat().isEmpty() ? x.name() : values.plain(node.input(0));
    int rank = x.order().size();
    List<Integer> permutation =
        transpose.permutation().isEmpty()
            ? StoredValues.identity(rank).reversed()
            : transpose.permutation();
    List<Integer> order = x.order().stream().map(permutation::indexOf).toList();
    values.put(node.output(), new Stored(name, order, Optional.empty()));
  }
}
