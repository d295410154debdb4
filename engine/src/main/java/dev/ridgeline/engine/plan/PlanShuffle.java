package dev.ridgeline.engine.plan;

import dev.ridgeline.core.graph.Node;
import dev.ridgeline.core.op.Movement;
import dev.ridgeline.engine.kernel.Order;
import dev.ridgeline.engine.kernel.Placed;
import dev.ridgeline.engine.kernel.ShufflePlan;
import java.util.List;
import java.util.Optional;

/**
 * A channel shuffle as networks write it: [N, C, ...] reshaped to [N, groups, C / groups, ...], the
 * two exchanged, reshaped back.
 */
final class PlanShuffle {
  private PlanShuffle() {}

  /** Plans the three nodes as one step, where the first begins such a shuffle; says whether. */
  static boolean plan(Draft draft, Node reshape) {
    Optional<Node> transpose = next(draft, reshape);
    Optional<Node> back = transpose.flatMap(node -> next(draft, node));
    String x = reshape.input(0);
    if (back.isEmpty() || !(back.get().op() instanceof Movement.Reshape) || !draft.isF32(x)) {
      return false;
    }
    int[] dims = draft.dims(x);
    int[] parted = draft.dims(reshape.output());
    boolean fits =
        transpose.get().op() instanceof Movement.Transpose t
            && exchanges(t.permutation(), dims.length)
            && dims.length > 2
            && isParted(dims, parted)
            && draft.type(back.get().output()).equals(draft.type(x))
            && draft.isThere(Placed.channelsLast(x));
    if (!fits) {
      return false;
    }
    draft.add(
        new ShufflePlan(
            draft.elements(x) / dims[1],
            parted[1],
            parted[2],
            draft.in(x, Order.CHANNELS_LAST),
            Placed.channelsLast(back.get().output())),
        List.of(reshape, transpose.get(), back.get()),
        "");
    return true;
  }

  private static Optional<Node> next(Draft draft, Node node) {
    return draft.onlyReader(node.output()).filter(reader -> reader.input(0).equals(node.output()));
  }

  /** 0, 2, 1, 3, ... of one axis more than the value has. */
  private static boolean exchanges(List<Integer> permutation, int rank) {
    if (permutation.size() != rank + 1) {
      return false;
    }
    for (int i = 0; i <= rank; i++) {
      int wanted = i == 1 ? 2 : i == 2 ? 1 : i;
      if (permutation.get(i) != wanted) {
        return false;
      }
    }
    return true;
  }

  private static boolean isParted(int[] dims, int[] parted) {
    if (parted.length != dims.length + 1
        || parted[0] != dims[0]
        || parted[1] * parted[2] != dims[1]) {
      return false;
    }
    for (int i = 2; i < dims.length; i++) {
      if (parted[i + 1] != dims[i]) {
        return false;
      }
    }
    return true;
  }
}
