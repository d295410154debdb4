package dev.ridgeline.engine.convert;

import dev.ridgeline.core.graph.Constant;
import dev.ridgeline.core.graph.Node;
import dev.ridgeline.core.tensor.Dim;
import dev.ridgeline.core.tensor.Shape;
import dev.ridgeline.engine.convert.StoredValues.Flat;
import dev.ridgeline.engine.convert.StoredValues.Stored;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Operators that work element by element, in the order of their first operand that is stored anew.
 */
final class ElementwiseOrder {
  private final Redraft draft;
  private final StoredValues values;

  ElementwiseOrder(Redraft draft, StoredValues values) {
    this.draft = draft;
    this.values = values;
  }

  void turn(Node node) {
    Shape out = values.shape(node.output());
    if (!out.ranked()) {
      values.keepPlain(node);
      return;
    }
    Optional<Flat> flat = sharedFlat(node);
    List<Integer> order = StoredValues.identity(out.rank());
    for (String input : node.inputs()) {
      List<Integer> own = values.of(input).order();
      if (!values.isConstant(input) && own.size() == out.rank() && StoredValues.isIdentity(order)) {
        order = own;
      }
    }
    List<String> inputs = new ArrayList<>();
    for (String input : node.inputs()) {
      inputs.add(operand(node, input, order, flat));
    }
    draft.keep(new Node(node.name(), node.op(), inputs, node.outputs()));
    values.put(node.output(), new Stored(node.output(), order, flat));
  }

  /** How rows are mixed in all operands that are no constants. */
  private Optional<Flat> sharedFlat(Node node) {
    Optional<Flat> shared = Optional.empty();
    for (String input : node.inputs()) {
      if (!values.isConstant(input)) {
        Optional<Flat> flat = values.of(input).flat();
        if (flat.isEmpty() || (shared.isPresent() && !shared.equals(flat))) {
          return Optional.empty();
        }
        shared = flat;
      }
    }
    return shared;
  }

  private String operand(Node node, String input, List<Integer> order, Optional<Flat> flat) {
    Shape shape = values.shape(input);
    if (flat.isPresent()) {
      boolean mixed = values.isConstant(input) && shape.rank() > 0 && !shape.dim(-1).is(1);
      if (!mixed) {
        return values.of(input).name();
      }
      String rows = input;
      if (shape.rank() == 1) {
        Constant constant = draft.constant(input).orElseThrow();
        Shape row = Shape.of(1, constant.elements());
        return mixedRow(FloatConstants.reshaped(constant, row), flat.get(), input);
      }
      return values.mixedColumns(rows, flat.get());
    }
    if (shape.rank() == order.size()) {
      return values.in(input, order);
    }
    if (StoredValues.isIdentity(order) || shape.rank() == 0) {
      return values.plain(input);
    }
    List<Dim> dims = new ArrayList<>();
    for (int i = shape.rank(); i < order.size(); i++) {
      dims.add(Dim.of(1));
    }
    dims.addAll(shape.dims());
    Shape full = Shape.of(dims);
    if (values.isConstant(input)) {
      Constant constant = draft.constant(input).orElseThrow();
      Constant turned = FloatConstants.permuted(FloatConstants.reshaped(constant, full), order);
      return draft.constant(input + "/channels_last", Windows.withoutLeadingOnes(turned));
    }
    String wide = values.reshaped(node.name() + "/operand", values.plain(input), full);
    return values.reordered(
        wide, full, StoredValues.identity(order.size()), order, node.name() + "/operand");
  }

  private String mixedRow(Constant row, Flat flat, String stem) {
    Shape cube = Shape.of(1, flat.channels(), flat.spatial());
    Constant turned = FloatConstants.permuted(FloatConstants.reshaped(row, cube), List.of(0, 2, 1));
    return draft.constant(
        stem + "/channels_last", FloatConstants.reshaped(turned, row.type().shape()));
  }
}
