package dev.ridgeline.formats.onnx;

import dev.ridgeline.core.UserError;
import dev.ridgeline.core.op.Binary;
import dev.ridgeline.core.op.Compare;
import dev.ridgeline.core.op.Contraction;
import dev.ridgeline.core.op.Generate;
import dev.ridgeline.core.op.IntegerOp;
import dev.ridgeline.core.op.Normalise;
import dev.ridgeline.core.op.Pool;
import dev.ridgeline.core.op.Quantise;
import dev.ridgeline.core.op.Reduce;
import dev.ridgeline.core.op.Unary;
import dev.ridgeline.core.op.Window;
import dev.ridgeline.core.tensor.DType;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/** The attributes of operators in ONNX's form, each under the name that its label gives. */
final class OperatorEncoder {
  private OperatorEncoder() {}

  static void unary(Unary op, AttributeWriter a) {
    switch (op) {
      case Unary.Function _, Unary.Clip _ -> {}
      case Unary.LeakyRelu relu -> a.number("alpha", relu.alpha());
      case Unary.Elu elu -> a.number("alpha", elu.alpha());
      case Unary.Celu celu -> a.number("alpha", celu.alpha());
      case Unary.Selu selu -> a.number("alpha", selu.alpha()).number("gamma", selu.gamma());
      case Unary.HardSigmoid hard -> a.number("alpha", hard.alpha()).number("beta", hard.beta());
      case Unary.ThresholdedRelu relu -> a.number("alpha", relu.alpha());
      case Unary.Shrink shrink -> a.number("bias", shrink.bias()).number("lambd", shrink.lambda());
      case Unary.Gelu gelu -> a.text("approximate", gelu.tanhApproximation() ? "tanh" : "none");
      case Unary.Swish swish -> a.number("alpha", swish.alpha());
      case Unary.IsInf inf ->
          a.flag("detect_negative", inf.negative()).flag("detect_positive", inf.positive());
      case Unary.Cast cast -> {
        a.integer("to", ElementTypes.code(cast.to()));
        if (!cast.saturate()) {
          a.flag("saturate", false);
        }
      }
    }
  }

  /** ONNX's name of a binary operator. */
  static String type(Binary op) {
    return switch (op) {
      case FMOD -> "Mod";
      case SHIFT_LEFT, SHIFT_RIGHT -> "BitShift";
      default -> op.label();
    };
  }

  static void binary(Binary op, AttributeWriter a) {
    switch (op) {
      case FMOD -> a.flag("fmod", true);
      case SHIFT_LEFT -> a.text("direction", "LEFT");
      case SHIFT_RIGHT -> a.text("direction", "RIGHT");
      default -> {}
    }
  }

  /** Comparisons have no attributes; the name is the label. */
  static String type(Compare op) {
    return op.label();
  }

  static void reduce(Reduce op, AttributeWriter a) {
    switch (op) {
      case Reduce.Fold fold ->
          a.flag("keepdims", fold.keepDims())
              .flag("noop_with_empty_axes", fold.noopWithEmptyAxes());
      case Reduce.ArgExtreme arg ->
          a.integer("axis", arg.axis())
              .flag("keepdims", arg.keepDims())
              .flag("select_last_index", arg.selectLast());
      case Reduce.CumSum sum -> a.flag("exclusive", sum.exclusive()).flag("reverse", sum.reverse());
      case Reduce.TopK top ->
          a.integer("axis", top.axis()).flag("largest", top.largest()).flag("sorted", top.sorted());
    }
  }

  static void window(Window window, AttributeWriter a) {
    a.integers("kernel_shape", window.kernel())
        .integers("strides", window.strides())
        .integers("dilations", window.dilations());
    switch (window.autoPad()) {
      case EXPLICIT -> {
        List<Long> pads = new ArrayList<>(window.padsBegin());
        pads.addAll(window.padsEnd());
        a.integers("pads", pads);
      }
      case SAME_UPPER -> a.text("auto_pad", "SAME_UPPER");
      case SAME_LOWER -> a.text("auto_pad", "SAME_LOWER");
    }
  }

  static void contraction(Contraction op, AttributeWriter a) {
    switch (op) {
      case Contraction.Conv conv -> {
        window(conv.window(), a);
        a.integer("group", conv.groups());
      }
      case Contraction.ConvTranspose conv -> {
        window(conv.window(), a);
        a.integer("group", conv.groups())
            .integersUnlessEmpty("output_padding", conv.outputPadding())
            .integersUnlessEmpty("output_shape", conv.outputShape());
      }
      case Contraction.MatMul _ -> {}
      case Contraction.Gemm gemm ->
          a.number("alpha", gemm.alpha())
              .number("beta", gemm.beta())
              .flag("transA", gemm.transposeA())
              .flag("transB", gemm.transposeB());
      case Contraction.Einsum einsum -> a.text("equation", einsum.equation());
      case Contraction.Recurrent recurrent -> recurrent(recurrent, a);
    }
  }

  private static void recurrent(Contraction.Recurrent op, AttributeWriter a) {
    a.integer("hidden_size", op.hiddenSize())
        .text("direction", op.direction().name().toLowerCase(Locale.ROOT))
        .texts("activations", op.activations());
    if (op.clip() != 0) {
      a.number("clip", op.clip());
    }
    if (op.linearBeforeReset()) {
      a.flag("linear_before_reset", true);
    }
    if (op.inputForget()) {
      a.flag("input_forget", true);
    }
    if (op.batchFirst()) {
      a.flag("layout", true);
    }
  }

