package dev.ridgeline.app.op;

import dev.ridgeline.compiler.expression.Computation;
import dev.ridgeline.compiler.ir.Buffer;
import dev.ridgeline.compiler.ir.Program;
import dev.ridgeline.compiler.lower.Lowering;
import dev.ridgeline.compiler.schedule.Schedule;
import dev.ridgeline.compiler.target.Kernel;
import dev.ridgeline.compiler.target.KernelCache;
import dev.ridgeline.compiler.target.KernelExecutable;
import dev.ridgeline.compiler.target.Target;
import dev.ridgeline.core.UserError;
import dev.ridgeline.core.execution.Executable;
import dev.ridgeline.core.tensor.Tensor;
import dev.ridgeline.core.tensor.TensorType;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;

/**
 * A schedule lowered and compiled.
 *
 * @param kernel it made ready to run
 * @param compileMillis time of the passes, of making the code and of loading it; the JIT compiler
 *     of the JVM works later, during the warm-up
 * @param cached whether it was compiled before; the time is that of loading it then
 */
record CompiledOp(Kernel kernel, double compileMillis, boolean cached) implements AutoCloseable {
  private static final long BYTES_OF_AN_ARRAY = 4L * (Integer.MAX_VALUE - 64);

  /** Compiles it, or takes from the cache what an earlier run compiled. */
  static CompiledOp of(
      Computation c, Schedule schedule, Target target, int threads, KernelCache cache) {
    long begin = System.nanoTime();
    AtomicBoolean lowered = new AtomicBoolean();
    Supplier<Program> lower =
        () -> {
          lowered.set(true);
          return Lowering.lower(schedule.program());
        };
    String source = c + schedule.trace().toString();
    Kernel kernel = cache.kernel(source, lower, target, threads);
    return new CompiledOp(kernel, (System.nanoTime() - begin) / 1e6, !lowered.get());
  }

  /** Refuses schedules that want inputs in another layout than the operator has. */
  static void requirePlainParameters(Schedule schedule, Computation c) {
    List<Buffer> own = schedule.program().inputs();
    for (int n = 0; n < c.inputs().size(); n++) {
      Buffer plain = c.inputs().get(n);
      if (!own.contains(plain)) {
        throw new UserError(
            "the schedule changes the layout of input '%s'; an operator is measured on plain row-major inputs: pack a copy made by cacheRead instead"
                .formatted(plain.name()));
      }
    }
  }

  /** Inputs from a seed, uniform in [-1, 1); the i-th has {@code seed + i}. */
  static Map<String, Tensor> inputs(Computation c, long seed) {
    Map<String, Tensor> inputs = new LinkedHashMap<>();
    for (Buffer b : c.inputs()) {
      if (b.bytes() >= BYTES_OF_AN_ARRAY / 4) {
        throw new UserError(
            "input '%s' takes %d bytes; an operator is run on inputs below 2 GiB each: give a smaller shape"
                .formatted(b.name(), b.bytes()));
      }
      long[] sizes = b.shape().stream().mapToLong(Integer::longValue).toArray();
      inputs.put(b.name(), Tensor.random(TensorType.f32(sizes), seed + inputs.size()));
    }
    return inputs;
  }

  /** As something that can be measured; closing it closes the kernel. */
  Executable executable() {
    return new KernelExecutable(kernel);
  }

  @Override
  public void close() {
    kernel.close();
  }
}
