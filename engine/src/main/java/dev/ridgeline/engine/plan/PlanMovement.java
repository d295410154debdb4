package dev.ridgeline.engine.plan;

import dev.ridgeline.core.graph.Node;
import dev.ridgeline.core.op.Movement;
import dev.ridgeline.core.shape.SmallIntegers;
import dev.ridgeline.core.tensor.DType;
import dev.ridgeline.engine.kernel.GatherRowsPlan;
import dev.ridgeline.engine.kernel.Order;
import dev.ridgeline.engine.kernel.Placed;
import dev.ridgeline.engine.kernel.StridedCopyPlan;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** Operators that move values: views where nothing has to be moved, else strided copies. */
final class PlanMovement {
  private PlanMovement() {}

  /** Plans the node, or says why not. */
  static Optional<String> plan(Draft draft, Node node, Movement op) {
    String x = node.input(0);
    if (op instanceof Movement.Reshape && PlanShuffle.plan(draft, node)) {
      return Optional.empty();
    }
    if (op instanceof Movement.Reshape
        || op instanceof Movement.Flatten
        || op instanceof Movement.Squeeze
        || op instanceof Movement.Unsqueeze) {
      if (draft.isConstant(x)) {
        return Optional.of("a constant is reshaped");
      }
      draft.view(Placed.rowMajor(node.output()), draft.in(x, Order.ROW_MAJOR));
      draft.finish(node);
      return Optional.empty();
    }
    if (op instanceof Movement.Gather g && isTable(draft, node, g)) {
      return rows(draft, node);
    }
    if (!draft.isF32(node.output())) {
      return Optional.of("kernels move f32 values");
    }
    return switch (op) {
      case Movement.Transpose t -> transpose(draft, node, t);
      case Movement.Concat c -> concat(draft, node, c);
      case Movement.Split s -> split(draft, node, s);
      case Movement.Slice _ -> slice(draft, node);
      case Movement.Expand _ -> expand(draft, node);
      case Movement.OneHot o -> PlanRows.oneHot(draft, node, o);
      case Movement.Gather g -> gather(draft, node, g);
      default -> Optional.of("there is no kernel for it");
    };
  }

  private static Optional<String> transpose(Draft draft, Node node, Movement.Transpose op) {
    String x = node.input(0);
    int[] dims = draft.dims(x);
    int rank = dims.length;
    int[] axes = new int[rank];
    for (int i = 0; i < rank; i++) {
      axes[i] = op.permutation().isEmpty() ? rank - 1 - i : op.permutation().get(i);
    }
    if (rank > 2 && isToLast(axes) && draft.isThere(Placed.channelsLast(x))) {
      draft.view(Placed.rowMajor(node.output()), Placed.channelsLast(x));
      draft.finish(node);
      return Optional.empty();
    }
    if (rank > 2 && isToFirst(axes) && draft.isThere(Placed.rowMajor(x))) {
      draft.view(Placed.channelsLast(node.output()), Placed.rowMajor(x));
      draft.finish(node);
      return Optional.empty();
    }
    Placed in = draft.in(x, Order.ROW_MAJOR);
    long[] strides = strides(dims);
    int[] out = draft.dims(node.output());
    List<Long> from = new ArrayList<>();
    for (int axis : axes) {
      from.add(strides[axis]);
    }
    return copy(
        draft,
        node,
        "transpose",
        List.of(new StridedCopyPlan.Part(in, list(out), from, 0, longs(strides(out)), 0)));
  }

  /** 0, 2, 3, ..., 1. */
  private static boolean isToLast(int[] axes) {
    for (int i = 1; i < axes.length - 1; i++) {
      if (axes[i] != i + 1) {
        return false;
      }
    }
    return axes[0] == 0 && axes[axes.length - 1] == 1;
  }

  /** 0, last, 1, 2, .... */
  private static boolean isToFirst(int[] axes) {
    for (int i = 2; i < axes.length; i++) {
      if (axes[i] != i - 1) {
        return false;
      }
    }
    return axes[0] == 0 && axes[1] == axes.length - 1;
  }

