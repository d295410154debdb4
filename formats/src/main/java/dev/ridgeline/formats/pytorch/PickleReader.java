package dev.ridgeline.formats.pytorch;

import dev.ridgeline.formats.pytorch.PickleValue.Dictionary;
import dev.ridgeline.formats.pytorch.PickleValue.Known;
import dev.ridgeline.formats.pytorch.PickleValue.Mark;
import dev.ridgeline.formats.pytorch.PickleValue.Nothing;
import dev.ridgeline.formats.pytorch.PickleValue.Real;
import dev.ridgeline.formats.pytorch.PickleValue.Sequence;
import dev.ridgeline.formats.pytorch.PickleValue.Text;
import dev.ridgeline.formats.pytorch.PickleValue.Truth;
import dev.ridgeline.formats.pytorch.PickleValue.Whole;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * A stack machine for the part of pickle that state dictionaries use: it makes tensors' views and
 * plain containers and executes nothing. Names and what is built from them are on the list of
 * {@link Global}; everything else is refused by name.
 *
 * <p>Every opcode adds at most one value, and values are shared, not copied: memory grows with the
 * bytes of the pickle, whatever it says.
 *
 * <p><b>Source.</b> Python's Lib/pickletools.py; opcodes of protocol 2, and those of 4 for texts,
 * frames and memo that plain containers need.
 */
final class PickleReader {
  /** Containers open at once; state dictionaries need about five. */
  private static final int MAX_OPEN = 256;

  private final ByteBuffer in;
  private final List<PickleValue> stack = new ArrayList<>();
  private final Map<Integer, PickleValue> memo = new HashMap<>();
  private int open;

  private PickleReader(byte[] pickle) {
    in = ByteBuffer.wrap(pickle).order(ByteOrder.LITTLE_ENDIAN);
  }

  /**
   * The one value of a pickle.
   *
   * @throws MalformedPytorch when the pickle is damaged or wants what is refused
   */
  static PickleValue read(byte[] pickle) {
    return new PickleReader(pickle).run();
  }

  private PickleValue run() {
    while (true) {
      need(1);
      int at = in.position();
      char op = (char) Byte.toUnsignedInt(in.get());
      if (op == '.') {
        PickleValue result = pop();
        if (!stack.isEmpty()) {
          throw new MalformedPytorch("has a pickle that ends with values left over; save it again");
        }
        return result;
      }
      if (!atom(op) && !container(op) && !memory(op) && !name(op)) {
        throw new MalformedPytorch(
            "has pickle opcode 0x%02x at byte %d, which was refused: only tensors and plain containers are read; save model.state_dict() alone with torch.save"
                .formatted((int) op, at));
      }
    }
  }

  /** Numbers, texts and truth. */
  private boolean atom(char op) {
    switch (op) {
      case 0x80 -> protocol();
      case 0x95 -> need(checked(fixed(8).getLong()));
      case 'N' -> stack.add(Nothing.NONE);
      case 0x88 -> stack.add(new Truth(true));
      case 0x89 -> stack.add(new Truth(false));
      case 'J' -> stack.add(new Whole(fixed(4).getInt()));
      case 'K' -> stack.add(new Whole(u8()));
      case 'M' -> stack.add(new Whole(Short.toUnsignedInt(fixed(2).getShort())));
      case 0x8a -> stack.add(new Whole(longOf(u8())));
      case 'G' ->
          stack.add(new Real(Double.longBitsToDouble(Long.reverseBytes(fixed(8).getLong()))));
      case 'X' -> stack.add(new Text(text(Integer.toUnsignedLong(fixed(4).getInt()))));
      case 0x8c -> stack.add(new Text(text(u8())));
      case 'U' -> stack.add(new Text(text(u8())));
      case 'T' -> stack.add(new Text(text(Integer.toUnsignedLong(fixed(4).getInt()))));
      default -> {
        return false;
      }
    }
    return true;
  }

  private boolean container(char op) {
    switch (op) {
      case '(' -> mark();
      case ')' -> stack.add(new Sequence(List.of(), false));
      case 0x85 -> stack.add(tuple(1));
      case 0x86 -> stack.add(tuple(2));
      case 0x87 -> stack.add(tuple(3));
      case 't' -> stack.add(new Sequence(toMark(), false));
      case ']' -> stack.add(new Sequence(new ArrayList<>(), true));
      case '}' -> stack.add(new Dictionary());
      case 'a' -> {
        PickleValue item = pop();
        list().add(item);
      }
      case 'e' -> {
        List<PickleValue> items = toMark();
        list().addAll(items);
      }
      case 's' -> {
        PickleValue value = pop();
        PickleValue key = pop();
        dictionary().put(key, value);
      }
      case 'u' -> {
        List<PickleValue> items = toMark();
        if (items.size() % 2 != 0) {
          throw new MalformedPytorch("has a dictionary with a key but no value; save it again");
        }
        Dictionary into = dictionary();
        for (int i = 0; i < items.size(); i += 2) {
          into.put(items.get(i), items.get(i + 1));
        }
      }
      default -> {
        return false;
      }
    }
    return true;
  }

