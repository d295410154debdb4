package dev.ridgeline.formats.pytorch;

import dev.ridgeline.formats.file.Quote;
import dev.ridgeline.formats.weights.ByteSource;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Where the records of a zip archive lie. PyTorch stores its records uncompressed, so that each is
 * a slice of the file; a compressed record is refused, which rules out zip bombs, and so are
 * records that share bytes.
 *
 * <p><b>Source.</b> PKWARE's APPNOTE.TXT 6.3.10, sections 4.3.7, 4.3.12 and 4.3.14 to 4.3.16.
 */
final class ZipRecords {
  private static final ValueLayout.OfShort U16 =
      ValueLayout.JAVA_SHORT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
  private static final ValueLayout.OfInt U32 =
      ValueLayout.JAVA_INT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
  private static final ValueLayout.OfLong U64 =
      ValueLayout.JAVA_LONG_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
  private static final int LOCAL = 0x04034b50;
  private static final int CENTRAL = 0x02014b50;
  private static final int END = 0x06054b50;
  private static final int END_64 = 0x06064b50;
  private static final int LOCATOR_64 = 0x07064b50;
  private static final int LOCAL_BYTES = 30;
  private static final int CENTRAL_BYTES = 46;
  private static final int END_BYTES = 22;
  private static final int END_64_BYTES = 56;
  private static final int LOCATOR_BYTES = 20;
  private static final int MAX_COMMENT = 0xffff;
  private static final int WIDE_FIELDS = 1;
  private static final int ENCRYPTED = 1;
  private static final long MAX_RECORDS = 1 << 18;

  /**
   * A record.
   *
   * @param start where its elements begin in the file
   * @param length bytes
   * @param crc the checksum that the archive keeps
   */
  record Entry(String name, long start, long length, int crc) {}

  private final MemorySegment bytes;

  private ZipRecords(MemorySegment bytes) {
    this.bytes = bytes;
  }

  /** The records by name. */
  static Map<String, Entry> of(ByteSource source) {
    return new ZipRecords(source.bytes()).records();
  }

  private Map<String, Entry> records() {
    long end = end();
    long count = u16(end + 10);
    long size = u32(end + 12);
    long at = u32(end + 16);
    long locator = end - LOCATOR_BYTES;
    if (locator >= 0 && i32(locator) == LOCATOR_64) {
      long wide = u64(locator + 8);
      require(wide, END_64_BYTES);
      if (i32(wide) != END_64) {
        throw new MalformedPytorch("has a zip archive whose end record is lost; save it again");
      }
      count = u64(wide + 32);
      size = u64(wide + 40);
      at = u64(wide + 48);
    }
    require(at, size);
    if (count < 0 || count > MAX_RECORDS || count * CENTRAL_BYTES > size) {
      throw new MalformedPytorch(
          "claims %d zip records where its directory of %d bytes has room for %d, at most %d; save it again"
              .formatted(count, size, size / CENTRAL_BYTES, MAX_RECORDS));
    }
    Map<String, Entry> records = new LinkedHashMap<>();
    for (long i = 0; i < count; i++) {
      require(at, CENTRAL_BYTES);
      Entry entry = entry(at);
      if (records.put(entry.name(), entry) != null) {
        throw new MalformedPytorch(
            "holds two zip records '%s'; save it again".formatted(Quote.of(entry.name())));
      }
      at += CENTRAL_BYTES + u16(at + 28) + u16(at + 30) + u16(at + 32);
    }
    requireApart(records.values().stream().toList());
    return records;
  }

  private long end() {
    long last = bytes.byteSize() - END_BYTES;
    for (long at = last; at >= 0 && at >= last - MAX_COMMENT; at--) {
      if (i32(at) == END) {
        return at;
      }
    }
    throw new MalformedPytorch("is a zip archive without an end, truncated; copy or save it again");
  }

