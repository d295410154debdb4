package dev.ridgeline.formats.onnx;

import dev.ridgeline.core.op.Opaque;
import java.util.List;

/**
 * A node as an ONNX file encodes it.
 *
 * @param node the encoded NodeProto, where it lies in the file
 * @param functions encoded model-local functions that the node may need
 */
record OnnxPayload(Span node, List<Span> functions) implements Opaque.Payload {
  @Override
  public String format() {
    return "onnx";
  }

  @Override
  public byte[] bytes() {
    return node.copy();
  }
}
