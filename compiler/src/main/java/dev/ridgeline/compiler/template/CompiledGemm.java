package dev.ridgeline.compiler.template;

import dev.ridgeline.compiler.expression.Computation;
import dev.ridgeline.compiler.lower.Lowering;
import dev.ridgeline.compiler.operator.BlockedConv2d;
import dev.ridgeline.compiler.operator.Gemm;
import dev.ridgeline.compiler.schedule.Schedule;
import dev.ridgeline.compiler.schedule.Trace;
import dev.ridgeline.compiler.target.Kernel;
import dev.ridgeline.compiler.target.KernelCache;
import dev.ridgeline.compiler.target.MemoryKind;
import dev.ridgeline.compiler.target.Target;
import dev.ridgeline.core.execution.FixedGemm;
import java.util.Arrays;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;

/**
 * Matrix multiplication for algorithms that take one from outside: for each shape the best
 * schedule, compiled when it is first asked for and kept. Whole arrays without gaps are multiplied
 * where they stand; parts of larger ones, and sums onto C, go through copies.
 */
public final class CompiledGemm implements dev.ridgeline.core.execution.Gemm, AutoCloseable {
  private final Target target;
  private final int threads;
  private final KernelCache cache;
  private final Map<Shape, Queue<Kernel>> idle = new ConcurrentHashMap<>();

  private final Map<BlockedConv2d, Queue<Kernel>> idlePanels = new ConcurrentHashMap<>();

  private record Shape(int m, int n, int k) {}

  /**
   * @param target one whose memory are Java arrays
   * @param threads of each multiplication
   * @param cache of compiled kernels
   */
  public CompiledGemm(Target target, int threads, KernelCache cache) {
    if (target.memory() != MemoryKind.HEAP) {
      throw new IllegalArgumentException(
          "target " + target.name() + " does not work on arrays of the heap");
    }
    this.target = target;
    this.threads = threads;
    this.cache = cache;
  }

  /** Compiles for a shape before it is needed. */
  public void prepare(int m, int n, int k) {
    Shape shape = new Shape(m, n, k);
    give(shape, take(shape));
  }

  @Override
  public void multiply(
      int m,
      int n,
      int k,
      float[] a,
      int aOffset,
      int aLead,
      float[] b,
      int bOffset,
      int bLead,
      float[] c,
      int cOffset,
      int cLead,
      boolean accumulate) {
    if (m == 0 || n == 0) {
      return;
    }
    if (k == 0) {
      clear(m, n, c, cOffset, cLead, accumulate);
      return;
    }
    float[] wholeA = aOffset == 0 && aLead == k ? a : part(m, k, a, aOffset, aLead);
    float[] wholeB = bOffset == 0 && bLead == n ? b : part(k, n, b, bOffset, bLead);
    boolean inPlace = cOffset == 0 && cLead == n && !accumulate;
    float[] wholeC = inPlace ? c : new float[Math.multiplyExact(m, n)];
    Shape shape = new Shape(m, n, k);
    Kernel kernel = take(shape);
    kernel.bindAll(wholeA, wholeB, wholeC);
    kernel.run();
    give(shape, kernel);
    if (!inPlace) {
      merge(m, n, wholeC, c, cOffset, cLead, accumulate);
    }
  }

  private static void clear(int m, int n, float[] c, int offset, int lead, boolean accumulate) {
    for (int i = 0; i < m && !accumulate; i++) {
      Arrays.fill(c, offset + i * lead, offset + i * lead + n, 0f);
    }
  }

  private static float[] part(int rows, int columns, float[] from, int offset, int lead) {
    float[] out = new float[Math.multiplyExact(rows, columns)];
    for (int i = 0; i < rows; i++) {
      System.arraycopy(from, offset + i * lead, out, i * columns, columns);
    }
    return out;
  }

  private static void merge(
      int m, int n, float[] product, float[] c, int offset, int lead, boolean accumulate) {
    for (int i = 0; i < m; i++) {
      int to = offset + i * lead;
      for (int j = 0; j < n; j++) {
        c[to + j] = accumulate ? c[to + j] + product[i * n + j] : product[i * n + j];
      }
    }
  }

  private Kernel take(Shape shape) {
    Kernel kernel = kernels(shape).poll();
    return kernel == null ? compiled(shape) : kernel;
  }

  private void give(Shape shape, Kernel kernel) {
    kernels(shape).add(kernel);
  }

  private Queue<Kernel> kernels(Shape shape) {
    return idle.computeIfAbsent(shape, s -> new ConcurrentLinkedQueue<>());
  }

  private Kernel compiled(Shape shape) {
    Gemm gemm = Gemm.of(shape.m(), shape.n(), shape.k());
    Schedule schedule =
        GemmTemplate.best(gemm, TargetTraits.of(target.name(), target.vectorBytes(), threads));
    Computation computation = gemm.computation();
    String source = computation + Trace.json(schedule.trace());
    return cache.kernel(source, () -> Lowering.lower(schedule.program()), target, threads);
  }

  /**
   * The multiplication by panels of 16 or 24 columns of B, which are made here: a convolution of
   * kernel 1x1 with packed weights. Few rows gain most, they would pay for the packing each time.
   */
  @Override
  public FixedGemm fixed(int n, int k, float[] b) {
    if (n == 0 || k == 0) {
      return dev.ridgeline.core.execution.Gemm.super.fixed(n, k, b);
    }
    return new PanelGemm(n, k, b, target, threads, cache, idlePanels);
  }

  @Override
  public void close() {
    idle.values().forEach(queue -> queue.forEach(Kernel::close));
    idle.clear();
    idlePanels.values().forEach(queue -> queue.forEach(Kernel::close));
    idlePanels.clear();
  }
}