  private boolean memory(char op) {
    switch (op) {
      case 'q' -> memo.put(u8(), top());
      case 'r' -> memo.put(fixed(4).getInt(), top());
      case 0x94 -> memo.put(memo.size(), top());
      case 'h' -> stack.add(recall(u8()));
      case 'j' -> stack.add(recall(fixed(4).getInt()));
      case '0' -> pop();
      default -> {
        return false;
      }
    }
    return true;
  }

  private boolean name(char op) {
    switch (op) {
      case 'c' -> {
        String module = line();
        stack.add(new Known(Global.of(module, line())));
      }
      case 0x93 -> {
        PickleValue name = pop();
        PickleValue module = pop();
        if (!(name instanceof Text(String function)) || !(module instanceof Text(String from))) {
          throw new MalformedPytorch("has a name that is no text; save it again");
        }
        stack.add(new Known(Global.of(from, function)));
      }
      case 'Q' -> stack.add(Rebuild.storage(pop()));
      case 'R' -> {
        PickleValue arguments = pop();
        stack.add(Rebuild.reduce(pop(), arguments));
      }
      case 'b' -> {
        PickleValue state = pop();
        // A module's state_dict() carries versions of its modules as an attribute of the
        // dictionary; they say how old files are to be understood and hold no weights.
        if (!(top() instanceof Dictionary) || !(state instanceof Dictionary)) {
          throw new MalformedPytorch(
              "sets the state of %s, which was refused; save model.state_dict() alone with torch.save"
                  .formatted(top().kind()));
        }
      }
      default -> {
        return false;
      }
    }
    return true;
  }

  private void protocol() {
    int version = u8();
    if (version < 2 || version > 5) {
      throw new MalformedPytorch(
          "has a pickle of protocol %d; 2 to 5 are read: save it with torch.save"
              .formatted(version));
    }
  }

  private void mark() {
    if (++open > MAX_OPEN) {
      throw new MalformedPytorch(
          "has containers nested deeper than %d; a state dictionary is flat".formatted(MAX_OPEN));
    }
    stack.add(Mark.MARK);
  }

  private List<PickleValue> toMark() {
    int at = stack.lastIndexOf(Mark.MARK);
    if (at < 0) {
      throw new MalformedPytorch("has a pickle that closes what it did not open; save it again");
    }
    open--;
    List<PickleValue> above = stack.subList(at + 1, stack.size());
    List<PickleValue> items = new ArrayList<>(above);
    above.clear();
    stack.removeLast();
    return items;
  }

  private Sequence tuple(int count) {
    PickleValue[] items = new PickleValue[count];
    for (int i = count - 1; i >= 0; i--) {
      items[i] = pop();
    }
    return new Sequence(List.of(items), false);
  }

  private List<PickleValue> list() {
    if (top() instanceof Sequence sequence && sequence.isList()) {
      return sequence.items();
    }
    throw new MalformedPytorch("appends to " + top().kind() + "; save it again");
  }

  private Dictionary dictionary() {
    if (top() instanceof Dictionary dictionary) {
      return dictionary;
    }
    throw new MalformedPytorch("sets an item of " + top().kind() + "; save it again");
  }

  private PickleValue top() {
    if (stack.isEmpty() || stack.getLast() == Mark.MARK) {
      throw new MalformedPytorch(
          "has a pickle that takes a value which is not there; save it again");
    }
    return stack.getLast();
  }

  private PickleValue pop() {
    top();
    return stack.removeLast();
  }

  private PickleValue recall(int index) {
    PickleValue value = memo.get(index);
    if (value == null) {
      throw new MalformedPytorch(
          "recalls value %s, which its pickle never kept; save it again"
              .formatted(Integer.toUnsignedString(index)));
    }
    return value;
  }

  private String line() {
    int start = in.position();
    while (true) {
      need(1);
      if (in.get() == '\n') {
        return new String(in.array(), start, in.position() - 1 - start, StandardCharsets.UTF_8);
      }
    }
  }

  private String text(long length) {
    need(length);
    String text = new String(in.array(), in.position(), (int) length, StandardCharsets.UTF_8);
    in.position(in.position() + (int) length);
    return text;
  }

  private long longOf(int length) {
    if (length > Long.BYTES) {
      throw new MalformedPytorch(
          "has a whole number of %d bytes; 8 are allowed, 64 bits".formatted(length));
    }
    need(length);
    long value = 0;
    for (int i = 0; i < length; i++) {
      value |= Byte.toUnsignedLong(in.get()) << (8 * i);
    }
    int unused = Long.SIZE - 8 * length;
    return length == 0 ? 0 : value << unused >> unused;
  }

  private int u8() {
    need(1);
    return Byte.toUnsignedInt(in.get());
  }

  private ByteBuffer fixed(int length) {
    need(length);
    return in;
  }

  private static long checked(long length) {
    return length < 0 ? Long.MAX_VALUE : length;
  }

  private void need(long length) {
    if (length > in.remaining()) {
      throw new MalformedPytorch(
          "has a pickle that wants %d bytes where %d are left; copy or save it again"
              .formatted(length, in.remaining()));
    }
  }
}
