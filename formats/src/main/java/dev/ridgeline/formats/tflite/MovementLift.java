package dev.ridgeline.formats.tflite;

import dev.ridgeline.core.op.Movement;
import dev.ridgeline.core.op.Unary;
import dev.ridgeline.formats.tflite.TfliteLift.NotFollowed;
import dev.ridgeline.formats.tflite.TfliteModel.OperatorInfo;
import dev.ridgeline.formats.tflite.TfliteModel.TensorInfo;
import java.util.ArrayList;
import java.util.List;

/** Operators that move values and change none, whatever the values stand for. */
final class MovementLift {
  private MovementLift() {}

  static boolean moves(Builtin builtin) {
    return switch (builtin) {
      case RESHAPE,
          SQUEEZE,
          EXPAND_DIMS,
          TRANSPOSE,
          CONCATENATION,
          PAD,
          PADV2,
          STRIDED_SLICE,
          GATHER ->
          true;
      default -> false;
    };
  }

  static void lift(Builtin builtin, OperatorInfo operator, TfliteLift lift) {
    int output = operator.outputs().getFirst();
    TensorInfo x = lift.tensor(operator.input(0));
    TensorInfo y = lift.tensor(output);
    if (x.quantised() && y.quantised() && !sameScale(x, y)) {
      throw new NotFollowed("it changes scale or zero point");
    }
    switch (builtin) {
      case RESHAPE -> reshape(operator, lift);
      // The sizes are known; only the first may vary.
      case SQUEEZE, EXPAND_DIMS -> {
        List<Long> sizes = new ArrayList<>();
        y.shape().forEach(size -> sizes.add((long) size));
        one(operator, new Movement.Reshape(false), lift, lift.vector("shape", sizes));
      }
      case TRANSPOSE ->
          lift.result(
              output,
              new Movement.Transpose(
                  lift.integers(operator.input(1)).stream().map(Math::toIntExact).toList()),
              List.of(lift.value(operator.input(0))));
      case CONCATENATION -> concat(operator, lift);
      case PAD, PADV2 -> pad(builtin, operator, lift);
      case STRIDED_SLICE -> slice(operator, lift);
      case GATHER -> {
        if (operator.options().isPresent() && operator.options().get().i32(1, 0) != 0) {
          throw new NotFollowed("it gathers within batches");
        }
        int axis = operator.options().map(o -> o.i32(0, 0)).orElse(0);
        one(operator, new Movement.Gather(axis), lift, lift.value(operator.input(1)));
      }
      default -> throw new IllegalStateException(builtin.name());
    }
  }

  private static void one(OperatorInfo operator, Movement op, TfliteLift lift, String second) {
    lift.result(operator.outputs().getFirst(), op, List.of(lift.value(operator.input(0)), second));
  }

  static boolean sameScale(TensorInfo a, TensorInfo b) {
    return a.scales().equals(b.scales()) && a.zeroPoints().equals(b.zeroPoints());
  }

  private static void reshape(OperatorInfo operator, TfliteLift lift) {
    List<Long> sizes = new ArrayList<>();
    if (operator.input(1) >= 0) {
      if (!lift.isConstant(operator.input(1))) {
        throw new NotFollowed("its new shape is computed");
      }
      sizes.addAll(lift.integers(operator.input(1)));
    } else {
      OperatorLift.options(operator).ints(0).forEach(size -> sizes.add((long) size));
    }
    one(operator, new Movement.Reshape(true), lift, lift.vector("shape", sizes));
  }

  private static void concat(OperatorInfo operator, TfliteLift lift) {
    FlatTable options = OperatorLift.options(operator);
    TensorInfo y = lift.tensor(operator.outputs().getFirst());
    List<String> parts = new ArrayList<>();
    for (int input : operator.inputs()) {
      if (y.quantised() && !sameScale(lift.tensor(input), y)) {
        throw new NotFollowed("it joins tensors of different scales");
      }
      parts.add(lift.value(input));
    }
    if (options.i8(1, 0) != 0) {
      throw new NotFollowed("it has a fused activation");
    }
    int axis = options.i32(0, 0);
    int rank = y.shape().size();
    lift.result(
        operator.outputs().getFirst(), new Movement.Concat(axis < 0 ? axis + rank : axis), parts);
  }

  /** Pairs before and after each axis become all befores, then all afters. */
  private static void pad(Builtin builtin, OperatorInfo operator, TfliteLift lift) {
    List<Long> pairs = lift.integers(operator.input(1));
    List<Long> pads = new ArrayList<>();
    for (int side = 0; side < 2; side++) {
      for (int i = side; i < pairs.size(); i += 2) {
        pads.add(pairs.get(i));
      }
    }
    TensorInfo x = lift.tensor(operator.input(0));
    // Padding stands for 0 unless a value is given.
    double zero = x.quantised() && !x.zeroPoints().isEmpty() ? x.zeroPoints().getFirst() : 0;
    String value =
        builtin == Builtin.PADV2
            ? lift.value(operator.input(2))
            : lift.scalar("pad_value", x.dtype(), zero);
    lift.result(
        operator.outputs().getFirst(),
        new Movement.Pad(Movement.PadMode.CONSTANT),
        List.of(lift.value(operator.input(0)), lift.vector("pads", pads), value));
  }

  private static void slice(OperatorInfo operator, TfliteLift lift) {
    FlatTable options = OperatorLift.options(operator);
    if (options.i32(2, 0) != 0 || options.i32(3, 0) != 0 || options.flag(5)) {
      throw new NotFollowed("its slice has an ellipsis, a new axis or offsets");
    }
    List<Long> begin = new ArrayList<>(lift.integers(operator.input(1)));
    List<Long> end = new ArrayList<>(lift.integers(operator.input(2)));
    List<Long> strides = lift.integers(operator.input(3));
    if (end.size() != begin.size() || strides.size() != begin.size() || begin.size() > 8) {
      throw new MalformedTflite("a slice has settings for different numbers of axes");
    }
    List<Long> axes = new ArrayList<>();
    List<Long> dropped = new ArrayList<>();
    for (int i = 0; i < begin.size(); i++) {
      axes.add((long) i);
      boolean forward = strides.get(i) > 0;
      if ((options.i32(0, 0) >> i & 1) != 0) {
        begin.set(i, forward ? 0 : (long) Integer.MAX_VALUE);
      }
      if ((options.i32(1, 0) >> i & 1) != 0) {
        end.set(i, forward ? Integer.MAX_VALUE : (long) Integer.MIN_VALUE);
      }
      if ((options.i32(4, 0) >> i & 1) != 0) {
        dropped.add((long) i);
        end.set(i, begin.get(i) == -1 ? Integer.MAX_VALUE : begin.get(i) + 1);
      }
    }
    List<String> inputs =
        List.of(
            lift.value(operator.input(0)),
            lift.vector("starts", begin),
            lift.vector("ends", end),
            lift.vector("axes", axes),
            lift.vector("steps", strides));
    if (dropped.isEmpty()) {
      lift.result(operator.outputs().getFirst(), new Movement.Slice(), inputs);
    } else {
      String cut = lift.step("slice", new Movement.Slice(), inputs.toArray(String[]::new));
      lift.result(
          operator.outputs().getFirst(),
          dropped.isEmpty() ? Unary.Function.IDENTITY : new Movement.Squeeze(),
          List.of(cut, lift.vector("axes", dropped)));
    }
  }
}
