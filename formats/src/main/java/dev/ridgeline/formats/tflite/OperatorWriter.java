package dev.ridgeline.formats.tflite;

import dev.ridgeline.core.UserError;
import dev.ridgeline.core.graph.Constant;
import dev.ridgeline.core.graph.Node;
import dev.ridgeline.core.op.Binary;
import dev.ridgeline.core.op.Compare;
import dev.ridgeline.core.op.Contraction;
import dev.ridgeline.core.op.Control;
import dev.ridgeline.core.op.Generate;
import dev.ridgeline.core.op.IntegerOp;
import dev.ridgeline.core.op.Movement;
import dev.ridgeline.core.op.Normalise;
import dev.ridgeline.core.op.Opaque;
import dev.ridgeline.core.op.Pool;
import dev.ridgeline.core.op.Quantise;
import dev.ridgeline.core.op.Reduce;
import dev.ridgeline.core.op.Unary;
import dev.ridgeline.core.op.Window;
import dev.ridgeline.core.tensor.DType;
import dev.ridgeline.core.tensor.Layout;
import dev.ridgeline.core.tensor.Shape;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.IntStream;

/** Writes the nodes of a graph as operators of the schema; those on reals itself. */
final class OperatorWriter {
  private final FileDraft draft;
  private final FusedActivations activations;

  private OperatorWriter(FileDraft draft) {
    this.draft = draft;
    this.activations = new FusedActivations(draft.graph());
  }

  /**
   * Writes all nodes in their order.
   *
   * @throws UserError when one has no TFLite form
   */
  static void write(FileDraft draft) {
    OperatorWriter writer = new OperatorWriter(draft);
    for (Node node : draft.graph().nodes()) {
      if (!writer.activations.isFused(node)) {
        writer.write(node);
      }
    }
  }

  private void write(Node node) {
    switch (node.op()) {
      case Unary unary -> unary(node, unary);
      case Binary binary -> binary(node, binary);
      case Contraction contraction -> contraction(node, contraction);
      case Pool pool -> pool(node, pool);
      case Normalise normalise -> normalise(node, normalise);
      case Reduce reduce -> reduce(node, reduce);
      case Movement movement -> MovementWriter.write(node, movement, draft);
      case IntegerOp integer -> IntegerWriter.write(node, integer, draft);
      case Opaque opaque -> opaque(node, opaque);
      case Compare _, Control _, Generate _, Quantise _ ->
          throw FileDraft.refused(node, "the operator is not converted");
    }
  }

  private void opaque(Node node, Opaque opaque) {
    boolean custom =
        opaque.payload() instanceof TflitePayload
            && opaque.domain().equals("tflite")
            && Arrays.stream(Builtin.values()).noneMatch(b -> b.name().equals(opaque.type()))
            && !opaque.type().startsWith("builtin operator ");
    if (!custom) {
      throw FileDraft.refused(node, opaque.reason());
    }
    draft.custom(node, opaque.type(), Math.toIntExact(opaque.version()), opaque.payload().bytes());
  }

  private void plain(Node node, Builtin builtin) {
    operator(node, builtin, BuiltinOptions.NONE, new FlatBuilder(), 1);
  }

  /** An operator whose first {@code inputs} inputs are tensors as they stand. */
  private void operator(Node node, Builtin builtin, int kind, FlatBuilder options, int inputs) {
    List<Integer> tensors = new ArrayList<>();
    for (int i = 0; i < inputs; i++) {
      tensors.add(draft.tensor(node.input(i)));
    }
    draft.operator(builtin, 1, kind, options, tensors, activations.result(node));
  }