  static void pool(Pool op, AttributeWriter a) {
    switch (op) {
      case Pool.MaxPool pool -> {
        window(pool.window(), a);
        a.flag("ceil_mode", pool.ceilMode()).flag("storage_order", pool.columnMajorIndices());
      }
      case Pool.AveragePool pool -> {
        window(pool.window(), a);
        a.flag("ceil_mode", pool.ceilMode()).flag("count_include_pad", pool.countIncludePad());
      }
      case Pool.LpPool pool -> {
        window(pool.window(), a);
        a.flag("ceil_mode", pool.ceilMode()).integer("p", pool.p());
      }
      case Pool.Global pool -> {
        if (pool.kind() == Pool.GlobalKind.LP) {
          a.integer("p", pool.p());
        }
      }
      case Pool.Resize resize ->
          a.text("mode", resize.mode())
              .text("coordinate_transformation_mode", resize.coordinates())
              .text("nearest_mode", resize.nearestMode())
              .number("cubic_coeff_a", resize.cubicCoefficient())
              .flag("exclude_outside", resize.excludeOutside())
              .number("extrapolation_value", resize.extrapolationValue())
              .flag("antialias", resize.antialias())
              .text("keep_aspect_ratio_policy", resize.aspectRatioPolicy())
              .integersUnlessEmpty("axes", resize.axes());
    }
  }

  static void normalise(Normalise op, AttributeWriter a) {
    switch (op) {
      case Normalise.BatchNorm norm -> {
        a.number("epsilon", norm.epsilon()).number("momentum", norm.momentum());
        if (norm.training()) {
          a.flag("training_mode", true);
        }
      }
      case Normalise.InstanceNorm norm -> a.number("epsilon", norm.epsilon());
      case Normalise.LayerNorm norm ->
          a.integer("axis", norm.axis()).number("epsilon", norm.epsilon());
      case Normalise.GroupNorm norm ->
          a.integer("num_groups", norm.groups()).number("epsilon", norm.epsilon());
      case Normalise.RmsNorm norm ->
          a.integer("axis", norm.axis()).number("epsilon", norm.epsilon());
      case Normalise.Softmax softmax -> a.integer("axis", softmax.axis());
      case Normalise.LogSoftmax softmax -> a.integer("axis", softmax.axis());
      case Normalise.Hardmax hardmax -> a.integer("axis", hardmax.axis());
      case Normalise.Lrn lrn ->
          a.number("alpha", lrn.alpha())
              .number("beta", lrn.beta())
              .number("bias", lrn.bias())
              .integer("size", lrn.size());
      case Normalise.LpNorm norm -> a.integer("axis", norm.axis()).integer("p", norm.p());
      case Normalise.MeanVariance norm -> a.integers("axes", norm.axes());
      case Normalise.Dropout dropout -> {
        if (dropout.seed() != 0) {
          a.integer("seed", dropout.seed());
        }
      }
    }
  }

  static void quantise(Quantise op, AttributeWriter a) {
    switch (op) {
      case Quantise.QuantizeLinear quantize -> {
        a.integer("axis", quantize.axis());
        if (quantize.blockSize() != 0) {
          a.integer("block_size", quantize.blockSize());
        }
        if (quantize.outputType() != DType.UNKNOWN) {
          a.integer("output_dtype", ElementTypes.code(quantize.outputType()));
        }
        if (!quantize.saturate()) {
          a.flag("saturate", false);
        }
      }
      case Quantise.DequantizeLinear dequantize -> {
        a.integer("axis", dequantize.axis());
        if (dequantize.blockSize() != 0) {
          a.integer("block_size", dequantize.blockSize());
        }
      }
      case Quantise.DynamicQuantizeLinear _,
          Quantise.QLinearMatMul _,
          Quantise.MatMulInteger _ -> {}
      case Quantise.QLinearConv conv -> {
        window(conv.window(), a);
        a.integer("group", conv.groups());
      }
      case Quantise.ConvInteger conv -> {
        window(conv.window(), a);
        a.integer("group", conv.groups());
      }
      case IntegerOp integer ->
          throw new UserError(
              integer.label()
                  + " has no form of its own in ONNX; write the file with `ridgeline convert`");
    }
  }

  static void generate(Generate op, AttributeWriter a) {
    switch (op) {
      case Generate.ConstantOfShape fill ->
          a.tensor("value", TensorEncoder.single(fill.dtype(), fill.value()));
      case Generate.Range _ -> {}
      case Generate.EyeLike eye -> {
        dtype(eye.dtype(), a);
        a.integer("k", eye.diagonal());
      }
      case Generate.RandomTensor random -> random(random, a);
      case Generate.Bernoulli bernoulli -> {
        dtype(bernoulli.dtype(), a);
        seed(bernoulli.seed(), a);
      }
    }
  }

  private static void random(Generate.RandomTensor random, AttributeWriter a) {
    boolean uniform = random.distribution() == Generate.Distribution.UNIFORM;
    dtype(random.dtype(), a);
    seed(random.seed(), a);
    a.number(uniform ? "low" : "mean", random.a()).number(uniform ? "high" : "scale", random.b());
    if (!random.likeInput()) {
      a.integers("shape", Arrays.stream(random.shape().sizes()).boxed().toList());
    }
  }

  private static void dtype(DType dtype, AttributeWriter a) {
    if (dtype != DType.UNKNOWN) {
      a.integer("dtype", ElementTypes.code(dtype));
    }
  }

  /** The format's seed is a float: the bits of ours where they make one. */
  private static void seed(long seed, AttributeWriter a) {
    if (seed != 0) {
      float bits = Float.intBitsToFloat((int) seed);
      a.number("seed", seed == (int) seed && Float.isFinite(bits) ? bits : (float) seed);
    }
  }
}
