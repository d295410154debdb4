package dev.ridgeline.formats.onnx;

import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * ONNX's TensorProto. The elements stay where they are in the file.
 *
 * @param dims sizes, outermost first, as the file has them
 * @param dtype ONNX's number of the element type
 * @param field which field holds the elements: {@link #RAW}, or the typed ones in packed form; 0
 *     when there is none
 * @param data the elements as that field encodes them
 * @param external where the elements lie in another file: location, offset, length; empty when they
 *     are here
 * @param encoded the whole message
 */
record OnnxTensor(
    String name,
    List<Long> dims,
    int dtype,
    int field,
    Span data,
    Map<String, String> external,
    Span encoded) {
  static final int FLOATS = 4;
  static final int INT32S = 5;
  static final int STRINGS = 6;
  static final int INT64S = 7;
  static final int RAW = 9;
  static final int DOUBLES = 10;
  static final int UINT64S = 11;

  static OnnxTensor parse(WireReader reader) {
    Span encoded = reader.rest();
    LongList dims = new LongList();
    int dtype = 0;
    String name = "";
    Elements elements = new Elements();
    Map<String, String> external = new HashMap<>();
    boolean elsewhere = false;
    while (reader.next()) {
      switch (reader.field()) {
        case 1 -> {
          reader.integers(dims);
          if (dims.size() > OnnxValueInfo.MAX_RANK) {
            throw reader.malformed("a tensor has more than " + OnnxValueInfo.MAX_RANK + " dims");
          }
        }
        case 2 -> dtype = reader.smallInteger();
        case FLOATS, INT32S, STRINGS, INT64S, RAW, DOUBLES, UINT64S -> elements.take(reader);
        case 8 -> name = reader.string();
        case 13 -> entry(reader.message(), external);
        case 14 -> elsewhere = reader.integer() == 1;
        default -> reader.skip();
      }
    }
    return new OnnxTensor(
        name,
        dims.toList(),
        dtype,
        elements.field,
        elements.span(),
        elsewhere ? external : Map.of(),
        encoded);
  }

  /** Whether the elements lie in another file. */
  boolean isExternal() {
    return !external.isEmpty();
  }

  private static void entry(WireReader reader, Map<String, String> into) {
    String key = "";
    String value = "";
    while (reader.next()) {
      switch (reader.field()) {
        case 1 -> key = reader.string();
        case 2 -> value = reader.string();
        default -> reader.skip();
      }
    }
    into.put(key, value);
  }

  /**
   * The elements of one tensor: one packed run is taken where it lies; the rare scattered forms are
   * joined.
   */
  private static final class Elements {
    private int field;
    private final List<Span> parts = new ArrayList<>();
    private final ByteArrayOutputStream joined = new ByteArrayOutputStream();

    void take(WireReader reader) {
      if (field != 0 && field != reader.field()) {
        throw reader.malformed(
            "a tensor has elements in fields %d and %d".formatted(field, reader.field()));
      }
      boolean first = field == 0;
      field = reader.field();
      if (field == STRINGS) {
        reader.skip();
        return;
      }
      if (field == RAW && !first) {
        throw reader.malformed("a tensor has raw data twice");
      }
      Span span = reader.wireType() == WireReader.BYTES ? reader.bytes() : reader.scalar();
      if (first) {
        parts.add(span);
        return;
      }
      if (parts.size() == 1) {
        joined.writeBytes(parts.removeFirst().copy());
      }
      joined.writeBytes(span.copy());
    }

    Span span() {
      return parts.isEmpty() ? Span.of(joined.toByteArray()) : parts.getFirst();
    }
  }
}
