package dev.ridgeline.formats.onnx;

import dev.ridgeline.core.op.Quantise;
import dev.ridgeline.core.tensor.DType;

/** Lifts operators between real numbers and integers, and contractions on integers. */
final class QuantiseOps {
  private QuantiseOps() {}

  static boolean lift(NodeLift node) {
    Attributes a = node.attributes();
    switch (node.type()) {
      case "QuantizeLinear" -> {
        DType output = ElementTypes.of(a.small("output_dtype", 0));
        node.emit(
            new Quantise.QuantizeLinear(
                a.small("axis", 1), a.small("block_size", 0), output, a.flag("saturate", true)));
      }
      case "DequantizeLinear" ->
          node.emit(new Quantise.DequantizeLinear(a.small("axis", 1), a.small("block_size", 0)));
      case "DynamicQuantizeLinear" -> node.emit(new Quantise.DynamicQuantizeLinear());
      case "QLinearConv" ->
          node.emit(new Quantise.QLinearConv(Windows.convolution(node, 3), Windows.groups(node)));
      case "QLinearMatMul" -> node.emit(new Quantise.QLinearMatMul());
      case "MatMulInteger" -> node.emit(new Quantise.MatMulInteger());
      case "ConvInteger" ->
          node.emit(new Quantise.ConvInteger(Windows.convolution(node, 1), Windows.groups(node)));
      default -> {
        return false;
      }
    }
    return true;
  }
}
