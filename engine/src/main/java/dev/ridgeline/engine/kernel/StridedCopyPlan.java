package dev.ridgeline.engine.kernel;

import dev.ridgeline.compiler.target.WorkerPool;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.List;

/**
 * Copies f32 elements from place to place: transposition, slices, concatenation.
 *
 * @param what it does, for the user
 * @param parts copies, into places that do not overlap
 * @param y output
 */
public record StridedCopyPlan(String what, List<Part> parts, Placed y) implements StepPlan {

  /**
   * One copy: element (i, j, ...) of {@code extents} goes from {@code fromOffset + i * from[0] + j
   * * from[1] ...} to {@code toOffset + i * to[0] ...}.
   *
   * @param x what is read
   * @param extents of the copy
   * @param from strides in x, in elements
   * @param fromOffset first element in x
   * @param to strides in the output
   * @param toOffset first element in the output
   */
  public record Part(
      Placed x,
      List<Integer> extents,
      List<Long> from,
      long fromOffset,
      List<Long> to,
      long toOffset) {
    /** Copies the lists. */
    public Part {
      extents = List.copyOf(extents);
      from = List.copyOf(from);
      to = List.copyOf(to);
    }
  }

  /** Copies the list. */
  public StridedCopyPlan {
    parts = List.copyOf(parts);
  }

  @Override
  public String kernel() {
    return what;
  }

  @Override
  public List<Placed> inputs() {
    return parts.stream().map(Part::x).distinct().toList();
  }

  @Override
  public List<Placed> outputs() {
    return List.of(y);
  }

  @Override
  public Step build(Memory memory, Compilers compilers) {
    List<Step> steps = new ArrayList<>();
    for (Part part : parts) {
      steps.add(
          new Copy(
              part, memory.of(part.x()).segment(), memory.of(y).segment(), compilers.threads()));
    }
    return new Steps(steps);
  }

  private static final class Copy implements Step {
    private static final ValueLayout.OfFloat F32 = ValueLayout.JAVA_FLOAT_UNALIGNED;

    private final MemorySegment x;
    private final MemorySegment y;
    private final int[] extents;
    private final long[] from;
    private final long[] to;
    private final long fromOffset;
    private final long toOffset;
    private final int outer;
    private final WorkerPool pool;
    private final WorkerPool.Body body = this::rows;

    Copy(Part part, MemorySegment x, MemorySegment y, int threads) {
      this.x = x;
      this.y = y;
      List<Integer> sizes = new ArrayList<>();
      List<Long> reads = new ArrayList<>();
      List<Long> writes = new ArrayList<>();
      for (int i = 0; i < part.extents().size(); i++) {
        int size = part.extents().get(i);
        long read = part.from().get(i);
        long write = part.to().get(i);
        int before = sizes.size() - 1;
        if (size == 1) {
          continue;
        }
        if (before >= 0 && reads.get(before) == read * size && writes.get(before) == write * size) {
          sizes.set(before, sizes.get(before) * size);
          reads.set(before, read);
          writes.set(before, write);
        } else {
          sizes.add(size);
          reads.add(read);
          writes.add(write);
        }
      }
      if (sizes.isEmpty()) {
        sizes.add(1);
        reads.add(1L);
        writes.add(1L);
      }
      this.extents = sizes.stream().mapToInt(Integer::intValue).toArray();
      this.from = reads.stream().mapToLong(Long::longValue).toArray();
      this.to = writes.stream().mapToLong(Long::longValue).toArray();
      this.fromOffset = part.fromOffset();
      this.toOffset = part.toOffset();
      int rows = 1;
      for (int i = 0; i < extents.length - 1; i++) {
        rows *= extents[i];
      }
      this.outer = rows;
      this.pool = WorkerPool.of(threads);
    }

    @Override
    public void run() {
      pool.run(outer, body);
    }

    private void rows(int member, int first, int end) {
      int inner = extents.length - 1;
      int count = extents[inner];
      for (int row = first; row < end; row++) {
        long read = fromOffset;
        long write = toOffset;
        int rest = row;
        for (int axis = inner - 1; axis >= 0; axis--) {
          int i = rest % extents[axis];
          rest /= extents[axis];
          read += i * from[axis];
          write += i * to[axis];
        }
        if (from[inner] == 1 && to[inner] == 1) {
          MemorySegment.copy(
              x, read * Float.BYTES, y, write * Float.BYTES, (long) count * Float.BYTES);
        } else {
          long readAt = read * Float.BYTES;
          long writeAt = write * Float.BYTES;
          for (int i = 0; i < count; i++) {
            y.set(F32, writeAt, x.get(F32, readAt));
            readAt += from[inner] * Float.BYTES;
            writeAt += to[inner] * Float.BYTES;
          }
        }
      }
    }
  }
}
