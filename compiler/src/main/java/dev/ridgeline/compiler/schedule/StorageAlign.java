package dev.ridgeline.compiler.schedule;

import dev.ridgeline.compiler.ir.Buffer;
import dev.ridgeline.compiler.ir.BufferReplacement;
import dev.ridgeline.compiler.ir.Program;
import dev.ridgeline.core.UserError;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Sets rows of an internal buffer apart, so that the step from one to the next is {@code offset}
 * more than a multiple of {@code multiple}: against rows that all fall into the same sets of a
 * cache, or for rows that begin at whole vectors. No index changes, only where elements lie. A
 * buffer that is aligned keeps its whole shape: lowering does not shrink it to what is used.
 *
 * @param buffer an internal buffer that is not aligned yet
 * @param dimension whose step is set, counted from 0; not the last
 * @param multiple at least 1, in elements
 * @param offset from 0 to {@code multiple - 1}, in elements
 */
public record StorageAlign(String buffer, int dimension, int multiple, int offset)
    implements Primitive {

  @Override
  public String name() {
    return "storageAlign";
  }

  @Override
  public Program apply(Program p) {
    Buffer old =
        p.internals().stream()
            .filter(b -> b.name().equals(buffer))
            .findFirst()
            .orElseThrow(
                () -> refused("it is no internal buffer; use cacheRead or cacheWrite first"));
    if (!old.isDense()) {
      throw refused("it is aligned already");
    }
    if (dimension < 0 || dimension > old.rank() - 2) {
      throw refused(
          "dimension "
              + dimension
              + " given; of its "
              + old.rank()
              + " dimensions all but the last can be aligned");
    }
    if (multiple < 1 || offset < 0 || offset >= multiple) {
      throw refused(
          "a multiple of "
              + multiple
              + " and an offset of "
              + offset
              + " given; the multiple is at least 1 and the offset less than it");
    }
    return new BufferReplacement(Map.of(buffer, aligned(old))).program(p);
  }

  private Buffer aligned(Buffer old) {
    List<Integer> strides = new ArrayList<>(old.strides());
    long stride = old.strides().get(dimension);
    stride += Math.floorMod(offset - stride, (long) multiple);
    for (int d = dimension; d >= 0; d--) {
      strides.set(d, (int) stride);
      stride *= old.shape().get(d);
      if (stride > Integer.MAX_VALUE - 64) {
        throw refused("it would take more than 2^31 - 64 elements");
      }
    }
    return old.withStrides(strides);
  }

  private UserError refused(String reason) {
    return Refusal.of(name(), "buffer '" + buffer + "'", reason);
  }
}