  private static Optional<String> concat(Draft draft, Node node, Movement.Concat op) {
    int[] out = draft.dims(node.output());
    int axis = op.axis() < 0 ? op.axis() + out.length : op.axis();
    boolean last =
        out.length > 2
            && node.inputs().stream().noneMatch(draft::isConstant)
            && node.inputs().stream().anyMatch(i -> !draft.isThere(Placed.rowMajor(i)));
    Order order = last ? Order.CHANNELS_LAST : Order.ROW_MAJOR;
    int[] lying = last ? turned(out) : out;
    int at = last ? turnedAxis(axis, out.length) : axis;
    long[] to = strides(lying);
    long offset = 0;
    List<StridedCopyPlan.Part> parts = new ArrayList<>();
    for (String input : node.inputs()) {
      int[] own = last ? turned(draft.dims(input)) : draft.dims(input);
      Placed in = draft.in(input, order);
      parts.add(new StridedCopyPlan.Part(in, list(own), longs(strides(own)), 0, longs(to), offset));
      offset += own[at] * to[at];
    }
    draft.add(
        new StridedCopyPlan("concat", parts, new Placed(node.output(), order)), List.of(node), "");
    return Optional.empty();
  }

  private static Optional<String> split(Draft draft, Node node, Movement.Split op) {
    String x = node.input(0);
    int[] dims = draft.dims(x);
    int axis = op.axis() < 0 ? op.axis() + dims.length : op.axis();
    boolean last = dims.length > 2 && !draft.isThere(Placed.rowMajor(x));
    Order order = last ? Order.CHANNELS_LAST : Order.ROW_MAJOR;
    Placed in = draft.in(x, order);
    int[] lying = last ? turned(dims) : dims;
    int at = last ? turnedAxis(axis, dims.length) : axis;
    long[] from = strides(lying);
    long offset = 0;
    for (String output : node.outputs()) {
      int size = draft.dims(output)[axis];
      int[] own = lying.clone();
      own[at] = size;
      draft.add(
          new StridedCopyPlan(
              "split",
              List.of(
                  new StridedCopyPlan.Part(
                      in, list(own), longs(from), offset, longs(strides(own)), 0)),
              new Placed(output, order)),
          List.of(node),
          "");
      offset += size * from[at];
    }
    return Optional.empty();
  }

  private static Optional<String> slice(Draft draft, Node node) {
    String x = node.input(0);
    int[] dims = draft.dims(x);
    int[] out = draft.dims(node.output());
    List<List<Long>> numbers = new ArrayList<>();
    for (int i = 1; i <= 4; i++) {
      if (!node.has(i)) {
        numbers.add(List.of());
        continue;
      }
      Optional<List<Long>> values =
          draft.isConstant(node.input(i))
              ? SmallIntegers.of(draft.constant(node.input(i)))
              : Optional.empty();
      if (values.isEmpty()) {
        return Optional.of("its bounds are no constants");
      }
      numbers.add(values.get());
    }
    long[] from = strides(dims);
    long[] steps = from.clone();
    long offset = 0;
    List<Long> starts = numbers.getFirst();
    for (int i = 0; i < starts.size(); i++) {
      long given = numbers.get(2).isEmpty() ? i : numbers.get(2).get(i);
      int axis = (int) (given < 0 ? given + dims.length : given);
      long step = numbers.get(3).isEmpty() ? 1 : numbers.get(3).get(i);
      long start = starts.get(i) < 0 ? starts.get(i) + dims[axis] : starts.get(i);
      start = step > 0 ? Math.clamp(start, 0, dims[axis]) : Math.clamp(start, 0, dims[axis] - 1);
      offset += start * from[axis];
      steps[axis] = step * from[axis];
    }
    Placed in = draft.in(x, Order.ROW_MAJOR);
    return copy(
        draft,
        node,
        "slice",
        List.of(
            new StridedCopyPlan.Part(in, list(out), longs(steps), offset, longs(strides(out)), 0)));
  }

