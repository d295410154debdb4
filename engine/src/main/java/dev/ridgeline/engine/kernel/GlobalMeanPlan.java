package dev.ridgeline.engine.kernel;

import dev.ridgeline.compiler.target.WorkerPool;
import java.lang.foreign.MemorySegment;
import java.nio.ByteOrder;
import java.util.List;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorSpecies;

/**
 * The mean of each channel over all pixels, channels last. Four partial sums a channel, pixels
 * dealt to them in turn, so that an addition need not wait for the one before it.
 *
 * @param batch images
 * @param pixels of an image
 * @param channels of a pixel
 * @param x input, [batch, pixels, channels]
 * @param y output, [batch, channels]
 */
public record GlobalMeanPlan(int batch, int pixels, int channels, Placed x, Placed y)
    implements StepPlan {

  @Override
  public String kernel() {
    return "mean of " + pixels + " pixels";
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
    return new Means(this, memory.of(x).segment(), memory.of(y).segment(), compilers.threads());
  }

  private static final class Means implements Step {
    private static final VectorSpecies<Float> S = FloatVector.SPECIES_PREFERRED;
    private static final ByteOrder NATIVE = ByteOrder.nativeOrder();

    private final GlobalMeanPlan p;
    private final MemorySegment x;
    private final MemorySegment y;
    private final int vectors;
    private final WorkerPool pool;
    private final WorkerPool.Body body = this::vectors;

    Means(GlobalMeanPlan plan, MemorySegment x, MemorySegment y, int threads) {
      this.p = plan;
      this.x = x;
      this.y = y;
      this.vectors = Math.ceilDiv(plan.channels(), S.length());
      this.pool = WorkerPool.of(threads);
    }

    @Override
    public void run() {
      pool.run(p.batch() * vectors, body);
    }

    private void vectors(int member, int first, int end) {
      for (int n = first; n < end; n++) {
        int c = n % vectors * S.length();
        long at = ((long) (n / vectors) * p.pixels() * p.channels() + c) * Float.BYTES;
        long out = ((long) (n / vectors) * p.channels() + c) * Float.BYTES;
        if (c + S.length() <= p.channels()) {
          mean(at, out);
        } else {
          VectorMask<Float> some = S.indexInRange(c, p.channels());
          mean(at, out, some);
        }
      }
    }

    // Vectors do not leave the methods: one that is returned may be put on the heap.
    private void mean(long start, long out) {
      long step = (long) p.channels() * Float.BYTES;
      FloatVector a = FloatVector.zero(S);
      FloatVector b = a;
      FloatVector c = a;
      FloatVector d = a;
      int pixel = 0;
      long at = start;
      for (; pixel <= p.pixels() - 4; pixel += 4) {
        a = a.add(FloatVector.fromMemorySegment(S, x, at, NATIVE));
        b = b.add(FloatVector.fromMemorySegment(S, x, at + step, NATIVE));
        c = c.add(FloatVector.fromMemorySegment(S, x, at + 2 * step, NATIVE));
        d = d.add(FloatVector.fromMemorySegment(S, x, at + 3 * step, NATIVE));
        at += 4 * step;
      }
      a.add(b).add(c.add(d)).intoMemorySegment(y, out, NATIVE);
      for (; pixel < p.pixels(); pixel++) {
        FloatVector.fromMemorySegment(S, y, out, NATIVE)
            .add(FloatVector.fromMemorySegment(S, x, at, NATIVE))
            .intoMemorySegment(y, out, NATIVE);
        at += step;
      }
      FloatVector.fromMemorySegment(S, y, out, NATIVE)
          .div(p.pixels())
          .intoMemorySegment(y, out, NATIVE);
    }

    private void mean(long start, long out, VectorMask<Float> some) {
      long step = (long) p.channels() * Float.BYTES;
      FloatVector sum = FloatVector.zero(S);
      for (int pixel = 0; pixel < p.pixels(); pixel++) {
        sum = sum.add(FloatVector.fromMemorySegment(S, x, start + pixel * step, NATIVE, some));
      }
      sum.div(p.pixels()).intoMemorySegment(y, out, NATIVE, some);
    }
  }
}
