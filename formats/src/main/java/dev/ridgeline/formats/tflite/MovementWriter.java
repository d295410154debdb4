package dev.ridgeline.formats.tflite;

import dev.ridgeline.core.graph.Constant;
import dev.ridgeline.core.graph.Node;
import dev.ridgeline.core.op.Movement;
import dev.ridgeline.core.tensor.DType;
import dev.ridgeline.core.tensor.Dim;
import dev.ridgeline.core.tensor.Shape;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/** Writes operators that move values. */
final class MovementWriter {
  private final Node node;
  private final FileDraft draft;

  private MovementWriter(Node node, FileDraft draft) {
    this.node = node;
    this.draft = draft;
  }

  static void write(Node node, Movement movement, FileDraft draft) {
    new MovementWriter(node, draft).write(movement);
  }

  private void write(Movement movement) {
    switch (movement) {
      case Movement.Reshape reshape -> reshape(reshape);
      case Movement.Squeeze _, Movement.Unsqueeze _, Movement.Flatten _ ->
          reshaped(node.name() + "/shape", declared());
      case Movement.Transpose transpose -> transpose(transpose);
      case Movement.Concat concat ->
          operator(
              Builtin.CONCATENATION,
              BuiltinOptions.CONCATENATION,
              new FlatBuilder().i32(0, concat.axis()).i8(1, 0),
              node.inputs().stream().map(draft::tensor).toList());
      case Movement.Pad pad -> pad(pad);
      case Movement.Slice _ -> slice();
      case Movement.Gather gather ->
          operator(
              Builtin.GATHER,
              BuiltinOptions.GATHER,
              new FlatBuilder().i32(0, gather.axis()).i32(1, 0),
              List.of(draft.tensor(node.input(0)), draft.tensor(node.input(1))));
      default -> throw FileDraft.refused(node, "the operator is not converted");
    }
  }

  private void operator(Builtin builtin, int kind, FlatBuilder options, List<Integer> inputs) {
    boolean integers = draft.graph().type(node.output()).dtype() == DType.I8;
    int version = integers && builtin != Builtin.RESHAPE ? 2 : 1;
    draft.operator(builtin, version, kind, options, inputs, node.output());
  }

  private Shape shape(String value) {
    return draft.graph().type(value).shape();
  }

  private void reshape(Movement.Reshape reshape) {
    List<Long> sizes = new ArrayList<>(OperatorWriter.integers(node, 1, draft));
    if (!reshape.allowZero() && sizes.contains(0L)) {
      sizes = declared();
    }
    reshaped(node.input(1), sizes);
  }

  /** The sizes of the result, -1 for one that may vary. */
  private List<Long> declared() {
    Shape shape = shape(node.output());
    if (!shape.ranked() || shape.dims().stream().filter(d -> !d.isKnown()).count() > 1) {
      throw FileDraft.refused(node, "more than one size of its result may vary");
    }
    List<Long> sizes = new ArrayList<>();
    for (Dim dim : shape.dims()) {
      sizes.add(dim.isKnown() ? dim.size() : -1);
    }
    return sizes;
  }

  private void reshaped(String name, List<Long> sizes) {
    operator(
        Builtin.RESHAPE,
        BuiltinOptions.RESHAPE,
        new FlatBuilder().ints(0, sizes.stream().map(Math::toIntExact).toList()),
        List.of(draft.tensor(node.input(0)), draft.settings(name, sizes)));
  }

  private void transpose(Movement.Transpose transpose) {
    int rank = shape(node.input(0)).rank();
    List<Long> permutation = new ArrayList<>();
    for (int i = 0; i < rank; i++) {
      permutation.add(
          transpose.permutation().isEmpty()
              ? rank - 1L - i
              : (long) transpose.permutation().get(i));
    }
    operator(
        Builtin.TRANSPOSE,
        BuiltinOptions.TRANSPOSE,
        new FlatBuilder(),
        List.of(
            draft.tensor(node.input(0)),
            draft.settings(node.name() + "/permutation", permutation)));
  }

  private void pad(Movement.Pad pad) {
    if (pad.mode() != Movement.PadMode.CONSTANT || node.has(3)) {
      throw FileDraft.refused(node, "it pads %s, or some axes only".formatted(pad.mode()));
    }
    List<Long> pads = OperatorWriter.integers(node, 1, draft);
    int rank = pads.size() / 2;
    List<Long> twos = new ArrayList<>();
    for (int i = 0; i < rank; i++) {
      twos.add(pads.get(i));
      twos.add(pads.get(rank + i));
    }
    if (twos.stream().anyMatch(p -> p < 0)) {
      throw FileDraft.refused(node, "its pads are %s, which crop".formatted(pads));
    }
    int x = draft.tensor(node.input(0));
    int settings = draft.matrix(node.input(1), twos, 2);
    if (padsZero()) {
      operator(Builtin.PAD, BuiltinOptions.PAD, new FlatBuilder(), List.of(x, settings));
    } else {
      operator(
          Builtin.PADV2,
          BuiltinOptions.PADV2,
          new FlatBuilder(),
          List.of(x, settings, draft.tensor(node.input(2))));
    }
  }

  private boolean padsZero() {
    if (!node.has(2)) {
      return true;
    }
    Constant value = draft.graph().constants().get(node.input(2));
    double zero =
        draft.affine(node.input(0)).map(affine -> (double) affine.zeroPoint()).orElse(0.0);
    return value != null && SmallVectors.scalar(value) == zero;
  }

  private void slice() {
    int rank = shape(node.input(0)).rank();
    List<Long> starts = OperatorWriter.integers(node, 1, draft);
    List<Long> ends = OperatorWriter.integers(node, 2, draft);
    List<Long> begin = new ArrayList<>(Collections.nCopies(rank, 0L));
    List<Long> end = new ArrayList<>(Collections.nCopies(rank, (long) Integer.MAX_VALUE));
    List<Long> strides = new ArrayList<>(Collections.nCopies(rank, 1L));
    List<Long> axes = node.has(3) ? OperatorWriter.integers(node, 3, draft) : List.of();
    List<Long> steps = node.has(4) ? OperatorWriter.integers(node, 4, draft) : List.of();
    for (int i = 0; i < starts.size(); i++) {
      int axis = axes.isEmpty() ? i : Math.toIntExact(axes.get(i));
      axis = axis < 0 ? axis + rank : axis;
      begin.set(axis, starts.get(i));
      end.set(axis, ends.get(i));
      strides.set(axis, steps.isEmpty() ? 1 : steps.get(i));
    }
    int beginMask = 0;
    int endMask = 0;
    for (int i = 0; i < rank; i++) {
      // Ends past every size are masks in the file: kernels add sizes to negative ones.
      boolean first = strides.get(i) < 0 && begin.get(i) >= Integer.MAX_VALUE;
      boolean last = end.get(i) >= Integer.MAX_VALUE || end.get(i) <= Integer.MIN_VALUE;
      beginMask |= first ? 1 << i : 0;
      endMask |= last ? 1 << i : 0;
    }
    operator(
        Builtin.STRIDED_SLICE,
        BuiltinOptions.STRIDED_SLICE,
        new FlatBuilder().i32(0, beginMask).i32(1, endMask).i32(2, 0).i32(3, 0).i32(4, 0),
        List.of(
            draft.tensor(node.input(0)),
            draft.settings(node.input(1), begin),
            draft.settings(node.input(2), end),
            draft.settings(node.name() + "/strides", strides)));
  }
}