  private Entry entry(long at) {
    int nameLength = u16(at + 28);
    int extraLength = u16(at + 30);
    if (i32(at) != CENTRAL) {
      throw new MalformedPytorch("has a damaged zip directory; copy or save it again");
    }
    require(at + CENTRAL_BYTES, nameLength + (long) extraLength);
    byte[] raw = bytes.asSlice(at + CENTRAL_BYTES, nameLength).toArray(ValueLayout.JAVA_BYTE);
    String name = safeName(new String(raw, StandardCharsets.UTF_8));
    if ((u16(at + 8) & ENCRYPTED) != 0 || u16(at + 10) != 0) {
      throw new MalformedPytorch(
          "has the compressed or encrypted record '%s'; PyTorch stores records as they are: save it with torch.save"
              .formatted(Quote.of(name)));
    }
    long[] fields = {u32(at + 24), u32(at + 20), u32(at + 42)};
    widen(fields, at + CENTRAL_BYTES + nameLength, extraLength);
    long length = fields[0];
    long header = fields[2];
    require(header, LOCAL_BYTES);
    if (i32(header) != LOCAL || fields[1] != length) {
      throw new MalformedPytorch(
          "has the damaged zip record '%s'; copy or save it again".formatted(Quote.of(name)));
    }
    long start = header + LOCAL_BYTES + u16(header + 26) + u16(header + 28);
    require(start, length);
    return new Entry(name, start, length, i32(at + 16));
  }

  /** Fields of 32 bits that are full have their value among the extra fields, in this order. */
  private void widen(long[] fields, long extra, int extraLength) {
    long at = extra;
    long end = extra + extraLength;
    while (at + 4 <= end) {
      int size = u16(at + 2);
      long value = at + 4;
      long fieldEnd = Math.min(end, value + size);
      if (u16(at) == WIDE_FIELDS) {
        for (int i = 0; i < fields.length; i++) {
          if (fields[i] == 0xffff_ffffL && value + Long.BYTES <= fieldEnd) {
            fields[i] = u64(value);
            value += Long.BYTES;
          }
        }
      }
      at += 4 + size;
    }
  }

  private static String safeName(String name) {
    boolean tricks =
        name.startsWith("/")
            || name.contains("\\")
            || name.contains(":")
            || List.of(name.split("/", -1)).contains("..")
            || name.chars().anyMatch(Character::isISOControl);
    if (tricks) {
      throw new MalformedPytorch(
          "has the zip record '%s', whose name leads out of the archive; names are folders and a file, as torch.save writes them"
              .formatted(Quote.of(name)));
    }
    return name;
  }

  private static void requireApart(List<Entry> entries) {
    List<Entry> sorted = new ArrayList<>(entries);
    sorted.sort(Comparator.comparingLong(Entry::start).thenComparingLong(Entry::length));
    for (int i = 1; i < sorted.size(); i++) {
      Entry before = sorted.get(i - 1);
      if (before.start() + before.length() > sorted.get(i).start()) {
        throw new MalformedPytorch(
            "has zip records '%s' and '%s' that share bytes; save it with torch.save"
                .formatted(Quote.of(before.name()), Quote.of(sorted.get(i).name())));
      }
    }
  }

  private void require(long at, long length) {
    if (at < 0 || length < 0 || at > bytes.byteSize() || length > bytes.byteSize() - at) {
      throw new MalformedPytorch(
          "has %d bytes but its zip directory points to %s bytes from byte %s on; copy or save it again"
              .formatted(
                  bytes.byteSize(), Long.toUnsignedString(length), Long.toUnsignedString(at)));
    }
  }

  private int u16(long at) {
    require(at, Short.BYTES);
    return Short.toUnsignedInt(bytes.get(U16, at));
  }

  private int i32(long at) {
    require(at, Integer.BYTES);
    return bytes.get(U32, at);
  }

  private long u32(long at) {
    return Integer.toUnsignedLong(i32(at));
  }

  private long u64(long at) {
    require(at, Long.BYTES);
    return bytes.get(U64, at);
  }
}
