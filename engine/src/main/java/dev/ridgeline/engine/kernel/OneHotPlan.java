package dev.ridgeline.engine.kernel;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.List;

/**
 * Rows with one element that differs, chosen by an i64 label; negative labels count from the end,
 * others out of range choose none.
 *
 * @param rows labels
 * @param columns classes
 * @param off value of the other elements
 * @param on value of the chosen one
 * @param x labels
 * @param y output, [rows, columns]
 */
public record OneHotPlan(int rows, int columns, float off, float on, Placed x, Placed y)
    implements StepPlan {
  private static final ValueLayout.OfFloat F32 = ValueLayout.JAVA_FLOAT_UNALIGNED;
  private static final ValueLayout.OfLong I64 = ValueLayout.JAVA_LONG_UNALIGNED;

  @Override
  public String kernel() {
    return "one-hot " + rows + "x" + columns;
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
    MemorySegment labels = memory.of(x).segment();
    MemorySegment out = memory.of(y).segment();
    return () -> {
      for (int i = 0; i < rows; i++) {
        long label = labels.get(I64, (long) i * Long.BYTES);
        long chosen = label < 0 ? label + columns : label;
        for (int j = 0; j < columns; j++) {
          out.set(F32, ((long) i * columns + j) * Float.BYTES, j == chosen ? on : off);
        }
      }
    };
  }
}
