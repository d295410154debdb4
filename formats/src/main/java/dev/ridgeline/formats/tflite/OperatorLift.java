package dev.ridgeline.formats.tflite;

import dev.ridgeline.core.op.Window;
import dev.ridgeline.core.tensor.DType;
import dev.ridgeline.formats.tflite.TfliteLift.NotFollowed;
import dev.ridgeline.formats.tflite.TfliteModel.OperatorInfo;
import dev.ridgeline.formats.tflite.TfliteModel.TensorInfo;
import java.util.List;
import java.util.Optional;

/** Chooses whose rules an operator follows: reals, or integers that stand for them. */
final class OperatorLift {
  private OperatorLift() {}

  static void lift(Builtin builtin, OperatorInfo operator, TfliteLift lift) {
    TensorInfo x = lift.tensor(operator.input(0));
    TensorInfo y = lift.tensor(operator.outputs().getFirst());
    if (operator.outputs().size() != 1) {
      throw new NotFollowed("it has %d outputs".formatted(operator.outputs().size()));
    }
    boolean integers = isInteger(x) || isInteger(y);
    if (integers && !MovementLift.moves(builtin)) {
      IntegerLift.lift(builtin, operator, lift);
    } else if (MovementLift.moves(builtin)) {
      MovementLift.lift(builtin, operator, lift);
    } else {
      RealLift.lift(builtin, operator, lift);
    }
  }

  private static boolean isInteger(TensorInfo tensor) {
    boolean narrow =
        tensor.dtype() == DType.I8 || tensor.dtype() == DType.U8 || tensor.dtype() == DType.I16;
    return narrow && tensor.quantised();
  }

  /** Options that an operator must have. */
  static FlatTable options(OperatorInfo operator) {
    return operator.options().orElseThrow(() -> new MalformedTflite("options are missing"));
  }

  /**
   * The window of an operator whose options start with padding, width stride and height stride.
   *
   * @param dilation the field of the width's dilation; empty where there is none
   */
  static Window window(FlatTable options, long kernelH, long kernelW, Optional<Integer> dilation) {
    boolean same = options.i8(0, 0) == 0;
    List<Long> zeros = List.of(0L, 0L);
    return new Window(
        List.of(kernelH, kernelW),
        List.of((long) options.i32(2, 0), (long) options.i32(1, 0)),
        List.of(
            (long) dilation.map(f -> options.i32(f + 1, 1)).orElse(1),
            (long) dilation.map(f -> options.i32(f, 1)).orElse(1)),
        zeros,
        zeros,
        same ? Window.AutoPad.SAME_UPPER : Window.AutoPad.EXPLICIT);
  }
}
