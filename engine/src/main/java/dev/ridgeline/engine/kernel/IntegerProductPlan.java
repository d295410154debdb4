package dev.ridgeline.engine.kernel;

import dev.ridgeline.compiler.target.WorkerPool;
import dev.ridgeline.core.tensor.DType;
import dev.ridgeline.core.tensor.Tensor;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.VectorSpecies;

/**
 * A product of 8-bit integers with 32-bit sums, exact: {@code Y [M, N] = (A - a) (B - b)}. B is
 * kept as 32-bit integers without its zero point; where columns end in part of a vector they are
 * filled up with zeros.
 *
 * @param m rows of A and Y
 * @param n columns of B and Y
 * @param k terms
 * @param dtype of A: I8 or U8
 * @param a left factor
 * @param b right factor, a constant
 * @param zeroA zero point of A, where it has one
 * @param zeroB zero point of B or of each of its columns, a constant, where it has one
 * @param y output, i32
 */
public record IntegerProductPlan(
    int m,
    int n,
    int k,
    DType dtype,
    Placed a,
    String b,
    Optional<Placed> zeroA,
    Optional<String> zeroB,
    Placed y)
    implements StepPlan {

  @Override
  public String kernel() {
    return "integer product " + m + "x" + n + "x" + k;
  }

  @Override
  public List<Placed> inputs() {
    List<Placed> inputs = new ArrayList<>(List.of(a));
    zeroA.ifPresent(inputs::add);
    return inputs;
  }

  @Override
  public List<Placed> outputs() {
    return List.of(y);
  }

  @Override
  public Step build(Memory memory, Compilers compilers) {
    return new Product(this, memory, compilers.threads());
  }

  private static final class Product implements Step {
    private static final VectorSpecies<Integer> S = IntVector.SPECIES_PREFERRED;
    private static final int LANES = S.length();

    /** Columns of B that lie side by side: four vectors of sums. */
    private static final int PANEL = 4 * LANES;

    private final int m;
    private final int n;
    private final int k;
    private final boolean signed;
    private final MemorySegment a;
    private final Optional<MemorySegment> zeroA;
    private final MemorySegment y;

    /** [panel, k, PANEL]. */
    private final int[] packed;

    private final int[] left;
    private final int[][] sums;
    private final WorkerPool pool;
    private final WorkerPool.Body body = this::panels;

    Product(IntegerProductPlan plan, Memory memory, int threads) {
      this.m = plan.m();
      this.n = plan.n();
      this.k = plan.k();
      this.signed = plan.dtype() == DType.I8;
      this.a = memory.of(plan.a()).segment();
      this.zeroA = plan.zeroA().map(zero -> memory.of(zero).segment());
      this.y = memory.of(plan.y()).segment();
      this.pool = WorkerPool.of(threads);
      int panels = Math.ceilDiv(n, PANEL);
      this.packed = new int[Math.multiplyExact(panels * PANEL, k)];
      this.left = new int[Math.multiplyExact(m, k)];
      this.sums = new int[threads][PANEL];
      Tensor right = memory.constant(plan.b());
      Optional<Tensor> zeros = plan.zeroB().map(memory::constant);
      for (int j = 0; j < n; j++) {
        int column = j;
        int zero =
            zeros
                .map(z -> Scales.bytes(z, z.type().shape().elements() == 1 ? 0 : column))
                .orElse(0);
        for (int p = 0; p < k; p++) {
          int at = (j / PANEL * k + p) * PANEL + j % PANEL;
          packed[at] = Scales.bytes(right, (long) p * n + j) - zero;
        }
      }
    }

    @Override
    public void run() {
      int mask = signed ? -1 : 0xff;
      int zero = zeroA.isPresent() ? zeroA.get().get(ValueLayout.JAVA_BYTE, 0) & mask : 0;
      for (int i = 0; i < left.length; i++) {
        left[i] = (a.get(ValueLayout.JAVA_BYTE, i) & mask) - zero;
      }
      pool.run(Math.ceilDiv(n, PANEL), body);
    }

    private void panels(int member, int first, int end) {
      int[] row = sums[member];
      for (int panel = first; panel < end; panel++) {
        int columns = Math.min(PANEL, n - panel * PANEL);
        for (int i = 0; i < m; i++) {
          multiply(i, panel * k * PANEL, row);
          long at = ((long) i * n + (long) panel * PANEL) * Integer.BYTES;
          MemorySegment.copy(row, 0, y, ValueLayout.JAVA_INT_UNALIGNED, at, columns);
        }
      }
    }

    private void multiply(int i, int start, int[] row) {
      IntVector s0 = IntVector.zero(S);
      IntVector s1 = s0;
      IntVector s2 = s0;
      IntVector s3 = s0;
      int at = start;
      for (int p = i * k; p < (i + 1) * k; p++) {
        IntVector factor = IntVector.broadcast(S, left[p]);
        s0 = s0.add(factor.mul(IntVector.fromArray(S, packed, at)));
        s1 = s1.add(factor.mul(IntVector.fromArray(S, packed, at + LANES)));
        s2 = s2.add(factor.mul(IntVector.fromArray(S, packed, at + 2 * LANES)));
        s3 = s3.add(factor.mul(IntVector.fromArray(S, packed, at + 3 * LANES)));
        at += PANEL;
      }
      s0.intoArray(row, 0);
      s1.intoArray(row, LANES);
      s2.intoArray(row, 2 * LANES);
      s3.intoArray(row, 3 * LANES);
    }
  }
}
