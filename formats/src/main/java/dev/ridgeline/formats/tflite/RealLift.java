package dev.ridgeline.formats.tflite;

import dev.ridgeline.core.op.Binary;
import dev.ridgeline.core.op.Contraction;
import dev.ridgeline.core.op.Movement;
import dev.ridgeline.core.op.Normalise;
import dev.ridgeline.core.op.Op;
import dev.ridgeline.core.op.Pool;
import dev.ridgeline.core.op.Reduce;
import dev.ridgeline.core.op.Unary;
import dev.ridgeline.core.tensor.DType;
import dev.ridgeline.core.tensor.Layout;
import dev.ridgeline.core.tensor.Shape;
import dev.ridgeline.formats.tflite.TfliteLift.NotFollowed;
import dev.ridgeline.formats.tflite.TfliteModel.OperatorInfo;
import dev.ridgeline.formats.tflite.TfliteModel.TensorInfo;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Operators on reals, and on integers that stand for themselves. */
final class RealLift {
  private RealLift() {}

  static void lift(Builtin builtin, OperatorInfo operator, TfliteLift lift) {
    int output = operator.outputs().getFirst();
    switch (builtin) {
      case CONV_2D -> conv(operator, lift);
      case DEPTHWISE_CONV_2D -> depthwise(operator, lift);
      case FULLY_CONNECTED -> fullyConnected(operator, lift);
      case AVERAGE_POOL_2D, MAX_POOL_2D -> pool(builtin, operator, lift);
      case ADD, SUB, MUL, DIV -> {
        Binary op =
            switch (builtin) {
              case ADD -> Binary.ADD;
              case SUB -> Binary.SUB;
              case MUL -> Binary.MUL;
              default -> Binary.DIV;
            };
        int activation = operator.options().map(o -> o.i8(0, 0)).orElse(0);
        activated(activation, operator, lift, op, both(operator, lift));
      }
      case MAXIMUM -> lift.result(output, Binary.MAX, both(operator, lift));
      case MINIMUM -> lift.result(output, Binary.MIN, both(operator, lift));
      case PRELU -> lift.result(output, Binary.PRELU, both(operator, lift));
      case SOFTMAX -> softmax(operator, lift);
      case MEAN, SUM, REDUCE_MAX -> reduce(builtin, operator, lift);
      case CAST ->
          lift.result(
              output, new Unary.Cast(lift.tensor(output).dtype(), true), first(operator, lift));
      case RELU6 -> lift.result(output, new Unary.Clip(), clipped(operator, lift, 0, 6));
      case RELU_N1_TO_1 -> lift.result(output, new Unary.Clip(), clipped(operator, lift, -1, 1));
      default -> lift.result(output, unary(builtin, operator), first(operator, lift));
    }
  }

  private static Unary unary(Builtin builtin, OperatorInfo operator) {
    return switch (builtin) {
      case RELU -> Unary.Function.RELU;
      case LOGISTIC -> Unary.Function.SIGMOID;
      case TANH -> Unary.Function.TANH;
      case EXP -> Unary.Function.EXP;
      case LOG -> Unary.Function.LOG;
      case SQRT -> Unary.Function.SQRT;
      case NEG -> Unary.Function.NEG;
      case ABS -> Unary.Function.ABS;
      case FLOOR -> Unary.Function.FLOOR;
      case CEIL -> Unary.Function.CEIL;
      case ROUND -> Unary.Function.ROUND;
      case SIN -> Unary.Function.SIN;
      case COS -> Unary.Function.COS;
      case HARD_SWISH -> Unary.Function.HARD_SWISH;
      case ELU -> new Unary.Elu(1);
      case LEAKY_RELU -> new Unary.LeakyRelu(OperatorLift.options(operator).f32(0, 0));
      case GELU -> new Unary.Gelu(operator.options().map(options -> options.flag(0)).orElse(false));
      default -> throw new NotFollowed("it is not followed between these types");
    };
  }

  private static List<String> first(OperatorInfo operator, TfliteLift lift) {
    return List.of(lift.value(operator.input(0)));
  }

  private static List<String> both(OperatorInfo operator, TfliteLift lift) {
    return List.of(lift.value(operator.input(0)), lift.value(operator.input(1)));
  }

  private static List<String> clipped(
      OperatorInfo operator, TfliteLift lift, double least, double most) {
    return List.of(
        lift.value(operator.input(0)),
        lift.scalar("least", DType.F32, least),
        lift.scalar("most", DType.F32, most));
  }

  /** Adds {@code op} and the activation that is fused to it. */
  private static void activated(
      int activation, OperatorInfo operator, TfliteLift lift, Op op, List<String> inputs) {
    int output = operator.outputs().getFirst();
    if (activation == Activation.NONE) {
      lift.result(output, op, inputs);
      return;
    }
    String stem = lift.tensor(output).name() + "/linear";
    String linear = lift.step(stem, op, inputs.toArray(String[]::new));
    switch (activation) {
      case Activation.RELU -> lift.result(output, Unary.Function.RELU, List.of(linear));
      case Activation.TANH -> lift.result(output, Unary.Function.TANH, List.of(linear));
      case Activation.RELU6, Activation.RELU_N1_TO_1 ->
          lift.result(
              output,
              new Unary.Clip(),
              List.of(
                  linear,
                  lift.scalar("least", DType.F32, activation == Activation.RELU6 ? 0 : -1),
                  lift.scalar("most", DType.F32, activation == Activation.RELU6 ? 6 : 1)));
      default -> throw new NotFollowed("its fused activation " + activation + " is not known");
    }
  }

