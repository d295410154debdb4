package dev.ridgeline.compiler.template;

import dev.ridgeline.compiler.lower.Lowering;
import dev.ridgeline.compiler.operator.BlockedConv2d;
import dev.ridgeline.compiler.operator.Conv2d;
import dev.ridgeline.compiler.schedule.Schedule;
import dev.ridgeline.compiler.schedule.Trace;
import dev.ridgeline.compiler.target.Kernel;
import dev.ridgeline.compiler.target.KernelCache;
import dev.ridgeline.compiler.target.Target;
import dev.ridgeline.core.execution.FixedGemm;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;

/**
 * Multiplication by a B that was copied to panels once: rows of A as the pixels of a convolution
 * with a kernel of 1x1. For each number of rows a kernel is compiled when it is first asked for.
 */
final class PanelGemm implements FixedGemm {
  private final int n;
  private final int k;
  private final float[] panels;
  private final Target target;
  private final int threads;
  private final KernelCache cache;
  private final Map<BlockedConv2d, Queue<Kernel>> idle;

  /**
   * @param idle kernels that no one runs, shared by all multiplications of these threads
   */
  PanelGemm(
      int n,
      int k,
      float[] b,
      Target target,
      int threads,
      KernelCache cache,
      Map<BlockedConv2d, Queue<Kernel>> idle) {
    this.idle = idle;
    this.n = n;
    this.k = k;
    this.target = target;
    this.threads = threads;
    this.cache = cache;
    this.panels = panels(n, k, b, operator(1).block());
  }

  private BlockedConv2d operator(int m) {
    return BlockedConv2d.of(new Conv2d(1, k, 1, m, n, 1, 1, 1, 0, 1, 1));
  }

  /** [k, n] as [n / width, k, width], the last panel filled up with zeros. */
  private static float[] panels(int n, int k, float[] b, int width) {
    int count = Math.ceilDiv(n, width);
    float[] panels = new float[Math.multiplyExact(count * width, k)];
    for (int panel = 0; panel < count; panel++) {
      int columns = Math.min(width, n - panel * width);
      for (int p = 0; p < k; p++) {
        System.arraycopy(b, p * n + panel * width, panels, (panel * k + p) * width, columns);
      }
    }
    return panels;
  }

  @Override
  public void multiply(int m, float[] a, float[] c) {
    if (m == 0) {
      return;
    }
    BlockedConv2d op = operator(m);
    Queue<Kernel> kernels = idle.computeIfAbsent(op, o -> new ConcurrentLinkedQueue<>());
    Kernel ready = kernels.poll();
    Kernel kernel = ready == null ? compiled(op) : ready;
    kernel.bindAll(a, panels, c);
    kernel.run();
    kernels.add(kernel);
  }

  private Kernel compiled(BlockedConv2d op) {
    Schedule schedule =
        BlockedConv2dTemplate.best(
            op, TargetTraits.of(target.name(), target.vectorBytes(), threads));
    String source = op.computation() + Trace.json(schedule.trace());
    return cache.kernel(source, () -> Lowering.lower(schedule.program()), target, threads);
  }
}
