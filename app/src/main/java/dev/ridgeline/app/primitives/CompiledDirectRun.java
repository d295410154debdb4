package dev.ridgeline.app.primitives;

import dev.ridgeline.compiler.lower.Lowering;
import dev.ridgeline.compiler.operator.BlockedConv2d;
import dev.ridgeline.compiler.schedule.Schedule;
import dev.ridgeline.compiler.schedule.Trace;
import dev.ridgeline.compiler.target.Kernel;
import dev.ridgeline.compiler.target.KernelCache;
import dev.ridgeline.compiler.target.MemoryKind;
import dev.ridgeline.compiler.target.Target;
import dev.ridgeline.compiler.template.BlockedConv2dTemplate;
import dev.ridgeline.compiler.template.TargetTraits;
import dev.ridgeline.primitives.conv.ConvAxis;
import dev.ridgeline.primitives.conv.ConvProblem;
import dev.ridgeline.primitives.fast.FastConv;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/** A prepared {@link CompiledDirect}. */
final class CompiledDirectRun implements FastConv {
  private static final long ALIGNMENT_BYTES = 64;

  private final ConvProblem problem;
  private final Kernel kernel;
  private final MemoryKind memory;
  private final boolean padded;
  private final Object x;
  private final Object w;
  private final Object y;
  private final long filterBytes;

  CompiledDirectRun(
      ConvProblem problem,
      BlockedConv2d op,
      float[] filter,
      Target target,
      KernelCache cache,
      int threads) {
    this.problem = problem;
    this.memory = target.memory();
    this.padded = isPadded(problem);
    Schedule schedule =
        BlockedConv2dTemplate.best(
            op, TargetTraits.of(target.name(), target.vectorBytes(), threads));
    String source = op.computation() + Trace.json(schedule.trace());
    this.kernel = cache.kernel(source, () -> Lowering.lower(schedule.program()), target, threads);
    float[] packed = packed(problem, op.block(), filter);
    this.filterBytes = 4L * packed.length;
    this.x = memory(workspaceBytes(problem, memory) > 0 ? paddedBytes(problem) : 0);
    this.w = memory(filterBytes);
    this.y = memory(memory == MemoryKind.NATIVE ? 4L * problem.outputSize() : 0);
    MemorySegment.copy(MemorySegment.ofArray(packed), 0, segment(w), 0, filterBytes);
  }

  /** Freed when nothing refers to it any more. */
  private Object memory(long bytes) {
    return memory == MemoryKind.HEAP
        ? new float[Math.toIntExact(bytes / Float.BYTES)]
        : Arena.ofAuto().allocate(bytes, ALIGNMENT_BYTES);
  }

  private static MemorySegment segment(Object memory) {
    return memory instanceof float[] array ? MemorySegment.ofArray(array) : (MemorySegment) memory;
  }

  static int padded(ConvAxis axis) {
    return axis.input() + axis.padBefore() + axis.padAfter();
  }

  private static boolean isPadded(ConvProblem p) {
    return padded(p.rows()) > p.rows().input() || padded(p.columns()) > p.columns().input();
  }

  static long workspaceBytes(ConvProblem p, MemoryKind memory) {
    boolean own = memory == MemoryKind.NATIVE;
    return (own || isPadded(p) ? paddedBytes(p) : 0) + (own ? 4L * p.outputSize() : 0);
  }

  private static long paddedBytes(ConvProblem p) {
    return 4L * p.batch() * padded(p.rows()) * padded(p.columns()) * p.inChannels();
  }

  /** OIHW as [O / block, H, W, I, block], the last block filled up with zeros. */
  private static float[] packed(ConvProblem p, int block, float[] filter) {
    int taps = p.rows().kernel() * p.columns().kernel();
    int channels = p.inChannels();
    float[] w = new float[Math.ceilDiv(p.outChannels(), block) * block * taps * channels];
    for (int o = 0; o < p.outChannels(); o++) {
      for (int c = 0; c < channels; c++) {
        for (int t = 0; t < taps; t++) {
          w[((o / block * taps + t) * channels + c) * block + o % block] =
              filter[(o * channels + c) * taps + t];
        }
      }
    }
    return w;
  }

  @Override
  public ConvProblem problem() {
    return problem;
  }

  @Override
  public long workspaceBytes() {
    return workspaceBytes(problem, memory);
  }

  @Override
  public long filterBytes() {
    return filterBytes;
  }

  @Override
  public void run(float[] input, float[] output) {
    boolean own = memory == MemoryKind.NATIVE;
    if (padded || own) {
      copy(input);
    }
    if (own) {
      kernel.bindAll(x, w, y);
      kernel.run();
      MemorySegment.copy(
          (MemorySegment) y, ValueLayout.JAVA_FLOAT, 0, output, 0, problem.outputSize());
      return;
    }
    kernel.bindAll(padded ? x : input, w, output);
    kernel.run();
  }

  /** Rows of the images to the inside of the padded ones, whose borders stay zeros. */
  private void copy(float[] input) {
    MemorySegment to = segment(x);
    int channels = problem.inChannels();
    int height = problem.rows().input();
    int row = problem.columns().input() * channels;
    long stride = (long) padded(problem.columns()) * channels;
    for (int n = 0; n < problem.batch(); n++) {
      for (int i = 0; i < height; i++) {
        long line = (long) n * padded(problem.rows()) + problem.rows().padBefore() + i;
        MemorySegment.copy(
            input,
            (n * height + i) * row,
            to,
            ValueLayout.JAVA_FLOAT,
            Float.BYTES * (line * stride + (long) problem.columns().padBefore() * channels),
            row);
      }
    }
  }
}
