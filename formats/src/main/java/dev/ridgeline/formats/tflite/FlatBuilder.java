package dev.ridgeline.formats.tflite;

import dev.ridgeline.core.UserError;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * A table of a FlatBuffers file that is being made; the counterpart of {@link FlatTable}. Tables
 * are laid out before what they refer to, since references count forward; every element stands at a
 * multiple of its size, and bytes where they are told to.
 *
 * <p><b>Source.</b> FlatBuffers internals, google.github.io/flatbuffers.
 */
final class FlatBuilder {
  /** What a field holds: bytes in the table itself, or a reference to something behind it. */
  private sealed interface Field {}

  private record Inline(byte[] bytes) implements Field {}

  private record Reference(Target target) implements Field {}

  private sealed interface Target {}

  private record Table(FlatBuilder table) implements Target {}

  private record Tables(List<FlatBuilder> tables) implements Target {}

  /**
   * A vector of plain elements.
   *
   * @param count elements, which {@code bytes} may be longer than (a text ends with a zero)
   */
  private record Elements(int count, byte[] bytes, int alignment) implements Target {}

  private final Map<Integer, Field> fields = new TreeMap<>();

  FlatBuilder i8(int index, int value) {
    return inline(index, new byte[] {(byte) value});
  }

  FlatBuilder flag(int index, boolean value) {
    return i8(index, value ? 1 : 0);
  }

  FlatBuilder i32(int index, int value) {
    return inline(index, little(Integer.BYTES).putInt(value).array());
  }

  FlatBuilder f32(int index, float value) {
    return i32(index, Float.floatToRawIntBits(value));
  }

  FlatBuilder text(int index, String value) {
    byte[] bytes = value.getBytes(StandardCharsets.UTF_8);
    byte[] ended = java.util.Arrays.copyOf(bytes, bytes.length + 1);
    return refer(index, new Elements(bytes.length, ended, 1));
  }

  FlatBuilder ints(int index, List<Integer> values) {
    ByteBuffer bytes =
        ByteBuffer.allocate(Integer.BYTES * values.size()).order(ByteOrder.LITTLE_ENDIAN);
    values.forEach(bytes::putInt);
    return refer(index, new Elements(values.size(), bytes.array(), Integer.BYTES));
  }

  FlatBuilder floats(int index, List<Float> values) {
    return ints(index, values.stream().map(Float::floatToRawIntBits).toList());
  }

  FlatBuilder longs(int index, List<Long> values) {
    ByteBuffer bytes =
        ByteBuffer.allocate(Long.BYTES * values.size()).order(ByteOrder.LITTLE_ENDIAN);
    values.forEach(bytes::putLong);
    return refer(index, new Elements(values.size(), bytes.array(), Long.BYTES));
  }

  /** Bytes, which are shared, whose first stands at a multiple of {@code alignment}. */
  FlatBuilder bytes(int index, byte[] values, int alignment) {
    return refer(index, new Elements(values.length, values, alignment));
  }

  FlatBuilder table(int index, FlatBuilder table) {
    return refer(index, new Table(table));
  }

  FlatBuilder tables(int index, List<FlatBuilder> tables) {
    return refer(index, new Tables(List.copyOf(tables)));
  }

  private FlatBuilder inline(int index, byte[] bytes) {
    fields.put(index, new Inline(bytes));
    return this;
  }

  private FlatBuilder refer(int index, Target target) {
    fields.put(index, new Reference(target));
    return this;
  }

  private static ByteBuffer little(int bytes) {
    return ByteBuffer.allocate(bytes).order(ByteOrder.LITTLE_ENDIAN);
  }

  /**
   * The file whose root is this table.
   *
   * @param identifier four letters that stand behind the reference to the root
   * @throws UserError when it would have 2 GiB or more
   */
  byte[] file(String identifier) {
    Layout layout = new Layout();
    layout.refer(new Table(this));
    layout.put(identifier.getBytes(StandardCharsets.US_ASCII));
    layout.settle();
    return layout.bytes();
  }