  private void unary(Node node, Unary unary) {
    switch (unary) {
      case Unary.Function function -> plain(node, function(node, function));
      case Unary.LeakyRelu leaky ->
          operator(
              node,
              Builtin.LEAKY_RELU,
              BuiltinOptions.LEAKY_RELU,
              new FlatBuilder().f32(0, leaky.alpha()),
              1);
      case Unary.Gelu gelu ->
          operator(
              node,
              Builtin.GELU,
              BuiltinOptions.GELU,
              new FlatBuilder().flag(0, gelu.tanhApproximation()),
              1);
      case Unary.Elu elu when elu.alpha() == 1 -> plain(node, Builtin.ELU);
      case Unary.Cast cast ->
          operator(
              node,
              Builtin.CAST,
              BuiltinOptions.CAST,
              new FlatBuilder()
                  .i8(0, TfliteTypes.code(draft.graph().type(node.input(0)).dtype()))
                  .i8(1, TfliteTypes.code(cast.to())),
              1);
      case Unary.Clip _ -> {
        int code = activations.code(node).orElse(Activation.NONE);
        switch (code) {
          case Activation.RELU6 -> plain(node, Builtin.RELU6);
          case Activation.RELU_N1_TO_1 -> plain(node, Builtin.RELU_N1_TO_1);
          default -> throw FileDraft.refused(node, "only limits 0 to 6 and -1 to 1 are written");
        }
      }
      default -> throw FileDraft.refused(node, "the operator is not converted");
    }
  }

  private static Builtin function(Node node, Unary.Function function) {
    return switch (function) {
      case RELU -> Builtin.RELU;
      case SIGMOID -> Builtin.LOGISTIC;
      case TANH -> Builtin.TANH;
      case EXP -> Builtin.EXP;
      case LOG -> Builtin.LOG;
      case SQRT -> Builtin.SQRT;
      case NEG -> Builtin.NEG;
      case ABS -> Builtin.ABS;
      case FLOOR -> Builtin.FLOOR;
      case CEIL -> Builtin.CEIL;
      case ROUND -> Builtin.ROUND;
      case SIN -> Builtin.SIN;
      case COS -> Builtin.COS;
      case HARD_SWISH -> Builtin.HARD_SWISH;
      default -> throw FileDraft.refused(node, "the operator is not converted");
    };
  }

  private void binary(Node node, Binary binary) {
    FlatBuilder options = new FlatBuilder().i8(0, activations.activation(node));
    switch (binary) {
      case ADD -> operator(node, Builtin.ADD, BuiltinOptions.ADD, options, 2);
      case SUB -> operator(node, Builtin.SUB, BuiltinOptions.SUB, options, 2);
      case MUL -> operator(node, Builtin.MUL, BuiltinOptions.MUL, options, 2);
      case DIV -> operator(node, Builtin.DIV, BuiltinOptions.DIV, options, 2);
      case MAX ->
          operator(node, Builtin.MAXIMUM, BuiltinOptions.MAXIMUM_MINIMUM, new FlatBuilder(), 2);
      case MIN ->
          operator(node, Builtin.MINIMUM, BuiltinOptions.MAXIMUM_MINIMUM, new FlatBuilder(), 2);
      case PRELU -> operator(node, Builtin.PRELU, BuiltinOptions.NONE, options, 2);
      default -> throw FileDraft.refused(node, "the operator is not converted");
    }
  }

  private void contraction(Node node, Contraction contraction) {
    switch (contraction) {
      case Contraction.Conv conv -> conv(node, conv);
      case Contraction.Gemm gemm -> gemm(node, gemm);
      default -> throw FileDraft.refused(node, "the operator is not converted");
    }
  }

  private void conv(Node node, Contraction.Conv conv) {
    requireLast(node, conv.layout());
    Shape filters = weights(node);
    boolean depthwise = conv.groups() > 1 && filters.dim(3).is(1);
    List<Integer> inputs = new ArrayList<>();
    inputs.add(draft.tensor(node.input(0)));
    inputs.add(
        depthwise
            ? draft.depthwiseFilters(node.input(1), Optional.empty())
            : draft.tensor(node.input(1)));
    if (node.has(2)) {
      inputs.add(draft.tensor(node.input(2)));
    } else {
      Shape shape = Shape.of(filters.dim(0));
      inputs.add(draft.zeroBias(node.output() + "/bias", shape, Optional.empty()));
    }
    window(
        node,
        conv.window(),
        conv.groups(),
        depthwise,
        activations.activation(node),
        inputs,
        activations.result(node),
        draft);
  }

