package dev.ridgeline.core.shape;

import dev.ridgeline.core.op.IntegerOp;
import dev.ridgeline.core.op.Quantise;
import dev.ridgeline.core.tensor.DType;
import dev.ridgeline.core.tensor.Layout;
import dev.ridgeline.core.tensor.Shape;
import dev.ridgeline.core.tensor.TensorType;
import java.util.List;

/** Types of quantised operators. */
final class QuantiseTypes {
  private QuantiseTypes() {}

  static List<TensorType> infer(Quantise op, NodeFacts facts) {
    return switch (op) {
      case Quantise.QuantizeLinear quantize -> {
        DType dtype =
            quantize.outputType() != DType.UNKNOWN
                ? quantize.outputType()
                : facts.has(2) ? facts.dtype(2) : DType.U8;
        yield List.of(new TensorType(dtype, facts.shape(0)));
      }
      case Quantise.DequantizeLinear _ -> List.of(new TensorType(facts.dtype(1), facts.shape(0)));
      case Quantise.DynamicQuantizeLinear _ ->
          List.of(
              new TensorType(DType.U8, facts.shape(0)),
              new TensorType(DType.F32, Shape.scalar()),
              new TensorType(DType.U8, Shape.scalar()));
      case Quantise.QLinearConv conv ->
          List.of(
              new TensorType(
                  facts.dtype(7),
                  ContractionTypes.conv(
                      facts,
                      facts.shape(0),
                      facts.shape(3),
                      conv.window(),
                      conv.groups(),
                      Layout.NCHW)));
      case Quantise.QLinearMatMul _ ->
          List.of(
              new TensorType(
                  facts.dtype(7), ContractionTypes.matMul(facts, facts.shape(0), facts.shape(3))));
      case Quantise.MatMulInteger _ ->
          List.of(
              new TensorType(
                  DType.I32, ContractionTypes.matMul(facts, facts.shape(0), facts.shape(1))));
      case Quantise.ConvInteger conv ->
          List.of(
              new TensorType(
                  DType.I32,
                  ContractionTypes.conv(
                      facts,
                      facts.shape(0),
                      facts.shape(1),
                      conv.window(),
                      conv.groups(),
                      Layout.NCHW)));
      case IntegerOp integer -> List.of(IntegerTypes.infer(integer, facts));
    };
  }
}
