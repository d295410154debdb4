package dev.ridgeline.formats.onnx;

import dev.ridgeline.core.graph.ConstantData;
import dev.ridgeline.core.tensor.DType;
import dev.ridgeline.core.tensor.Dim;
import dev.ridgeline.core.tensor.Shape;
import dev.ridgeline.core.tensor.TensorType;
import java.lang.foreign.ValueLayout;

/** Encodes tensors and types. */
final class TensorEncoder {
  private TensorEncoder() {}

  /** Everything of a TensorProto but its elements. */
  static WireWriter head(String name, TensorType type) {
    WireWriter tensor = new WireWriter();
    for (Dim dim : type.shape().dims()) {
      tensor.integer(1, dim.size());
    }
    tensor.integer(2, ElementTypes.code(type.dtype()));
    return name.isEmpty() ? tensor : tensor.text(8, name);
  }

  /** A vector of one element. */
  static WireWriter single(DType dtype, double value) {
    TensorType type = new TensorType(dtype, Shape.of(1));
    byte[] bytes = new ConstantData.Filled(value).read(type).toArray(ValueLayout.JAVA_BYTE);
    return head("", type).bytes(OnnxTensor.RAW, bytes);
  }

  /** A ValueInfoProto; a type that is not known, or no tensor's, is left out. */
  static WireWriter value(String name, TensorType type) {
    WireWriter value = new WireWriter().text(1, name);
    int code = ElementTypes.code(type.dtype());
    if (code == 0) {
      return value;
    }
    WireWriter tensor = new WireWriter().integer(1, code);
    if (type.shape().ranked()) {
      WireWriter shape = new WireWriter();
      for (Dim dim : type.shape().dims()) {
        WireWriter encoded = new WireWriter();
        switch (dim) {
          case Dim.Known(long size) -> encoded.integer(1, size);
          case Dim.Symbol(String symbol) -> encoded.text(2, symbol);
        }
        shape.message(1, encoded);
      }
      tensor.message(2, shape);
    }
    return value.message(2, new WireWriter().message(1, tensor));
  }
}
