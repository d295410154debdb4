package dev.ridgeline.engine.plan;

import dev.ridgeline.core.graph.Node;
import dev.ridgeline.core.op.Compare;
import dev.ridgeline.engine.kernel.GatePlan;
import dev.ridgeline.engine.kernel.Order;
import dev.ridgeline.engine.kernel.Placed;
import java.util.List;
import java.util.Optional;

/** A comparison with a number and the choice between a value and a number that follows it. */
final class PlanGate {
  private static final String NONE = "there is no kernel for it";

  private PlanGate() {}

  /** Plans {@code where(gate > number, x, number)}, or says why not. */
  static Optional<String> plan(Draft draft, Node node) {
    Optional<Node> reader = draft.onlyReader(node.output());
    if (node.op() != Compare.Relation.GREATER
        || reader.isEmpty()
        || !(reader.get().op() instanceof Compare.Where)
        || !reader.get().input(0).equals(node.output())) {
      return Optional.of(NONE);
    }
    Node where = reader.get();
    String gate = node.input(0);
    String x = where.input(1);
    boolean fits =
        isNumber(draft, node.input(1))
            && isNumber(draft, where.input(2))
            && draft.isF32(gate)
            && draft.isF32(x)
            && draft.type(gate).equals(draft.type(x))
            && draft.isThere(gate)
            && draft.isThere(x);
    if (!fits) {
      return Optional.of(NONE);
    }
    draft.add(
        new GatePlan(
            draft.elements(x),
            draft.constant(node.input(1)).tensor().floatAt(0),
            draft.constant(where.input(2)).tensor().floatAt(0),
            draft.in(gate, Order.ROW_MAJOR),
            draft.in(x, Order.ROW_MAJOR),
            Placed.rowMajor(where.output())),
        List.of(node, where),
        "");
    return Optional.empty();
  }

  private static boolean isNumber(Draft draft, String value) {
    return draft.isConstant(value) && draft.isF32(value) && draft.elements(value) == 1;
  }
}
