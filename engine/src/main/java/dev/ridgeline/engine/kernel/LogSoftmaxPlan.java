package dev.ridgeline.engine.kernel;

import dev.ridgeline.compiler.target.WorkerPool;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.List;

/**
 * The logarithm of the softmax of each row, {@code x - max - log(sum exp(x - max))}, in f64 and
 * rounded once: it begins every gradient of a classifier.
 *
 * @param rows of the matrix
 * @param columns of the matrix
 * @param x input
 * @param y output
 */
public record LogSoftmaxPlan(int rows, int columns, Placed x, Placed y) implements StepPlan {
  private static final ValueLayout.OfFloat F32 = ValueLayout.JAVA_FLOAT_UNALIGNED;

  @Override
  public String kernel() {
    return "log softmax " + rows + "x" + columns;
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
    MemorySegment from = memory.of(x).segment();
    MemorySegment to = memory.of(y).segment();
    WorkerPool pool = WorkerPool.of(compilers.threads());
    WorkerPool.Body body =
        (_, first, end) -> {
          for (int i = first; i < end; i++) {
            row(from, to, (long) i * columns);
          }
        };
    return () -> pool.run(rows, body);
  }

  private void row(MemorySegment from, MemorySegment to, long at) {
    double most = Double.NEGATIVE_INFINITY;
    for (int i = 0; i < columns; i++) {
      most = Math.max(most, from.get(F32, (at + i) * Float.BYTES));
    }
    double sum = 0;
    for (int i = 0; i < columns; i++) {
      sum += StrictMath.exp(from.get(F32, (at + i) * Float.BYTES) - most);
    }
    double shift = most + StrictMath.log(sum);
    for (int i = 0; i < columns; i++) {
      long offset = (at + i) * Float.BYTES;
      to.set(F32, offset, (float) (from.get(F32, offset) - shift));
    }
  }
}
