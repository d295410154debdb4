package dev.ridgeline.formats.tflite;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A table of a FlatBuffers file, read in place. A table starts with the distance back to its list
 * of field offsets; strings and vectors are distances forward to a count and the elements. Every
 * position is checked against the bytes present, and all that is decoded from one file is bounded
 * by its size, so that parts which share bytes cannot multiply.
 *
 * <p><b>Source.</b> FlatBuffers internals, google.github.io/flatbuffers.
 */
final class FlatTable {
  private static final ValueLayout.OfShort I16 =
      ValueLayout.JAVA_SHORT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
  private static final ValueLayout.OfInt I32 =
      ValueLayout.JAVA_INT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
  private static final ValueLayout.OfLong I64 =
      ValueLayout.JAVA_LONG_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);

  /** The bytes of one file and how many elements may still be decoded from them. */
  static final class Source {
    private final MemorySegment bytes;
    private long budget;

    Source(MemorySegment bytes) {
      this.bytes = bytes;
      this.budget = bytes.byteSize() + (1 << 16);
    }

    MemorySegment bytes() {
      return bytes;
    }

    /** The table that the file starts with. */
    FlatTable root() {
      return at(check(u32(0), 4));
    }

    private FlatTable at(long position) {
      spend(1);
      long fields = position - i32(position);
      int fieldsSize = u16(fields);
      int tableSize = u16(fields + 2);
      if (fieldsSize < 4 || tableSize < 4) {
        throw new MalformedTflite("the table at byte " + position + " has no fields");
      }
      check(fields, fieldsSize);
      check(position, tableSize);
      return new FlatTable(this, position, fields, fieldsSize, tableSize);
    }

    private void spend(long elements) {
      budget -= elements;
      if (budget < 0) {
        throw new MalformedTflite("its parts hold more than the file has bytes for");
      }
    }

    private long check(long position, long length) {
      if (position < 0 || length < 0 || position > bytes.byteSize() - length) {
        throw new MalformedTflite(
            "%d bytes are wanted at byte %d of %d".formatted(length, position, bytes.byteSize()));
      }
      return position;
    }

    private int u16(long position) {
      return bytes.get(I16, check(position, 2)) & 0xffff;
    }

    private int i32(long position) {
      return bytes.get(I32, check(position, 4));
    }

    private long u32(long position) {
      return i32(position) & 0xffffffffL;
    }
  }

  /** Elements in the file. */
  record Span(long offset, long count) {}

  private final Source source;
  private final long position;
  private final long fields;
  private final int fieldsSize;
  private final int tableSize;

  private FlatTable(Source source, long position, long fields, int fieldsSize, int tableSize) {
    this.source = source;
    this.position = position;
    this.fields = fields;
    this.fieldsSize = fieldsSize;
    this.tableSize = tableSize;
  }

  /** Where field {@code index} stands; 0 when it is left out. */
  private long field(int index, int bytes) {
    int slot = 4 + 2 * index;
    if (slot + 2 > fieldsSize) {
      return 0;
    }
    int offset = source.u16(fields + slot);
    if (offset == 0) {
      return 0;
    }
    if (offset + bytes > tableSize) {
      throw new MalformedTflite(
          "field %d of the table at byte %d lies outside it".formatted(index, position));
    }
    return position + offset;
  }

  int i8(int index, int absent) {
    long at = field(index, 1);
    return at == 0 ? absent : source.bytes.get(ValueLayout.JAVA_BYTE, at);
  }

  boolean flag(int index) {
    return i8(index, 0) != 0;
  }

  int i32(int index, int absent) {
    long at = field(index, 4);
    return at == 0 ? absent : source.i32(at);
  }

  float f32(int index, float absent) {
    long at = field(index, 4);
    return at == 0 ? absent : Float.intBitsToFloat(source.i32(at));
  }

  long u64(int index, long absent) {
    long at = field(index, 8);
    return at == 0 ? absent : source.bytes.get(I64, at);
  }

  Optional<FlatTable> table(int index) {
    long at = field(index, 4);
    return at == 0 ? Optional.empty() : Optional.of(source.at(at + source.u32(at)));
  }

  /** The elements of a vector of {@code size} bytes each; empty when it is left out. */
  Optional<Span> vector(int index, int size) {
    long at = field(index, 4);
    if (at == 0) {
      return Optional.empty();
    }
    long start = at + source.u32(at);
    long count = source.u32(start);
    source.check(start + 4, Math.multiplyExact(count, size));
    return Optional.of(new Span(start + 4, count));
  }

  List<FlatTable> tables(int index) {
    Span span = vector(index, 4).orElse(new Span(0, 0));
    source.spend(span.count());
    List<FlatTable> tables = new ArrayList<>();
    for (long i = 0; i < span.count(); i++) {
      long at = span.offset() + 4 * i;
      tables.add(source.at(at + source.u32(at)));
    }
    return tables;
  }

  List<Integer> ints(int index) {
    Span span = vector(index, 4).orElse(new Span(0, 0));
    source.spend(span.count());
    List<Integer> values = new ArrayList<>();
    for (long i = 0; i < span.count(); i++) {
      values.add(source.i32(span.offset() + 4 * i));
    }
    return values;
  }

  List<Float> floats(int index) {
    return ints(index).stream().map(Float::intBitsToFloat).toList();
  }

  List<Long> longs(int index) {
    Span span = vector(index, 8).orElse(new Span(0, 0));
    source.spend(span.count());
    List<Long> values = new ArrayList<>();
    for (long i = 0; i < span.count(); i++) {
      values.add(source.bytes.get(I64, span.offset() + 8 * i));
    }
    return values;
  }

  String text(int index) {
    Span span = vector(index, 1).orElse(new Span(0, 0));
    source.spend(span.count());
    return new String(copy(span), StandardCharsets.UTF_8);
  }

  byte[] bytes(int index) {
    Span span = vector(index, 1).orElse(new Span(0, 0));
    source.spend(span.count());
    return copy(span);
  }

  private byte[] copy(Span span) {
    return source.bytes.asSlice(span.offset(), span.count()).toArray(ValueLayout.JAVA_BYTE);
  }
}
