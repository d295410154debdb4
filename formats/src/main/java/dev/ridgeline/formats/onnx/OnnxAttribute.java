package dev.ridgeline.formats.onnx;

import java.util.ArrayList;
import java.util.List;

/**
 * ONNX's AttributeProto. Which field holds the value follows from {@code type}; very old files
 * leave the type out.
 *
 * @param type 1 float, 2 int, 3 string, 4 tensor, 5 graph, 6 to 10 lists of them, 11 sparse tensor;
 *     0 not given
 * @param number the value of a float attribute
 * @param integer the value of an int attribute
 * @param floats bits of the floats
 * @param tensors the tensor or tensors
 * @param graphs the graph or graphs
 * @param reference the attribute of the function around it that gives the value; empty: none
 */
record OnnxAttribute(
    String name,
    int type,
    float number,
    long integer,
    String text,
    LongList floats,
    LongList integers,
    List<String> strings,
    List<OnnxTensor> tensors,
    List<OnnxGraph> graphs,
    String reference) {
  static final int FLOAT = 1;
  static final int INT = 2;
  static final int STRING = 3;
  static final int TENSOR = 4;
  static final int GRAPH = 5;
  static final int FLOATS = 6;
  static final int INTS = 7;
  static final int STRINGS = 8;

  static OnnxAttribute parse(WireReader reader) {
    String name = "";
    int type = 0;
    float number = 0;
    long integer = 0;
    String text = "";
    LongList floats = new LongList();
    LongList integers = new LongList();
    List<String> strings = new ArrayList<>();
    List<OnnxTensor> tensors = new ArrayList<>();
    List<OnnxGraph> graphs = new ArrayList<>();
    String reference = "";
    while (reader.next()) {
      switch (reader.field()) {
        case 1 -> name = reader.string();
        case 2 -> number = reader.float32();
        case 3 -> integer = reader.integer();
        case 4 -> text = reader.string();
        case 5, 10 -> tensors.add(OnnxTensor.parse(reader.message()));
        case 6, 11 -> graphs.add(OnnxGraph.parse(reader.message()));
        case 7 -> reader.floats(floats);
        case 8 -> reader.integers(integers);
        case 9 -> strings.add(reader.string());
        case 20 -> type = reader.smallInteger();
        case 21 -> reference = reader.string();
        default -> reader.skip();
      }
    }
    return new OnnxAttribute(
        name, type, number, integer, text, floats, integers, strings, tensors, graphs, reference);
  }

  /** The same value under another name. */
  OnnxAttribute named(String newName) {
    return new OnnxAttribute(
        newName, type, number, integer, text, floats, integers, strings, tensors, graphs, "");
  }
}
