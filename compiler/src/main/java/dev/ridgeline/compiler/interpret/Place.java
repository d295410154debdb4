package dev.ridgeline.compiler.interpret;

import dev.ridgeline.compiler.interpret.Code.Frame;
import dev.ridgeline.compiler.ir.Buffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Where an access lands in memory: evaluates its indices and holds them to the bounds. */
final class Place {
  private final Buffer buffer;
  private final int slot;
  private final Sum[] indices;
  private final int[] limits;
  private final int[] strides;
  private final Map<String, Integer> loops;
  private final AccessObserver observer;
  private final boolean observed;

  /** {@code constant + sum of coefficient * variable + sum of others}, wrapped to 32 bits. */
  record Sum(long constant, int[] slots, long[] coefficients, Code.Integral[] others)
      implements Code.Integral {
    @Override
    public long eval(Frame f) {
      long sum = constant;
      for (int t = 0; t < slots.length; t++) {
        sum += coefficients[t] * f.ints()[slots[t]];
      }
      for (Code.Integral other : others) {
        sum += other.eval(f);
      }
      return (int) sum;
    }
  }

  /**
   * An access.
   *
   * @param flat whether the one index counts elements from the start of the buffer
   */
  Place(
      Names.Memory memory,
      List<Sum> indices,
      boolean flat,
      Map<String, Integer> loops,
      AccessObserver observer) {
    this.buffer = memory.buffer();
    this.slot = memory.slot();
    this.indices = indices.toArray(new Sum[0]);
    this.loops = loops;
    this.observer = observer;
    this.observed = !observer.equals(AccessObserver.NONE);
    int rank = flat ? 1 : buffer.rank();
    if (rank != indices.size()) {
      throw new IllegalArgumentException(
          "buffer '%s' of shape %s is addressed by %d indices"
              .formatted(buffer.name(), buffer.shape(), indices.size()));
    }
    limits = new int[rank];
    strides = new int[rank];
    for (int d = 0; d < rank; d++) {
      limits[d] = flat ? buffer.span() : buffer.shape().get(d);
      strides[d] = flat ? 1 : buffer.strides().get(d);
    }
  }

  int slot() {
    return slot;
  }

  /** The element that is to be written. */
  int target(Frame f) {
    int at = offset(f, "written");
    boolean[] written = f.written()[slot];
    if (written.length != 0) {
      written[at] = true;
    }
    if (observed) {
      observer.written(f.arrays()[slot], buffer.name(), at);
    }
    return at;
  }

  /** The element that is to be written again, after {@link #source} gave it. */
  int rewritten(Frame f, int at) {
    if (observed) {
      observer.written(f.arrays()[slot], buffer.name(), at);
    }
    boolean[] written = f.written()[slot];
    if (written.length != 0) {
      written[at] = true;
    }
    return at;
  }

  /** The element that is to be read. */
  int source(Frame f) {
    int at = offset(f, "read");
    boolean[] written = f.written()[slot];
    if (written.length != 0 && !written[at]) {
      throw new InterpretationError(
          "element %s of buffer '%s' is read but was never written%s"
              .formatted(coordinates(f), buffer.name(), Names.values(loops, f)));
    }
    if (observed) {
      observer.read(f.arrays()[slot], buffer.name(), at);
    }
    return at;
  }

  private int offset(Frame f, String verb) {
    int at = 0;
    for (int d = 0; d < indices.length; d++) {
      long index = indices[d].eval(f);
      if (index < 0 || index >= limits[d]) {
        throw new InterpretationError(
            "element %s of buffer '%s' is %s but its shape is %s%s"
                .formatted(coordinates(f), buffer.name(), verb, shape(), Names.values(loops, f)));
      }
      at += (int) index * strides[d];
    }
    return at;
  }

  private String shape() {
    return limits.length == buffer.rank()
        ? buffer.shape().toString()
        : buffer.shape() + " (" + limits[0] + " elements)";
  }

  private List<Long> coordinates(Frame f) {
    List<Long> out = new ArrayList<>();
    for (Sum index : indices) {
      out.add(index.eval(f));
    }
    return out;
  }
}
