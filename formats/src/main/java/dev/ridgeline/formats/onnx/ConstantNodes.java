package dev.ridgeline.formats.onnx;

/**
 * Encodes initialisers that are no dense tensors of numbers as Constant nodes, to be kept opaque.
 */
final class ConstantNodes {
  private static final int SPARSE_TENSOR = 11;

  private ConstantNodes() {}

  /** A node that gives a tensor of strings. */
  static Span strings(OnnxTensor tensor) {
    return encode(
        tensor.name(),
        new WireWriter()
            .text(1, "value")
            .bytes(5, tensor.encoded().copy())
            .integer(20, OnnxAttribute.TENSOR));
  }

  /** A node that gives a sparse tensor. */
  static Span sparse(OnnxGraph.Sparse tensor) {
    return encode(
        tensor.name(),
        new WireWriter()
            .text(1, "sparse_value")
            .bytes(22, tensor.encoded().copy())
            .integer(20, SPARSE_TENSOR));
  }

  private static Span encode(String output, WireWriter attribute) {
    return Span.of(
        new WireWriter().text(2, output).text(4, "Constant").message(5, attribute).toByteArray());
  }
}