  /** Writes a convolution once its tensors are known; float or of integers. */
  static void window(
      Node node,
      Window window,
      long groups,
      boolean depthwise,
      int activation,
      List<Integer> inputs,
      String result,
      FileDraft draft) {
    FlatBuilder options = strides(node, window);
    boolean integers = draft.graph().type(node.output()).dtype() == DType.I8;
    int dilationH = Math.toIntExact(window.dilations().get(0));
    int dilationW = Math.toIntExact(window.dilations().get(1));
    boolean dilated = dilationH > 1 || dilationW > 1;
    if (depthwise) {
      long channels = draft.graph().type(node.output()).shape().dim(-1).size();
      options.i32(3, Math.toIntExact(channels / groups)).i8(4, activation);
      options.i32(5, dilationW).i32(6, dilationH);
      int version = integers ? 3 : dilated ? 2 : 1;
      draft.operator(
          Builtin.DEPTHWISE_CONV_2D,
          version,
          BuiltinOptions.DEPTHWISE_CONV_2D,
          options,
          inputs,
          result);
    } else {
      options.i8(3, activation).i32(4, dilationW).i32(5, dilationH);
      int version = groups > 1 ? 6 : integers ? 3 : dilated ? 2 : 1;
      draft.operator(Builtin.CONV_2D, version, BuiltinOptions.CONV_2D, options, inputs, result);
    }
  }

  /** Padding and strides, which the options of windows start with. */
  static FlatBuilder strides(Node node, Window window) {
    if (window.axes() != 2) {
      throw FileDraft.refused(
          node, "its window has %d axes where 2 are followed".formatted(window.axes()));
    }
    boolean padded =
        window.padsBegin().stream().anyMatch(p -> p != 0)
            || window.padsEnd().stream().anyMatch(p -> p != 0);
    if (padded || window.autoPad() == Window.AutoPad.SAME_LOWER) {
      throw FileDraft.refused(
          node,
          "its pads are %s and %s where none or SAME are followed"
              .formatted(window.padsBegin(), window.padsEnd()));
    }
    return new FlatBuilder()
        .i8(0, window.autoPad() == Window.AutoPad.SAME_UPPER ? 0 : 1)
        .i32(1, Math.toIntExact(window.strides().get(1)))
        .i32(2, Math.toIntExact(window.strides().get(0)));
  }

  static void requireLast(Node node, Layout layout) {
    if (layout != Layout.NHWC) {
      throw FileDraft.refused(node, "its channels do not stand last");
    }
  }

  /** The shape of input 1, which must be a constant. */
  private Shape weights(Node node) {
    Constant constant = draft.graph().constants().get(node.input(1));
    if (constant == null) {
      throw FileDraft.refused(node, "its weights are computed");
    }
    return constant.type().shape();
  }

  private void gemm(Node node, Contraction.Gemm gemm) {
    if (gemm.alpha() != 1 || (gemm.beta() != 1 && node.has(2)) || gemm.transposeA()) {
      throw FileDraft.refused(node, "its first operand is transposed, or scaled");
    }
    if (!gemm.transposeB()) {
      throw FileDraft.refused(node, "its weights are not stored as rows of inputs");
    }
    Shape w = weights(node);
    List<Integer> inputs =
        new ArrayList<>(List.of(draft.tensor(node.input(0)), draft.tensor(node.input(1))));
    if (node.has(2)) {
      Shape bias = draft.graph().type(node.input(2)).shape();
      if (!bias.equals(Shape.of(w.dim(0)))) {
        throw FileDraft.refused(node, "its bias is %s and no vector".formatted(bias));
      }
      inputs.add(draft.tensor(node.input(2)));
    }
    draft.operator(
        Builtin.FULLY_CONNECTED,
        node.has(2) ? 1 : 6,
        BuiltinOptions.FULLY_CONNECTED,
        new FlatBuilder().i8(0, activations.activation(node)).i8(1, 0).flag(2, false),
        inputs,
        activations.result(node));
  }

