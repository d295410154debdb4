package dev.ridgeline.engine.kernel;

import dev.ridgeline.compiler.target.WorkerPool;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.List;
import java.util.Optional;

/**
 * Layer normalisation of each row: {@code (x - mean) / sqrt(variance + epsilon) * gain + bias}.
 * Mean and variance are summed in f64, the variance from the differences to the mean.
 *
 * @param rows of the matrix
 * @param columns of the matrix
 * @param epsilon added to the variance
 * @param x input
 * @param gain constant vector
 * @param bias constant vector
 * @param y output
 */
public record LayerNormPlan(
    int rows, int columns, float epsilon, Placed x, Placed gain, Optional<Placed> bias, Placed y)
    implements StepPlan {
  private static final ValueLayout.OfFloat F32 = ValueLayout.JAVA_FLOAT_UNALIGNED;

  @Override
  public String kernel() {
    return "layer norm " + rows + "x" + columns;
  }

  @Override
  public List<Placed> inputs() {
    return bias.map(b -> List.of(x, gain, b)).orElseGet(() -> List.of(x, gain));
  }

  @Override
  public List<Placed> outputs() {
    return List.of(y);
  }

  @Override
  public Step build(Memory memory, Compilers compilers) {
    float[] scale = vector(memory.of(gain));
    float[] shift = bias.map(b -> vector(memory.of(b))).orElseGet(() -> new float[columns]);
    return new Rows(
        this, memory.of(x).segment(), memory.of(y).segment(), scale, shift, compilers.threads());
  }

  private float[] vector(Block block) {
    float[] values = new float[columns];
    MemorySegment.copy(block.segment(), F32, 0, values, 0, columns);
    return values;
  }

  private static final class Rows implements Step {
    private final LayerNormPlan p;
    private final MemorySegment x;
    private final MemorySegment y;
    private final float[] gain;
    private final float[] bias;
    private final float[][] lines;
    private final WorkerPool pool;
    private final WorkerPool.Body body = this::rows;

    Rows(
        LayerNormPlan plan,
        MemorySegment x,
        MemorySegment y,
        float[] gain,
        float[] bias,
        int threads) {
      this.p = plan;
      this.x = x;
      this.y = y;
      this.gain = gain;
      this.bias = bias;
      this.lines = new float[threads][plan.columns()];
      this.pool = WorkerPool.of(threads);
    }

    @Override
    public void run() {
      pool.run(p.rows(), body);
    }

    private void rows(int member, int first, int end) {
      float[] line = lines[member];
      for (int row = first; row < end; row++) {
        long at = (long) row * p.columns() * Float.BYTES;
        MemorySegment.copy(x, F32, at, line, 0, p.columns());
        float mean = (float) (sum(line) / p.columns());
        for (int i = 0; i < line.length; i++) {
          line[i] -= mean;
        }
        float root = (float) (1 / Math.sqrt(squares(line) / p.columns() + p.epsilon()));
        for (int i = 0; i < line.length; i++) {
          line[i] = Math.fma(line[i] * root, gain[i], bias[i]);
        }
        MemorySegment.copy(line, 0, y, F32, at, p.columns());
      }
    }

    private static double sum(float[] line) {
      double a = 0;
      double b = 0;
      int i = 0;
      for (; i < line.length - 1; i += 2) {
        a += line[i];
        b += line[i + 1];
      }
      return i < line.length ? a + b + line[i] : a + b;
    }

    private static double squares(float[] line) {
      double a = 0;
      double b = 0;
      int i = 0;
      for (; i < line.length - 1; i += 2) {
        a += (double) line[i] * line[i];
        b += (double) line[i + 1] * line[i + 1];
      }
      return i < line.length ? a + b + (double) line[i] * line[i] : a + b;
    }
  }
}