  /** Bytes laid out so far, and references whose targets are not laid out yet. */
  private static final class Layout {
    private static final int MOST_BYTES = Integer.MAX_VALUE - 64;

    private record Open(int position, Target target) {}

    private final Deque<Open> open = new ArrayDeque<>();
    private ByteBuffer bytes = little(1 << 16);

    /** Leaves room for a reference. */
    void refer(Target target) {
      open.add(new Open(bytes.position(), target));
      put(new byte[Integer.BYTES]);
    }

    void put(byte[] more) {
      if (more.length > bytes.remaining()) {
        long wanted = Math.max(2L * bytes.capacity(), (long) bytes.position() + more.length);
        if ((long) bytes.position() + more.length > MOST_BYTES) {
          throw new UserError(
              "the model takes more than 2 GiB as a TFLite file, which such files cannot hold;"
                  + " write ONNX instead");
        }
        ByteBuffer larger = little((int) Math.min(MOST_BYTES, wanted));
        bytes = larger.put(bytes.flip());
      }
      bytes.put(more);
    }

    /** Fills up so that what comes {@code ahead} bytes later stands at a multiple. */
    private void align(int alignment, int ahead) {
      put(new byte[Math.floorMod(-(bytes.position() + ahead), alignment)]);
    }

    /** Lays out targets, in the order of their references, until none is left. */
    void settle() {
      while (!open.isEmpty()) {
        Open reference = open.remove();
        int at =
            switch (reference.target()) {
              case Table(FlatBuilder table) -> table(table);
              case Tables(List<FlatBuilder> tables) -> {
                align(Integer.BYTES, 0);
                int start = bytes.position();
                put(little(Integer.BYTES).putInt(tables.size()).array());
                tables.forEach(table -> refer(new Table(table)));
                yield start;
              }
              case Elements(int count, byte[] elements, int alignment) -> {
                align(Math.max(Integer.BYTES, alignment), Integer.BYTES);
                int start = bytes.position();
                put(little(Integer.BYTES).putInt(count).array());
                put(elements);
                yield start;
              }
            };
        bytes.putInt(reference.position(), at - reference.position());
      }
    }

    /** Lays out the list of a table's fields and the table behind it; returns where it stands. */
    private int table(FlatBuilder table) {
      List<Map.Entry<Integer, Field>> bySize = new ArrayList<>(table.fields.entrySet());
      bySize.sort(Comparator.comparingInt((Map.Entry<Integer, Field> e) -> -size(e.getValue())));
      int last = table.fields.keySet().stream().mapToInt(i -> i).max().orElse(-1);
      int listSize = 4 + 2 * (last + 1);
      short[] offsets = new short[last + 1];
      int end = Integer.BYTES;
      for (Map.Entry<Integer, Field> entry : bySize) {
        offsets[entry.getKey()] = (short) end;
        end += size(entry.getValue());
      }
      align(Integer.BYTES, listSize);
      int list = bytes.position();
      ByteBuffer head = ByteBuffer.allocate(listSize).order(ByteOrder.LITTLE_ENDIAN);
      head.putShort((short) listSize).putShort((short) end);
      for (short offset : offsets) {
        head.putShort(offset);
      }
      put(head.array());
      int start = bytes.position();
      put(little(Integer.BYTES).putInt(start - list).array());
      for (Map.Entry<Integer, Field> entry : bySize) {
        switch (entry.getValue()) {
          case Inline(byte[] value) -> put(value);
          case Reference(Target target) -> refer(target);
        }
      }
      return start;
    }

    private static int size(Field field) {
      return switch (field) {
        case Inline(byte[] value) -> value.length;
        case Reference _ -> Integer.BYTES;
      };
    }

    byte[] bytes() {
      byte[] all = new byte[bytes.position()];
      bytes.flip().get(all);
      return all;
    }
  }
}
