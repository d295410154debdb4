package dev.ridgeline.engine.kernel;

import dev.ridgeline.compiler.operator.Operator;
import dev.ridgeline.compiler.operator.Transposition;
import dev.ridgeline.compiler.target.WorkerPool;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.List;

/**
 * Turns a value from one order of its elements into the other: for each image a transposition of
 * [C, spatial].
 *
 * @param batch images
 * @param channels C
 * @param spatial elements of a channel
 * @param bytes of an element: 1, 2, 4 or 8
 * @param from what is read
 * @param to the same value in the other order
 */
public record ConvertPlan(int batch, int channels, int spatial, int bytes, Placed from, Placed to)
    implements StepPlan {
  private static final int MOST_PLANES = 8;

  @Override
  public String kernel() {
    return "to " + to.order().label();
  }

  @Override
  public List<Placed> inputs() {
    return List.of(from);
  }

  @Override
  public List<Placed> outputs() {
    return List.of(to);
  }

  /** Few planes are interleaved by a compiled kernel; others are turned in squares. */
  private boolean isInterleaving() {
    return to.order() == Order.CHANNELS_LAST && channels <= MOST_PLANES && bytes == Float.BYTES;
  }

  @Override
  public List<Operator> compiled() {
    return isInterleaving() ? List.of(new Transposition(batch, channels, spatial)) : List.of();
  }

  @Override
  public Step build(Memory memory, Compilers compilers) {
    if (isInterleaving()) {
      return KernelStep.of(
          compilers, compiled().getFirst(), List.of(memory.of(from), memory.of(to)));
    }
    boolean last = to.order() == Order.CHANNELS_LAST;
    int rows = last ? channels : spatial;
    int columns = last ? spatial : channels;
    return new Turn(
        memory.of(from).segment(),
        memory.of(to).segment(),
        rows,
        columns,
        batch,
        bytes,
        WorkerPool.of(compilers.threads()));
  }

  /** Matrices [rows, columns] to [columns, rows], in squares that stay in the first cache. */
  private static final class Turn implements Step {
    private static final int SIDE = 32;
    private static final ValueLayout.OfInt WORD = ValueLayout.JAVA_INT_UNALIGNED;

    private final MemorySegment from;
    private final MemorySegment to;
    private final int rows;
    private final int columns;
    private final int batch;
    private final int bands;
    private final int bytes;
    private final WorkerPool pool;
    private final WorkerPool.Body body = this::bands;

    Turn(
        MemorySegment from,
        MemorySegment to,
        int rows,
        int columns,
        int batch,
        int bytes,
        WorkerPool pool) {
      this.bytes = bytes;
      this.from = from;
      this.to = to;
      this.rows = rows;
      this.columns = columns;
      this.batch = batch;
      this.bands = Math.ceilDiv(columns, SIDE);
      this.pool = pool;
    }

    @Override
    public void run() {
      pool.run(batch * bands, body);
    }

    private void bands(int member, int first, int end) {
      for (int band = first; band < end; band++) {
        long base = (long) (band / bands) * rows * columns;
        int left = band % bands * SIDE;
        int right = Math.min(columns, left + SIDE);
        for (int top = 0; top < rows; top += SIDE) {
          if (bytes == Integer.BYTES) {
            square(base, left, right, top, Math.min(rows, top + SIDE));
          } else {
            elements(base, left, right, top, Math.min(rows, top + SIDE));
          }
        }
      }
    }

    private void square(long base, int left, int right, int top, int bottom) {
      long step = (long) columns * Integer.BYTES;
      for (int j = left; j < right; j++) {
        long out = (base + (long) j * rows + top) * Integer.BYTES;
        long in = (base + (long) top * columns + j) * Integer.BYTES;
        for (int i = top; i < bottom; i++) {
          to.set(WORD, out, from.get(WORD, in));
          out += Integer.BYTES;
          in += step;
        }
      }
    }

    private void elements(long base, int left, int right, int top, int bottom) {
      for (int j = left; j < right; j++) {
        for (int i = top; i < bottom; i++) {
          long in = (base + (long) i * columns + j) * bytes;
          MemorySegment.copy(from, in, to, (base + (long) j * rows + i) * bytes, bytes);
        }
      }
    }
  }
}
