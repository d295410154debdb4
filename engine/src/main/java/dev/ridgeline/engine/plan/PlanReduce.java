package dev.ridgeline.engine.plan;

import dev.ridgeline.core.graph.Node;
import dev.ridgeline.core.op.Reduce;
import dev.ridgeline.core.shape.SmallIntegers;
import dev.ridgeline.engine.kernel.Order;
import dev.ridgeline.engine.kernel.Placed;
import dev.ridgeline.engine.kernel.SumPlan;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.LongStream;

/** Sums, and means over space. */
final class PlanReduce {
  private PlanReduce() {}

  /** Plans a reduction, or says why not. */
  static Optional<String> plan(Draft draft, Node node, Reduce op) {
    if (!(op instanceof Reduce.Fold fold)
        || !draft.isF32(node.input(0))
        || !node.has(1)
        || !draft.isConstant(node.input(1))) {
      return Optional.of("there is no kernel for it");
    }
    int[] x = draft.dims(node.input(0));
    List<Long> axes =
        SmallIntegers.of(draft.constant(node.input(1))).orElse(List.of()).stream()
            .map(axis -> axis < 0 ? axis + x.length : axis)
            .sorted()
            .toList();
    return switch (fold.kind()) {
      case SUM -> sum(draft, node, x, axes);
      case MEAN -> {
        List<Long> spatial = LongStream.range(2, x.length).boxed().toList();
        yield axes.equals(spatial)
            ? PlanPool.mean(draft, node, node.output())
            : Optional.of("kernels take means over all spatial axes");
      }
      default -> Optional.of("there is no kernel for it");
    };
  }

  private static Optional<String> sum(Draft draft, Node node, int[] x, List<Long> axes) {
    List<Long> wide = new ArrayList<>(axes);
    wide.removeIf(axis -> x[axis.intValue()] == 1);
    if (wide.isEmpty()) {
      return Optional.of("nothing is summed");
    }
    int first = wide.getFirst().intValue();
    int last = wide.getLast().intValue();
    int[] sizes = {1, 1, 1};
    for (int axis = 0; axis < x.length; axis++) {
      if (axis > first && axis < last && x[axis] != 1 && !wide.contains((long) axis)) {
        return Optional.of("kernels sum over neighbouring axes");
      }
      sizes[axis < first ? 0 : axis <= last ? 1 : 2] *= x[axis];
    }
    Placed in = draft.in(node.input(0), Order.ROW_MAJOR);
    Placed out = Placed.rowMajor(node.output());
    draft.add(new SumPlan(sizes[0], sizes[1], sizes[2], in, out), List.of(node), "");
    return Optional.empty();
  }
}
