package dev.ridgeline.formats.onnx;

import java.util.List;

/** Encodes the attributes of one node. */
final class AttributeWriter {
  private final WireWriter node;

  AttributeWriter(WireWriter node) {
    this.node = node;
  }

  AttributeWriter integer(String name, long value) {
    return add(new WireWriter().text(1, name).integer(3, value).integer(20, OnnxAttribute.INT));
  }

  AttributeWriter flag(String name, boolean value) {
    return integer(name, value ? 1 : 0);
  }

  AttributeWriter number(String name, double value) {
    return add(
        new WireWriter().text(1, name).float32(2, (float) value).integer(20, OnnxAttribute.FLOAT));
  }

  AttributeWriter text(String name, String value) {
    return add(new WireWriter().text(1, name).text(4, value).integer(20, OnnxAttribute.STRING));
  }

  AttributeWriter integers(String name, List<? extends Number> values) {
    WireWriter attribute = new WireWriter().text(1, name);
    values.forEach(v -> attribute.integer(8, v.longValue()));
    return add(attribute.integer(20, OnnxAttribute.INTS));
  }

  /** Nothing is written for an empty list. */
  AttributeWriter integersUnlessEmpty(String name, List<? extends Number> values) {
    return values.isEmpty() ? this : integers(name, values);
  }

  AttributeWriter texts(String name, List<String> values) {
    WireWriter attribute = new WireWriter().text(1, name);
    values.forEach(v -> attribute.text(9, v));
    return add(attribute.integer(20, OnnxAttribute.STRINGS));
  }

  AttributeWriter tensor(String name, WireWriter tensor) {
    return add(new WireWriter().text(1, name).message(5, tensor).integer(20, OnnxAttribute.TENSOR));
  }

  AttributeWriter graph(String name, byte[] graph) {
    return add(new WireWriter().text(1, name).bytes(6, graph).integer(20, OnnxAttribute.GRAPH));
  }

  private AttributeWriter add(WireWriter attribute) {
    node.message(5, attribute);
    return this;
  }
}
