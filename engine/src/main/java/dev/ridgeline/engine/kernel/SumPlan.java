package dev.ridgeline.engine.kernel;

import dev.ridgeline.compiler.target.WorkerPool;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Arrays;
import java.util.List;

/**
 * Sums over neighbouring axes. Each sum is made by one thread in one order, whatever the number of
 * threads: columns in f32, rows in f64.
 *
 * @param outer product of the axes before those that are summed
 * @param summed product of the axes that are summed
 * @param inner product of the axes after them
 * @param x input, [outer, summed, inner]
 * @param y output, [outer, inner]
 */
public record SumPlan(int outer, int summed, int inner, Placed x, Placed y) implements StepPlan {

  @Override
  public String kernel() {
    return "sum " + outer + "x[" + summed + "]x" + inner;
  }

  @Override
  public List<Placed> inputs() {
    return List.of(x);
  }

  @Override
  public List<Placed> outputs() {
    return List.of(y);
  }

  @Override
  public Step build(Memory memory, Compilers compilers) {
    return new Sums(this, memory.of(x).segment(), memory.of(y).segment(), compilers.threads());
  }

  /** Works on copies of pieces: loops over Java arrays are fast from the first runs on. */
  private static final class Sums implements Step {
    private static final ValueLayout.OfFloat F32 = ValueLayout.JAVA_FLOAT_UNALIGNED;

    /** Columns that a thread sums together. */
    private static final int WIDTH = 128;

    private final SumPlan p;
    private final MemorySegment x;
    private final MemorySegment y;
    private final int groups;
    private final float[][] rows;
    private final float[][] sums;
    private final WorkerPool pool;
    private final WorkerPool.Body body;

    Sums(SumPlan plan, MemorySegment x, MemorySegment y, int threads) {
      this.p = plan;
      this.x = x;
      this.y = y;
      this.groups = plan.inner() == 1 ? 1 : Math.ceilDiv(plan.inner(), WIDTH);
      this.rows = new float[threads][WIDTH];
      this.sums = new float[threads][WIDTH];
      this.pool = WorkerPool.of(threads);
      this.body = plan.inner() == 1 ? this::rows : this::columns;
    }

    @Override
    public void run() {
      pool.run(p.outer() * groups, body);
    }

    private void rows(int member, int first, int end) {
      for (int row = first; row < end; row++) {
        long at = (long) row * p.summed();
        double sum = 0;
        for (int i = 0; i < p.summed(); i++) {
          sum += x.get(F32, (at + i) * Float.BYTES);
        }
        y.set(F32, (long) row * Float.BYTES, (float) sum);
      }
    }

    private void columns(int member, int first, int end) {
      float[] row = rows[member];
      float[] sum = sums[member];
      for (int n = first; n < end; n++) {
        int column = n % groups * WIDTH;
        long image = n / groups;
        int count = Math.min(WIDTH, p.inner() - column);
        Arrays.fill(sum, 0);
        for (int i = 0; i < p.summed(); i++) {
          long at = (image * p.summed() + i) * p.inner() + column;
          MemorySegment.copy(x, F32, at * Float.BYTES, row, 0, count);
          add(row, sum, count);
        }
        long out = (image * p.inner() + column) * Float.BYTES;
        MemorySegment.copy(sum, 0, y, F32, out, count);
      }
    }

    private static void add(float[] row, float[] sum, int count) {
      for (int i = 0; i < count; i++) {
        sum[i] += row[i];
      }
    }
  }
}
