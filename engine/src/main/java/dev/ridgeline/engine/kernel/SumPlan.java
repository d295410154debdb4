package dev.ridgeline.engine.kernel;

import dev.ridgeline.compiler.target.WorkerPool;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import java.util.List;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorSpecies;

/**
 * Sums over neighbouring axes. Each sum is made by one thread in one order, whatever the number of
 * threads: columns in f32 with as many running sums as a vector has lanes, rows in f64.
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

  private static final class Sums implements Step {
    private static final VectorSpecies<Float> S = FloatVector.SPECIES_PREFERRED;
    private static final ByteOrder NATIVE = ByteOrder.nativeOrder();
    private static final ValueLayout.OfFloat F32 = ValueLayout.JAVA_FLOAT_UNALIGNED;

    private final SumPlan p;
    private final MemorySegment x;
    private final MemorySegment y;
    private final int vectors;
    private final WorkerPool pool;
    private final WorkerPool.Body body;

    Sums(SumPlan plan, MemorySegment x, MemorySegment y, int threads) {
      this.p = plan;
      this.x = x;
      this.y = y;
      this.vectors = plan.inner() == 1 ? 1 : Math.ceilDiv(plan.inner(), S.length());
      this.pool = WorkerPool.of(threads);
      this.body = plan.inner() == 1 ? this::rows : this::columns;
    }

    @Override
    public void run() {
      pool.run(p.outer() * vectors, body);
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
      for (int n = first; n < end; n++) {
        int c = n % vectors * S.length();
        long image = n / vectors;
        long at = (image * p.summed() * p.inner() + c) * Float.BYTES;
        long out = (image * p.inner() + c) * Float.BYTES;
        if (c + S.length() <= p.inner()) {
          column(at, out);
        } else {
          column(at, out, S.indexInRange(c, p.inner()));
        }
      }
    }

    // Vectors do not leave the methods: one that is returned may be put on the heap.
    private void column(long start, long out) {
      long step = (long) p.inner() * Float.BYTES;
      FloatVector a = FloatVector.zero(S);
      FloatVector b = a;
      int i = 0;
      long at = start;
      for (; i <= p.summed() - 2; i += 2) {
        a = a.add(FloatVector.fromMemorySegment(S, x, at, NATIVE));
        b = b.add(FloatVector.fromMemorySegment(S, x, at + step, NATIVE));
        at += 2 * step;
      }
      if (i < p.summed()) {
        a = a.add(FloatVector.fromMemorySegment(S, x, at, NATIVE));
      }
      a.add(b).intoMemorySegment(y, out, NATIVE);
    }

    private void column(long start, long out, VectorMask<Float> some) {
      long step = (long) p.inner() * Float.BYTES;
      FloatVector sum = FloatVector.zero(S);
      for (int i = 0; i < p.summed(); i++) {
        sum = sum.add(FloatVector.fromMemorySegment(S, x, start + i * step, NATIVE, some));
      }
      sum.intoMemorySegment(y, out, NATIVE, some);
    }
  }
}
