package dev.ridgeline.engine.kernel;

import dev.ridgeline.core.UserError;
import dev.ridgeline.core.tensor.DType;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.List;

/**
 * Rows of a table picked by index: embeddings.
 *
 * @param rows of the table
 * @param rowBytes bytes of a row
 * @param count indices
 * @param dtype of the indices: I32 or I64
 * @param table what rows are taken from
 * @param indices counted from the end where negative
 * @param y output, count rows
 */
public record GatherRowsPlan(
    int rows, long rowBytes, int count, DType dtype, Placed table, Placed indices, Placed y)
    implements StepPlan {

  @Override
  public String kernel() {
    return "pick " + count + " of " + rows + " rows";
  }

  @Override
  public List<Placed> inputs() {
    return List.of(table, indices);
  }

  @Override
  public List<Placed> outputs() {
    return List.of(y);
  }

  @Override
  public Step build(Memory memory, Compilers compilers) {
    MemorySegment from = memory.of(table).segment();
    MemorySegment at = memory.of(indices).segment();
    MemorySegment to = memory.of(y).segment();
    boolean wide = dtype == DType.I64;
    return () -> {
      for (int i = 0; i < count; i++) {
        long index =
            wide
                ? at.get(ValueLayout.JAVA_LONG_UNALIGNED, (long) i * Long.BYTES)
                : at.get(ValueLayout.JAVA_INT_UNALIGNED, (long) i * Integer.BYTES);
        if (index < -rows || index >= rows) {
          throw new UserError(
              "index %d of '%s' is outside a table of %d rows; give %d to %d"
                  .formatted(index, indices.value(), rows, -rows, rows - 1));
        }
        long row = index < 0 ? index + rows : index;
        MemorySegment.copy(from, row * rowBytes, to, i * rowBytes, rowBytes);
      }
    };
  }
}
