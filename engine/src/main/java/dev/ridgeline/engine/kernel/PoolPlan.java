package dev.ridgeline.engine.kernel;

import dev.ridgeline.compiler.target.WorkerPool;
import java.lang.foreign.MemorySegment;
import java.nio.ByteOrder;
import java.util.List;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorSpecies;

/**
 * Largest value or mean under a window, channels last: channels are the lanes. A mean is the sum in
 * the window's order, divided once.
 *
 * @param geometry sizes, strides, pads; as many output channels as channels
 * @param outHeight rows of the output: pads at the end may reach beyond what is given
 * @param outWidth columns of the output
 * @param maximum whether the largest value is taken, else the mean
 * @param countPads whether the mean counts pads among its elements
 * @param x input
 * @param y output
 */
public record PoolPlan(
    ConvGeometry geometry,
    int outHeight,
    int outWidth,
    boolean maximum,
    boolean countPads,
    Placed x,
    Placed y)
    implements StepPlan {

  @Override
  public String kernel() {
    return "%s pool %dx%d"
        .formatted(maximum ? "max" : "average", geometry.kernelHeight(), geometry.kernelWidth());
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
    return new Windows(this, memory.of(x).segment(), memory.of(y).segment(), compilers.threads());
  }

  private static final class Windows implements Step {
    private static final VectorSpecies<Float> S = FloatVector.SPECIES_PREFERRED;
    private static final ByteOrder NATIVE = ByteOrder.nativeOrder();

    private final PoolPlan p;
    private final ConvGeometry g;
    private final MemorySegment x;
    private final MemorySegment y;
    private final WorkerPool pool;
    private final WorkerPool.Body body = this::rows;

    Windows(PoolPlan plan, MemorySegment x, MemorySegment y, int threads) {
      this.p = plan;
      this.g = plan.geometry();
      this.x = x;
      this.y = y;
      this.pool = WorkerPool.of(threads);
    }

    @Override
    public void run() {
      pool.run(g.batch() * p.outHeight(), body);
    }

    private void rows(int member, int first, int end) {
      for (int row = first; row < end; row++) {
        int image = row / p.outHeight();
        int top = row % p.outHeight() * g.stride() - g.padTop();
        for (int ox = 0; ox < p.outWidth(); ox++) {
          int left = ox * g.strideWidth() - g.padLeft();
          pixel(image, top, left, ((long) row * p.outWidth() + ox) * g.channels());
        }
      }
    }

    private void pixel(int image, int top, int left, long out) {
      int reach = g.dilation();
      int r0 = top < 0 ? Math.ceilDiv(-top, reach) : 0;
      int s0 = left < 0 ? Math.ceilDiv(-left, reach) : 0;
      int r1 = Math.min(g.kernelHeight(), Math.ceilDiv(g.height() - top, reach));
      int s1 = Math.min(g.kernelWidth(), Math.ceilDiv(g.width() - left, reach));
      int count =
          p.countPads()
              ? within(top, g.kernelHeight(), g.height() + g.padBottom())
                  * within(left, g.kernelWidth(), g.width() + g.padRight())
              : (r1 - r0) * (s1 - s0);
      int c = 0;
      for (; c <= g.channels() - S.length(); c += S.length()) {
        FloatVector value = FloatVector.broadcast(S, p.maximum() ? Float.NEGATIVE_INFINITY : 0);
        for (int r = r0; r < r1; r++) {
          for (int s = s0; s < s1; s++) {
            FloatVector v =
                FloatVector.fromMemorySegment(S, x, at(image, top, r, left, s, c), NATIVE);
            value = p.maximum() ? value.max(v) : value.add(v);
          }
        }
        value = p.maximum() ? value : value.div(count);
        value.intoMemorySegment(y, (out + c) * Float.BYTES, NATIVE);
      }
      if (c < g.channels()) {
        VectorMask<Float> some = S.indexInRange(c, g.channels());
        FloatVector value = FloatVector.broadcast(S, p.maximum() ? Float.NEGATIVE_INFINITY : 0);
        for (int r = r0; r < r1; r++) {
          for (int s = s0; s < s1; s++) {
            FloatVector v =
                FloatVector.fromMemorySegment(S, x, at(image, top, r, left, s, c), NATIVE, some);
            value = p.maximum() ? value.max(v) : value.add(v);
          }
        }
        value = p.maximum() ? value : value.div(count);
        value.intoMemorySegment(y, (out + c) * Float.BYTES, NATIVE, some);
      }
    }

    /** Elements of the window from {@code start} on that lie before {@code limit}. */
    private int within(int start, int kernel, int limit) {
      return Math.min(kernel, Math.ceilDiv(limit - start, g.dilation()));
    }

    private long at(int image, int top, int r, int left, int s, int c) {
      long row = (long) image * g.height() + top + (long) r * g.dilation();
      return ((row * g.width() + left + (long) s * g.dilation()) * g.channels() + c) * Float.BYTES;
    }
  }
}
