package dev.ridgeline.app.model;

import dev.ridgeline.core.UserError;
import java.util.Map;

/**
 * Sizes for the open dimensions of a model.
 *
 * @param batch items that one run takes
 * @param sizes sizes of other symbolic dimensions, by name; they go before batch and sequence
 */
public record Binding(long batch, Map<String, Long> sizes) {
  /** Largest size that a dimension can be given. */
  public static final long MAX_SIZE = 1 << 24;

  /** Checks the sizes. */
  public Binding {
    require("batch", batch);
    sizes = Map.copyOf(sizes);
    sizes.forEach((name, size) -> require("dimension " + name, size));
  }

  /** This batch, no other sizes. */
  public static Binding ofBatch(long batch) {
    return new Binding(batch, Map.of());
  }

  private static void require(String what, long size) {
    if (size < 1 || size > MAX_SIZE) {
      throw new UserError("%s is %d; give a size from 1 to %d".formatted(what, size, MAX_SIZE));
    }
  }
}
