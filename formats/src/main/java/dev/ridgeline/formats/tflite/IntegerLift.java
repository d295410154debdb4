package dev.ridgeline.formats.tflite;

import dev.ridgeline.core.integer.Affine;
import dev.ridgeline.core.integer.IntegerRange;
import dev.ridgeline.core.integer.Limits;
import dev.ridgeline.core.op.IntegerOp;
import dev.ridgeline.core.op.Window;
import dev.ridgeline.core.tensor.DType;
import dev.ridgeline.core.tensor.Shape;
import dev.ridgeline.formats.tflite.TfliteLift.NotFollowed;
import dev.ridgeline.formats.tflite.TfliteModel.OperatorInfo;
import dev.ridgeline.formats.tflite.TfliteModel.TensorInfo;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Operators on i8 values that stand for reals. */
final class IntegerLift {
  private IntegerLift() {}

  static void lift(Builtin builtin, OperatorInfo operator, TfliteLift lift) {
    int output = operator.outputs().getFirst();
    TensorInfo x = lift.tensor(operator.input(0));
    TensorInfo y = lift.tensor(output);
    switch (builtin) {
      case QUANTIZE -> {
        if (x.dtype() == DType.F32) {
          one(operator, lift, new IntegerOp.FromReal(affine(y)));
        } else {
          one(operator, lift, new IntegerOp.Rescale(affine(x), affine(y), Limits.I8));
        }
      }
      case DEQUANTIZE -> {
        if (y.dtype() != DType.F32) {
          throw new NotFollowed("its reals are " + y.dtype().label());
        }
        one(operator, lift, new IntegerOp.ToReal(affine(x)));
      }
      case CONV_2D -> conv(operator, lift);
      case DEPTHWISE_CONV_2D -> depthwise(operator, lift);
      case FULLY_CONNECTED -> fullyConnected(operator, lift);
      case ADD, SUB, MUL -> binary(builtin, operator, lift);
      case AVERAGE_POOL_2D, MAX_POOL_2D -> pool(builtin, operator, lift);
      case SOFTMAX ->
          one(
              operator,
              lift,
              new IntegerOp.Softmax(
                  affine(x), OperatorLift.options(operator).f32(0, 0), affine(y)));
      case LOGISTIC -> one(operator, lift, new IntegerOp.Logistic(affine(x), affine(y)));
      case TANH -> one(operator, lift, new IntegerOp.Tanh(affine(x), affine(y)));
      case RELU -> rescale(operator, lift, Activation.RELU);
      case RELU6 -> rescale(operator, lift, Activation.RELU6);
      case RELU_N1_TO_1 -> rescale(operator, lift, Activation.RELU_N1_TO_1);
      case MEAN -> mean(operator, lift);
      default -> throw new NotFollowed("it is not followed on integers that stand for reals");
    }
  }

  private static void one(OperatorInfo operator, TfliteLift lift, IntegerOp op) {
    lift.result(operator.outputs().getFirst(), op, List.of(lift.value(operator.input(0))));
  }

  private static void rescale(OperatorInfo operator, TfliteLift lift, int activation) {
    Affine y = affine(lift.tensor(operator.outputs().getFirst()));
    Affine x = affine(lift.tensor(operator.input(0)));
    one(operator, lift, new IntegerOp.Rescale(x, y, limits(activation, y)));
  }

  /** Scale and zero point of an i8 tensor that has one of each. */
  static Affine affine(TensorInfo tensor) {
    if (tensor.dtype() != DType.I8) {
      throw new NotFollowed(
          "its integers are %s; only i8 is followed".formatted(tensor.dtype().label()));
    }
    if (tensor.scales().size() != 1 || tensor.zeroPoints().size() != 1) {
      throw new NotFollowed(
          "a tensor has %d scales and %d zero points where one each is followed"
              .formatted(tensor.scales().size(), tensor.zeroPoints().size()));
    }
    long zeroPoint = tensor.zeroPoints().getFirst();
    if (zeroPoint < -128 || zeroPoint > 127) {
      throw new MalformedTflite("a zero point of i8 is " + zeroPoint);
    }
    return new Affine(tensor.scales().getFirst(), (int) zeroPoint);
  }

  private static Limits limits(int activation, Affine output) {
    return switch (activation) {
      case Activation.NONE -> Limits.I8;
      case Activation.RELU -> IntegerRange.of(output, 0, Float.POSITIVE_INFINITY);
      case Activation.RELU6 -> IntegerRange.of(output, 0, 6);
      case Activation.RELU_N1_TO_1 -> IntegerRange.of(output, -1, 1);
      default -> throw new NotFollowed("its fused activation " + activation + " is not known");
    };
  }

  private static List<Float> weightScales(TensorInfo w, int axis, int channels) {
    if (w.dtype() != DType.I8) {
      throw new NotFollowed("its weights are %s".formatted(w.dtype().label()));
    }
    if (w.zeroPoints().stream().anyMatch(z -> z != 0)) {
      throw new NotFollowed("its weights have a zero point");
    }
    if (w.scales().isEmpty() || (w.scales().size() > 1 && w.scales().size() != channels)) {
      throw new MalformedTflite(
          "%d weight scales do not fit %d channels".formatted(w.scales().size(), channels));
    }
    if (w.scales().size() > 1 && w.axis() != axis) {
      throw new NotFollowed("its weights have scales along axis " + w.axis());
    }
    return w.scales();
  }

