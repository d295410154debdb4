package dev.ridgeline.formats.tflite;

import dev.ridgeline.core.tensor.DType;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The structure of a file: the fields of schema version 3 that Ridgeline uses.
 *
 * @param description what the converter says of itself
 * @param operatorCodes kinds of operators, which operators name by index
 * @param subgraphs the first is the model
 * @param buffers where constants lie, which tensors name by index; empty ones hold nothing
 */
record TfliteModel(
    String description,
    List<OperatorCode> operatorCodes,
    List<Subgraph> subgraphs,
    List<Optional<FlatTable.Span>> buffers) {
  static final int SCHEMA_VERSION = 3;

  /** A kind of operator: a code of {@link Builtin}, and the name of a custom one. */
  record OperatorCode(int code, String custom, int version) {
    String label() {
      return code == Builtin.CUSTOM.code()
          ? custom
          : Builtin.of(code).map(Builtin::name).orElse("builtin operator " + code);
    }
  }

  /**
   * A tensor as declared.
   *
   * @param signature sizes with -1 where they may vary; empty when none may
   * @param scales none, one, or one an index of axis {@code axis}
   */
  record TensorInfo(
      String name,
      DType dtype,
      List<Integer> shape,
      List<Integer> signature,
      long buffer,
      List<Float> scales,
      List<Long> zeroPoints,
      int axis,
      boolean variable,
      boolean sparse) {

    boolean quantised() {
      return !scales.isEmpty();
    }
  }

  /** An application of an operator; tensors by index, -1 where one is left out. */
  record OperatorInfo(
      long kind,
      List<Integer> inputs,
      List<Integer> outputs,
      Optional<FlatTable> options,
      byte[] customOptions) {
    int input(int i) {
      return i < inputs.size() ? inputs.get(i) : -1;
    }
  }

  record Subgraph(
      String name,
      List<TensorInfo> tensors,
      List<Integer> inputs,
      List<Integer> outputs,
      List<OperatorInfo> operators) {}

  static TfliteModel parse(FlatTable.Source source) {
    if (source.bytes().byteSize() < 8) {
      throw new MalformedTflite("it has %d bytes".formatted(source.bytes().byteSize()));
    }
    byte[] identifier =
        source.bytes().asSlice(4, 4).toArray(java.lang.foreign.ValueLayout.JAVA_BYTE);
    if (!new String(identifier, java.nio.charset.StandardCharsets.ISO_8859_1).equals("TFL3")) {
      throw new MalformedTflite("the identifier TFL3 is missing at byte 4");
    }
    FlatTable root = source.root();
    int version = root.i32(0, 0);
    if (version != SCHEMA_VERSION) {
      throw new MalformedTflite("its schema has version %d and not 3".formatted(version));
    }
    List<OperatorCode> codes = new ArrayList<>();
    for (FlatTable code : root.tables(1)) {
      // Codes above 127 stand in a newer field; the older one then holds a placeholder.
      codes.add(
          new OperatorCode(Math.max(code.i8(0, 0), code.i32(3, 0)), code.text(1), code.i32(2, 1)));
    }
    List<Subgraph> subgraphs = new ArrayList<>();
    for (FlatTable subgraph : root.tables(2)) {
      subgraphs.add(subgraph(subgraph));
    }
    if (subgraphs.isEmpty()) {
      throw new MalformedTflite("it has no subgraph");
    }
    List<Optional<FlatTable.Span>> buffers = new ArrayList<>();
    for (FlatTable buffer : root.tables(4)) {
      if (buffer.u64(1, 0) > 1) {
        throw new MalformedTflite("its constants lie behind the structure, which is not followed");
      }
      buffers.add(buffer.vector(0, 1));
    }
    return new TfliteModel(root.text(3), codes, subgraphs, buffers);
  }

  private static Subgraph subgraph(FlatTable table) {
    List<TensorInfo> tensors = new ArrayList<>();
    for (FlatTable tensor : table.tables(0)) {
      tensors.add(tensor(tensor));
    }
    List<OperatorInfo> operators = new ArrayList<>();
    for (FlatTable operator : table.tables(3)) {
      operators.add(
          new OperatorInfo(
              operator.i32(0, 0) & 0xffffffffL,
              operator.ints(1),
              operator.ints(2),
              operator.table(4),
              operator.bytes(5)));
    }
    return new Subgraph(table.text(4), tensors, table.ints(1), table.ints(2), operators);
  }

  private static TensorInfo tensor(FlatTable table) {
    Optional<FlatTable> quantisation = table.table(4);
    return new TensorInfo(
        table.text(3),
        TfliteTypes.of(table.i8(1, 0)),
        table.ints(0),
        table.ints(7),
        table.i32(2, 0) & 0xffffffffL,
        quantisation.map(q -> q.floats(2)).orElse(List.of()),
        quantisation.map(q -> q.longs(3)).orElse(List.of()),
        quantisation.map(q -> q.i32(6, 0)).orElse(0),
        table.flag(5),
        table.table(6).isPresent());
  }
}