  private static Optional<String> expand(Draft draft, Node node) {
    int[] out = draft.dims(node.output());
    int[] dims = draft.dims(node.input(0));
    long[] own = strides(dims);
    List<Long> from = new ArrayList<>();
    for (int i = 0; i < out.length; i++) {
      int axis = i - (out.length - dims.length);
      from.add(axis < 0 || dims[axis] == 1 ? 0L : own[axis]);
    }
    Placed in = draft.in(node.input(0), Order.ROW_MAJOR);
    return copy(
        draft,
        node,
        "expand",
        List.of(new StridedCopyPlan.Part(in, list(out), from, 0, longs(strides(out)), 0)));
  }

  /** Whether whole rows of a constant are picked. */
  private static boolean isTable(Draft draft, Node node, Movement.Gather op) {
    DType dtype = draft.type(node.input(1)).dtype();
    return op.axis() == 0
        && draft.isConstant(node.input(0))
        && !draft.isConstant(node.input(1))
        && (dtype == DType.I32 || dtype == DType.I64);
  }

  private static Optional<String> rows(Draft draft, Node node) {
    int rows = draft.dims(node.input(0))[0];
    if (rows == 0) {
      return Optional.of("its table is empty");
    }
    draft.add(
        new GatherRowsPlan(
            rows,
            draft.type(node.input(0)).bytes() / rows,
            draft.elements(node.input(1)),
            draft.type(node.input(1)).dtype(),
            draft.in(node.input(0), Order.ROW_MAJOR),
            draft.in(node.input(1), Order.ROW_MAJOR),
            Placed.rowMajor(node.output())),
        List.of(node),
        "");
    return Optional.empty();
  }

  /** One constant index: a slice. */
  private static Optional<String> gather(Draft draft, Node node, Movement.Gather op) {
    String indices = node.input(1);
    Optional<List<Long>> known =
        draft.isConstant(indices) ? SmallIntegers.of(draft.constant(indices)) : Optional.empty();
    if (known.isEmpty() || known.get().size() != 1 || draft.isConstant(node.input(0))) {
      return Optional.of("its indices are not one constant");
    }
    int[] dims = draft.dims(node.input(0));
    int axis = op.axis() < 0 ? op.axis() + dims.length : op.axis();
    long index = known.get().getFirst();
    long[] from = strides(dims);
    long offset = (index < 0 ? index + dims[axis] : index) * from[axis];
    int[] extents = dims.clone();
    extents[axis] = 1;
    Placed in = draft.in(node.input(0), Order.ROW_MAJOR);
    return copy(
        draft,
        node,
        "slice",
        List.of(
            new StridedCopyPlan.Part(
                in, list(extents), longs(from), offset, longs(strides(extents)), 0)));
  }

  private static Optional<String> copy(
      Draft draft, Node node, String what, List<StridedCopyPlan.Part> parts) {
    draft.add(new StridedCopyPlan(what, parts, Placed.rowMajor(node.output())), List.of(node), "");
    return Optional.empty();
  }

  private static long[] strides(int[] dims) {
    long[] strides = new long[dims.length];
    long stride = 1;
    for (int i = dims.length - 1; i >= 0; i--) {
      strides[i] = stride;
      stride *= dims[i];
    }
    return strides;
  }

  /** [N, C, spatial...] as it lies with channels last. */
  private static int[] turned(int[] dims) {
    int[] turned = new int[dims.length];
    turned[0] = dims[0];
    System.arraycopy(dims, 2, turned, 1, dims.length - 2);
    turned[dims.length - 1] = dims[1];
    return turned;
  }

  private static int turnedAxis(int axis, int rank) {
    return axis == 0 ? 0 : axis == 1 ? rank - 1 : axis - 1;
  }

  private static List<Integer> list(int[] values) {
    return Arrays.stream(values).boxed().toList();
  }

  private static List<Long> longs(long[] values) {
    return Arrays.stream(values).boxed().toList();
  }
}