  private static List<String> inputs(OperatorInfo operator, TfliteLift lift, String x, String w) {
    List<String> inputs = new ArrayList<>(List.of(x, w));
    if (operator.input(2) >= 0) {
      if (lift.tensor(operator.input(2)).dtype() != DType.I32) {
        throw new NotFollowed("its bias is no i32");
      }
      inputs.add(lift.parameter(operator.input(2)));
    }
    return inputs;
  }

  private static void conv(OperatorInfo operator, TfliteLift lift) {
    FlatTable options = OperatorLift.options(operator);
    TensorInfo w = lift.tensor(operator.input(1));
    TensorInfo y = lift.tensor(operator.outputs().getFirst());
    Affine output = affine(y);
    Window window =
        OperatorLift.window(options, RealLift.kernel(w, 1), RealLift.kernel(w, 2), Optional.of(4));
    lift.result(
        operator.outputs().getFirst(),
        new IntegerOp.Conv(
            window,
            RealLift.groups(lift, operator, w),
            affine(lift.tensor(operator.input(0))),
            weightScales(w, 0, w.shape().getFirst()),
            output,
            limits(options.i8(3, 0), output),
            false),
        inputs(operator, lift, lift.value(operator.input(0)), lift.parameter(operator.input(1))));
  }

  private static void depthwise(OperatorInfo operator, TfliteLift lift) {
    FlatTable options = OperatorLift.options(operator);
    TensorInfo w = lift.tensor(operator.input(1));
    Affine output = affine(lift.tensor(operator.outputs().getFirst()));
    String x = lift.value(operator.input(0));
    Window window =
        OperatorLift.window(options, RealLift.kernel(w, 1), RealLift.kernel(w, 2), Optional.of(5));
    lift.result(
        operator.outputs().getFirst(),
        new IntegerOp.Conv(
            window,
            RealLift.channels(lift, x),
            affine(lift.tensor(operator.input(0))),
            weightScales(w, 3, w.shape().get(3)),
            output,
            limits(options.i8(4, 0), output),
            true),
        inputs(operator, lift, x, lift.depthwiseFilters(operator.input(1))));
  }

  private static void fullyConnected(OperatorInfo operator, TfliteLift lift) {
    FlatTable options = OperatorLift.options(operator);
    TensorInfo w = lift.tensor(operator.input(1));
    if (options.i8(1, 0) != 0 || w.shape().size() != 2) {
      throw new NotFollowed("its weights are laid out in a way that is not followed");
    }
    Affine output = affine(lift.tensor(operator.outputs().getFirst()));
    lift.result(
        operator.outputs().getFirst(),
        new IntegerOp.FullyConnected(
            affine(lift.tensor(operator.input(0))),
            weightScales(w, 0, w.shape().getFirst()),
            output,
            limits(options.i8(0, 0), output),
            options.flag(2)),
        inputs(operator, lift, lift.value(operator.input(0)), lift.parameter(operator.input(1))));
  }

  private static void binary(Builtin builtin, OperatorInfo operator, TfliteLift lift) {
    Affine a = affine(lift.tensor(operator.input(0)));
    Affine b = affine(lift.tensor(operator.input(1)));
    Affine output = affine(lift.tensor(operator.outputs().getFirst()));
    Limits limits = limits(operator.options().map(o -> o.i8(0, 0)).orElse(0), output);
    IntegerOp op =
        switch (builtin) {
          case ADD -> new IntegerOp.Add(a, b, output, limits);
          case SUB -> new IntegerOp.Sub(a, b, output, limits);
          default -> new IntegerOp.Mul(a, b, output, limits);
        };
    lift.result(
        operator.outputs().getFirst(),
        op,
        List.of(lift.value(operator.input(0)), lift.value(operator.input(1))));
  }

  private static void pool(Builtin builtin, OperatorInfo operator, TfliteLift lift) {
    FlatTable options = OperatorLift.options(operator);
    TensorInfo x = lift.tensor(operator.input(0));
    TensorInfo y = lift.tensor(operator.outputs().getFirst());
    Affine output = affine(y);
    if (!MovementLift.sameScale(x, y)) {
      throw new NotFollowed("its result has another scale or zero point than its input");
    }
    Window window =
        OperatorLift.window(options, options.i32(4, 0), options.i32(3, 0), Optional.empty());
    Limits limits = limits(options.i8(5, 0), output);
    one(
        operator,
        lift,
        builtin == Builtin.MAX_POOL_2D
            ? new IntegerOp.MaxPool(window, output, limits)
            : new IntegerOp.AveragePool(window, output, limits));
  }

  private static void mean(OperatorInfo operator, TfliteLift lift) {
    Shape x = lift.type(lift.value(operator.input(0))).shape();
    if (!x.ranked()) {
      throw new NotFollowed("the dimensions of its input are not known");
    }
    List<Integer> axes = new ArrayList<>();
    for (long axis : lift.integers(operator.input(1))) {
      long counted = axis < 0 ? axis + x.rank() : axis;
      if (counted < 0 || counted >= x.rank()) {
        throw new MalformedTflite("axis %d is outside %d dimensions".formatted(axis, x.rank()));
      }
      axes.add((int) counted);
    }
    one(
        operator,
        lift,
        new IntegerOp.Mean(
            axes.stream().distinct().sorted().toList(),
            operator.options().map(o -> o.flag(0)).orElse(false),
            affine(lift.tensor(operator.input(0))),
            affine(lift.tensor(operator.outputs().getFirst()))));
  }
}
