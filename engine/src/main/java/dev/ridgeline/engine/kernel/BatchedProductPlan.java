package dev.ridgeline.engine.kernel;

import dev.ridgeline.compiler.target.WorkerPool;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import java.util.List;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;

/**
 * Products of many small matrices, {@code Y[i] = A[i] B[i]}: four rows by two vectors at a time, B
 * read where it stands. Each element is one chain of fused multiply-adds over k.
 *
 * @param batch matrices
 * @param m rows of A and Y
 * @param n columns of B and Y
 * @param k terms
 * @param a [batch, m, k]
 * @param b [batch, k, n]
 * @param y [batch, m, n]
 */
public record BatchedProductPlan(int batch, int m, int n, int k, Placed a, Placed b, Placed y)
    implements StepPlan {

  @Override
  public String kernel() {
    return "batched gemm " + batch + " of " + m + "x" + n + "x" + k;
  }

  @Override
  public List<Placed> inputs() {
    return List.of(a, b);
  }

  @Override
  public List<Placed> outputs() {
    return List.of(y);
  }

  @Override
  public Step build(Memory memory, Compilers compilers) {
    return new Products(
        this,
        memory.of(a).segment(),
        memory.of(b).segment(),
        memory.of(y).segment(),
        compilers.threads());
  }

  private static final class Products implements Step {
    private static final VectorSpecies<Float> S = FloatVector.SPECIES_PREFERRED;
    private static final ByteOrder NATIVE = ByteOrder.nativeOrder();
    private static final ValueLayout.OfFloat F32 = ValueLayout.JAVA_FLOAT_UNALIGNED;
    private static final int ROWS = 4;

    private final int m;
    private final int n;
    private final int k;
    private final int batch;
    private final int bands;
    private final MemorySegment a;
    private final MemorySegment b;
    private final MemorySegment y;
    private final float[][] rows;
    private final WorkerPool pool;
    private final WorkerPool.Body body = this::bands;

    Products(BatchedProductPlan p, MemorySegment a, MemorySegment b, MemorySegment y, int threads) {
      this.m = p.m();
      this.n = p.n();
      this.k = p.k();
      this.batch = p.batch();
      this.bands = Math.ceilDiv(m, ROWS);
      this.a = a;
      this.b = b;
      this.y = y;
      this.rows = new float[threads][ROWS * k];
      this.pool = WorkerPool.of(threads);
    }

    @Override
    public void run() {
      pool.run(batch * bands, body);
    }

    private void bands(int member, int first, int end) {
      float[] left = rows[member];
      for (int band = first; band < end; band++) {
        int matrix = band / bands;
        int top = band % bands * ROWS;
        int count = Math.min(ROWS, m - top);
        long from = ((long) matrix * m + top) * k * Float.BYTES;
        MemorySegment.copy(a, F32, from, left, 0, count * k);
        long right = (long) matrix * k * n * Float.BYTES;
        long out = ((long) matrix * m + top) * n * Float.BYTES;
        int j = 0;
        for (; j <= n - 2 * S.length(); j += 2 * S.length()) {
          if (count == ROWS) {
            four(left, right + (long) j * Float.BYTES, out + (long) j * Float.BYTES);
          } else {
            for (int row = 0; row < count; row++) {
              one(left, row, right + (long) j * Float.BYTES, out, j);
              one(left, row, right + (long) (j + S.length()) * Float.BYTES, out, j + S.length());
            }
          }
        }
        for (; j <= n - S.length(); j += S.length()) {
          for (int row = 0; row < count; row++) {
            one(left, row, right + (long) j * Float.BYTES, out, j);
          }
        }
        for (; j < n; j++) {
          for (int row = 0; row < count; row++) {
            scalar(left, row, right, out, j);
          }
        }
      }
    }

    private void four(float[] left, long right, long out) {
      FloatVector c00 = FloatVector.zero(S);
      FloatVector c01 = FloatVector.zero(S);
      FloatVector c10 = FloatVector.zero(S);
      FloatVector c11 = FloatVector.zero(S);
      FloatVector c20 = FloatVector.zero(S);
      FloatVector c21 = FloatVector.zero(S);
      FloatVector c30 = FloatVector.zero(S);
      FloatVector c31 = FloatVector.zero(S);
      long step = (long) n * Float.BYTES;
      long width = S.vectorByteSize();
      long at = right;
      for (int p = 0; p < k; p++, at += step) {
        FloatVector b0 = FloatVector.fromMemorySegment(S, b, at, NATIVE);
        FloatVector b1 = FloatVector.fromMemorySegment(S, b, at + width, NATIVE);
        FloatVector v = FloatVector.broadcast(S, left[p]);
        c00 = v.fma(b0, c00);
        c01 = v.fma(b1, c01);
        v = FloatVector.broadcast(S, left[k + p]);
        c10 = v.fma(b0, c10);
        c11 = v.fma(b1, c11);
        v = FloatVector.broadcast(S, left[2 * k + p]);
        c20 = v.fma(b0, c20);
        c21 = v.fma(b1, c21);
        v = FloatVector.broadcast(S, left[3 * k + p]);
        c30 = v.fma(b0, c30);
        c31 = v.fma(b1, c31);
      }
      c00.intoMemorySegment(y, out, NATIVE);
      c01.intoMemorySegment(y, out + width, NATIVE);
      c10.intoMemorySegment(y, out + step, NATIVE);
      c11.intoMemorySegment(y, out + step + width, NATIVE);
      c20.intoMemorySegment(y, out + 2 * step, NATIVE);
      c21.intoMemorySegment(y, out + 2 * step + width, NATIVE);
      c30.intoMemorySegment(y, out + 3 * step, NATIVE);
      c31.intoMemorySegment(y, out + 3 * step + width, NATIVE);
    }

    private void one(float[] left, int row, long right, long out, int j) {
      FloatVector sum = FloatVector.zero(S);
      long step = (long) n * Float.BYTES;
      long at = right;
      for (int p = 0; p < k; p++, at += step) {
        FloatVector v = FloatVector.broadcast(S, left[row * k + p]);
        sum = v.fma(FloatVector.fromMemorySegment(S, b, at, NATIVE), sum);
      }
      sum.intoMemorySegment(y, out + ((long) row * n + j) * Float.BYTES, NATIVE);
    }

    private void scalar(float[] left, int row, long right, long out, int j) {
      float sum = 0;
      for (int p = 0; p < k; p++) {
        sum =
            Math.fma(left[row * k + p], b.get(F32, right + ((long) p * n + j) * Float.BYTES), sum);
      }
      y.set(F32, out + ((long) row * n + j) * Float.BYTES, sum);
    }
  }
}
