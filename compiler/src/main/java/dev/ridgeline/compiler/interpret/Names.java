package dev.ridgeline.compiler.interpret;

import dev.ridgeline.compiler.ir.Buffer;
import dev.ridgeline.compiler.ir.Expr;
import dev.ridgeline.compiler.ir.ValueType;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.OptionalLong;

/** What the names in scope stand for: slots of the frame. */
final class Names {
  /** A variable: the slot of its first lane; the other lanes follow. */
  record Local(ValueType type, int slot) {}

  /** A buffer and the slot of its memory. */
  record Memory(Buffer buffer, int slot) {}

  /** How many slots a program needs, counted while it is compiled. */
  static final class Slots {
    private final AccessObserver observer;
    private int ints;
    private int floats;
    private int buffers;

    Slots(AccessObserver observer) {
      this.observer = observer;
    }

    AccessObserver observer() {
      return observer;
    }

    int take(ValueType type) {
      int first = type.scalar().isFloat() ? floats : ints;
      if (type.scalar().isFloat()) {
        floats += type.lanes();
      } else {
        ints += type.lanes();
      }
      return first;
    }

    Code.Frame frame() {
      return new Code.Frame(ints, floats, buffers);
    }
  }

  private final Slots slots;
  private final Map<String, Local> locals = new HashMap<>();
  private final Map<String, Memory> buffers = new HashMap<>();
  private final Map<String, Long> extents = new HashMap<>();
  private final Map<String, Integer> loops = new LinkedHashMap<>();

  Names(Slots slots) {
    this.slots = slots;
  }

  Slots slots() {
    return slots;
  }

  Local define(Expr.Var var) {
    return alias(var, slots.take(var.type()));
  }

  /** Another name for slots that hold the value already. */
  Local alias(Expr.Var var, int slot) {
    Local local = new Local(var.type(), slot);
    if (locals.put(var.name(), local) != null) {
      throw new IllegalArgumentException("'" + var.name() + "' is defined twice");
    }
    return local;
  }

  void forget(Expr.Var var) {
    locals.remove(var.name());
    loops.remove(var.name());
    extents.remove(var.name());
  }

  Local defineLoop(Expr.Var var, OptionalLong extent) {
    Local local = define(var);
    extents.put(var.name(), extent.orElse(Long.MAX_VALUE));
    loops.put(var.name(), local.slot());
    return local;
  }

  /**
   * Whether a binding is nothing but a loop that stays within the iterator's extent; the iterator
   * is then another name for the loop.
   */
  boolean isLoopWithin(Expr binding, int extent, Expr.Var iterator) {
    boolean same =
        binding instanceof Expr.Var loop
            && extents.getOrDefault(loop.name(), Long.MAX_VALUE) <= extent;
    if (same) {
      alias(iterator, local((Expr.Var) binding).slot());
    }
    return same;
  }

  Local local(Expr.Var var) {
    Local local = locals.get(var.name());
    if (local == null) {
      throw new IllegalArgumentException("nothing here is called '" + var.name() + "'");
    }
    return local;
  }

  boolean knows(String var) {
    return locals.containsKey(var);
  }

  Memory declare(Buffer buffer) {
    Memory memory = new Memory(buffer, slots.buffers++);
    buffers.put(buffer.name(), memory);
    return memory;
  }

  void forget(Buffer buffer) {
    buffers.remove(buffer.name());
  }

  Memory memory(Buffer buffer) {
    Memory memory = buffers.get(buffer.name());
    if (memory == null) {
      throw new IllegalArgumentException("no buffer here is called '" + buffer.name() + "'");
    }
    return memory;
  }

  /** The loops and iterators around, outermost first, with their slots. */
  Map<String, Integer> loops() {
    return new LinkedHashMap<>(loops);
  }

  /** Counts a block's iterator among the loops that messages show. */
  void showAsLoop(Expr.Var var) {
    loops.put(var.name(), local(var).slot());
  }

  /** The values of the loops, for a message. */
  static String values(Map<String, Integer> loops, Code.Frame f) {
    StringBuilder text = new StringBuilder();
    loops.forEach((name, slot) ->
        text.append(text.isEmpty() ? " at " : ", ")
            .append(name)
            .append('=')
            .append(f.ints()[slot]));
    return text.toString();
  }
}
