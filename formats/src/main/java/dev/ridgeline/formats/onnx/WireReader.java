package dev.ridgeline.formats.onnx;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

/**
 * Walks the fields of one Protocol Buffers message over bytes that are not copied. Every length is
 * checked against the bytes present before anything is allocated; messages nest at most {@link
 * #MAX_DEPTH} deep and hold at most {@link #MAX_PARTS} messages and strings in all.
 *
 * <p>Generated message classes are not used: their first parse costs a quarter of a second of
 * start-up, they copy typed weights into the heap, and they hide where in the file a weight lies.
 */
final class WireReader {
  /** Deepest nesting of messages. A graph in a graph takes four levels. */
  static final int MAX_DEPTH = 100;

  /** Most messages and strings in one file. */
  static final int MAX_PARTS = 4_000_000;

  static final int VARINT = 0;
  static final int FIXED64 = 1;
  static final int BYTES = 2;
  static final int FIXED32 = 5;

  private static final ValueLayout.OfInt I32 =
      ValueLayout.JAVA_INT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);

  /** What all readers of one file share: its bytes, and how many parts may still be made. */
  private static final class Source {
    private static final int WINDOW = 1 << 16;

    private final MemorySegment segment;
    private final boolean inFile;
    // Single bytes are taken from an array: access to a segment is slow until it is compiled.
    private byte[] window = new byte[0];
    private long windowStart;
    private int parts = MAX_PARTS;

    Source(MemorySegment segment, boolean inFile) {
      this.segment = segment;
      this.inFile = inFile;
    }

    byte at(long position) {
      long index = position - windowStart;
      if (index < 0 || index >= window.length) {
        load(position);
        index = 0;
      }
      return window[(int) index];
    }

    private void load(long position) {
      int size = (int) Math.min(WINDOW, segment.byteSize() - position);
      if (window.length != size) {
        window = new byte[size];
      }
      MemorySegment.copy(segment, ValueLayout.JAVA_BYTE, position, window, 0, size);
      windowStart = position;
    }

    String text(Span span) {
      long index = span.offset() - windowStart;
      if (index >= 0 && index + span.length() <= window.length) {
        return new String(window, (int) index, (int) span.length(), StandardCharsets.UTF_8);
      }
      return new String(span.copy(), StandardCharsets.UTF_8);
    }
  }

  private final Source source;
  private final long end;
  private final int depth;
  private long position;
  private int field;
  private int wireType;

  private WireReader(Source source, long start, long end, int depth) {
    this.source = source;
    this.position = start;
    this.end = end;
    this.depth = depth;
  }

  /** A reader of all of {@code segment}; {@code inFile} when that is a whole mapped file. */
  static WireReader of(MemorySegment segment, boolean inFile) {
    return new WireReader(new Source(segment, inFile), 0, segment.byteSize(), 0);
  }

  /** A reader of the bytes of {@code span} as one message. */
  static WireReader of(Span span) {
    return new WireReader(
        new Source(span.segment(), span.inFile()), span.offset(), span.offset() + span.length(), 0);
  }

  /** Moves to the next field; false at the end of the message. */
  boolean next() {
    if (position == end) {
      return false;
    }
    long tag = varint();
    field = (int) Math.min(tag >>> 3, Integer.MAX_VALUE);
    wireType = (int) (tag & 7);
    if (field == 0 || tag >>> 32 != 0) {
      throw malformed("a field has number " + (tag >>> 3));
    }
    return true;
  }

  int field() {
    return field;
  }

  int wireType() {
    return wireType;
  }

  /** Passes over the field's value. */
  void skip() {
    switch (wireType) {
      case VARINT -> varint();
      case FIXED64 -> advance(8);
      case BYTES -> advance(length());
      case FIXED32 -> advance(4);
      default -> throw malformed("wire type " + wireType + " is not in use");
    }
  }

  /** An integer field. */
  long integer() {
    require(VARINT);
    return varint();
  }

  /** An integer field that must lie in the range of an int. */
  int smallInteger() {
    long value = integer();
    if (value != (int) value) {
      throw malformed("field " + field + " has value " + value);
    }
    return (int) value;
  }

  float float32() {
    require(FIXED32);
    return Float.intBitsToFloat(fixed32());
  }

  /** A string field; bytes that are not UTF-8 are replaced. */
  String string() {
    Span span = bytes();
    spend();
    if (span.length() > MAX_STRING) {
      throw malformed("a string of " + span.length() + " bytes");
    }
    return source.text(span);
  }

  /** Longest string, in bytes. */
  private static final long MAX_STRING = 1 << 24;

  /** The bytes of a length-delimited field. */
  Span bytes() {
    require(BYTES);
    long length = length();
    Span span = new Span(source.segment, position, length, source.inFile);
    advance(length);
    return span;
  }

  /** A reader of the message in this field. */
  WireReader message() {
    Span span = bytes();
    spend();
    if (depth >= MAX_DEPTH) {
      throw malformed("messages are nested more than " + MAX_DEPTH + " deep");
    }
    return new WireReader(source, span.offset(), span.offset() + span.length(), depth + 1);
  }

  /** Adds the integers of a repeated field, packed or not. */
  void integers(LongList into) {
    if (wireType == VARINT) {
      into.add(varint());
      return;
    }
    WireReader packed = packed();
    while (packed.position < packed.end) {
      into.add(packed.varint());
    }
  }

  /** Adds the floats of a repeated field, packed or not, as their bits. */
  void floats(LongList into) {
    if (wireType == FIXED32) {
      into.add(fixed32());
      return;
    }
    WireReader packed = packed();
    while (packed.position < packed.end) {
      into.add(packed.fixed32());
    }
  }

  private WireReader packed() {
    Span span = bytes();
    return new WireReader(source, span.offset(), span.offset() + span.length(), depth);
  }

  /** What this reader walks over, from its start or from where it stands now. */
  Span rest() {
    return new Span(source.segment, position, end - position, source.inFile);
  }

  /** The bytes of the current value of a field that is not length-delimited. */
  Span scalar() {
    long start = position;
    skip();
    return new Span(source.segment, start, position - start, source.inFile);
  }

  long varint() {
    long value = 0;
    for (int shift = 0; shift < 64; shift += 7) {
      if (position >= end) {
        throw malformed("it ends within a number");
      }
      byte b = source.at(position++);
      value |= (long) (b & 0x7f) << shift;
      if (b >= 0) {
        return value;
      }
    }
    throw malformed("a number takes more than 10 bytes");
  }

  private int fixed32() {
    long at = position;
    advance(4);
    return source.segment.get(I32, at);
  }

  private long length() {
    long length = varint();
    if (length < 0 || length > end - position) {
      throw malformed(
          "field %d says %s bytes but %d are left"
              .formatted(field, Long.toUnsignedString(length), end - position));
    }
    return length;
  }

  private void advance(long bytes) {
    if (bytes > end - position) {
      throw malformed("it ends within a value");
    }
    position += bytes;
  }

  private void require(int wanted) {
    if (wireType != wanted) {
      throw malformed("field %d has wire type %d, not %d".formatted(field, wireType, wanted));
    }
  }

  private void spend() {
    if (--source.parts < 0) {
      throw malformed("it has more than " + MAX_PARTS + " parts");
    }
  }

  MalformedOnnx malformed(String what) {
    return new MalformedOnnx(what + " (at byte " + position + ")");
  }
}