  private void pool(Node node, Pool pool) {
    switch (pool) {
      case Pool.MaxPool max -> {
        requireLast(node, max.layout());
        if (node.outputs().size() > 1 || max.ceilMode()) {
          throw FileDraft.refused(node, "it gives indices, or rounds its size up");
        }
        window(node, Builtin.MAX_POOL_2D, max.window());
      }
      case Pool.AveragePool average -> {
        requireLast(node, average.layout());
        boolean same = average.window().autoPad() == Window.AutoPad.SAME_UPPER;
        if (average.ceilMode() || (average.countIncludePad() && same)) {
          throw FileDraft.refused(node, "it counts its padding, or rounds its size up");
        }
        window(node, Builtin.AVERAGE_POOL_2D, average.window());
      }
      default -> throw FileDraft.refused(node, "the operator is not converted");
    }
  }

  private void window(Node node, Builtin builtin, Window window) {
    if (window.dilations().stream().anyMatch(d -> d != 1)) {
      throw FileDraft.refused(node, "its window is dilated");
    }
    FlatBuilder options = poolOptions(node, window, activations.activation(node));
    operator(node, builtin, BuiltinOptions.POOL_2D, options, 1);
  }

  static FlatBuilder poolOptions(Node node, Window window, int activation) {
    return strides(node, window)
        .i32(3, Math.toIntExact(window.kernel().get(1)))
        .i32(4, Math.toIntExact(window.kernel().get(0)))
        .i8(5, activation);
  }

  private void normalise(Node node, Normalise normalise) {
    if (!(normalise instanceof Normalise.Softmax softmax)) {
      throw FileDraft.refused(node, "the operator is not converted");
    }
    int rank = draft.graph().type(node.input(0)).shape().rank();
    if (softmax.axis() != -1 && softmax.axis() != rank - 1) {
      throw FileDraft.refused(
          node, "it is along axis %d and not the last".formatted(softmax.axis()));
    }
    operator(node, Builtin.SOFTMAX, BuiltinOptions.SOFTMAX, new FlatBuilder().f32(0, 1), 1);
  }

  private void reduce(Node node, Reduce reduce) {
    if (!(reduce instanceof Reduce.Fold fold)) {
      throw FileDraft.refused(node, "the operator is not converted");
    }
    Builtin builtin =
        switch (fold.kind()) {
          case MEAN -> Builtin.MEAN;
          case SUM -> Builtin.SUM;
          case MAX -> Builtin.REDUCE_MAX;
          default -> throw FileDraft.refused(node, "the operator is not converted");
        };
    List<Long> axes;
    if (node.has(1)) {
      axes = integers(node, 1, draft);
    } else if (fold.noopWithEmptyAxes()) {
      throw FileDraft.refused(node, "it reduces no axes");
    } else {
      int rank = draft.graph().type(node.input(0)).shape().rank();
      axes = IntStream.range(0, rank).mapToObj(i -> (long) i).toList();
    }
    draft.operator(
        builtin,
        1,
        BuiltinOptions.REDUCER,
        new FlatBuilder().flag(0, fold.keepDims()),
        List.of(
            draft.tensor(node.input(0)),
            draft.settings(node.has(1) ? node.input(1) : node.name() + "/axes", axes)),
        node.output());
  }

  /** The elements of an input that must be a constant of integers. */
  static List<Long> integers(Node node, int index, FileDraft draft) {
    Constant constant = draft.graph().constants().get(node.input(index));
    if (constant == null) {
      throw FileDraft.refused(node, "its input %d is computed".formatted(index));
    }
    return SmallVectors.read(Objects.requireNonNull(constant));
  }
}