  private static List<String> withBias(OperatorInfo operator, TfliteLift lift, String x, String w) {
    List<String> inputs = new ArrayList<>(List.of(x, w));
    if (operator.input(2) >= 0) {
      inputs.add(lift.parameter(operator.input(2)));
    }
    return inputs;
  }

  private static void requireReals(TensorInfo weights) {
    if (weights.dtype() != DType.F32) {
      throw new NotFollowed("its inputs are reals but its weights " + weights.dtype().label());
    }
  }

  private static void conv(OperatorInfo operator, TfliteLift lift) {
    FlatTable options = OperatorLift.options(operator);
    TensorInfo w = lift.tensor(operator.input(1));
    requireReals(w);
    if (w.shape().size() != 4) {
      throw new MalformedTflite("filters have %d dimensions".formatted(w.shape().size()));
    }
    long groups = groups(lift, operator, w);
    activated(
        options.i8(3, 0),
        operator,
        lift,
        new Contraction.Conv(
            OperatorLift.window(options, w.shape().get(1), w.shape().get(2), Optional.of(4)),
            groups,
            Layout.NHWC),
        withBias(operator, lift, lift.value(operator.input(0)), lift.parameter(operator.input(1))));
  }

  /** Channels of the input over those of a filter. */
  static long groups(TfliteLift lift, OperatorInfo operator, TensorInfo w) {
    Shape x = lift.type(lift.value(operator.input(0))).shape();
    if (!x.ranked() || x.rank() != 4 || !x.dim(3).isKnown()) {
      throw new NotFollowed("the channels of its input are not known");
    }
    long perGroup = w.shape().get(3);
    if (perGroup < 1 || x.dim(3).size() % perGroup != 0) {
      throw new MalformedTflite(
          "filters of %d channels do not fit %s".formatted(perGroup, x.dim(3)));
    }
    return x.dim(3).size() / perGroup;
  }

  private static void depthwise(OperatorInfo operator, TfliteLift lift) {
    FlatTable options = OperatorLift.options(operator);
    TensorInfo w = lift.tensor(operator.input(1));
    requireReals(w);
    String x = lift.value(operator.input(0));
    activated(
        options.i8(4, 0),
        operator,
        lift,
        new Contraction.Conv(
            OperatorLift.window(options, kernel(w, 1), kernel(w, 2), Optional.of(5)),
            channels(lift, x),
            Layout.NHWC),
        withBias(operator, lift, x, lift.depthwiseFilters(operator.input(1))));
  }

  static long kernel(TensorInfo w, int axis) {
    if (w.shape().size() != 4) {
      throw new MalformedTflite("filters have %d dimensions".formatted(w.shape().size()));
    }
    return w.shape().get(axis);
  }

  static long channels(TfliteLift lift, String x) {
    Shape shape = lift.type(x).shape();
    if (!shape.ranked() || shape.rank() != 4 || !shape.dim(3).isKnown()) {
      throw new NotFollowed("the channels of its input are not known");
    }
    return shape.dim(3).size();
  }

  private static void fullyConnected(OperatorInfo operator, TfliteLift lift) {
    FlatTable options = OperatorLift.options(operator);
    TensorInfo w = lift.tensor(operator.input(1));
    requireReals(w);
    String x = lift.value(operator.input(0));
    Shape shape = lift.type(x).shape();
    if (options.i8(1, 0) != 0 || w.shape().size() != 2) {
      throw new NotFollowed("its weights are laid out in a way that is not followed");
    }
    boolean keepDims = options.flag(2) && shape.ranked() && shape.rank() > 2;
    if (keepDims) {
      throw new NotFollowed("it keeps more than two dimensions");
    }
    if (!shape.ranked() || shape.rank() != 2 || !shape.dim(1).is(w.shape().get(1))) {
      x =
          lift.step(
              "rows",
              new Movement.Reshape(true),
              x,
              lift.vector("shape", List.of(-1L, (long) w.shape().get(1))));
    }
    activated(
        options.i8(0, 0),
        operator,
        lift,
        new Contraction.Gemm(1, 1, false, true),
        withBias(operator, lift, x, lift.parameter(operator.input(1))));
  }

  private static void pool(Builtin builtin, OperatorInfo operator, TfliteLift lift) {
    FlatTable options = OperatorLift.options(operator);
    var window =
        OperatorLift.window(options, options.i32(4, 0), options.i32(3, 0), Optional.empty());
    Pool op =
        builtin == Builtin.MAX_POOL_2D
            ? new Pool.MaxPool(window, false, false, Layout.NHWC)
            : new Pool.AveragePool(window, false, false, Layout.NHWC);
    activated(options.i8(5, 0), operator, lift, op, first(operator, lift));
  }

  private static void softmax(OperatorInfo operator, TfliteLift lift) {
    float beta = OperatorLift.options(operator).f32(0, 0);
    String x = lift.value(operator.input(0));
    if (beta != 1) {
      x = lift.step("scaled", Binary.MUL, x, lift.scalar("beta", DType.F32, beta));
    }
    lift.result(operator.outputs().getFirst(), new Normalise.Softmax(-1), List.of(x));
  }

  private static void reduce(Builtin builtin, OperatorInfo operator, TfliteLift lift) {
    Reduce.Kind kind =
        switch (builtin) {
          case MEAN -> Reduce.Kind.MEAN;
          case SUM -> Reduce.Kind.SUM;
          default -> Reduce.Kind.MAX;
        };
    boolean keepDims = operator.options().map(o -> o.flag(0)).orElse(false);
    lift.result(
        operator.outputs().getFirst(),
        new Reduce.Fold(kind, keepDims, false),
        List.of(
            lift.value(operator.input(0)), lift.vector("axes", lift.integers(operator.input(1)))));
  }
}
