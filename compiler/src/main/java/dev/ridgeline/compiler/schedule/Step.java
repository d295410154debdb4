package dev.ridgeline.compiler.schedule;

import java.util.List;

/**
 * A primitive that has been applied, and what it did to rounding.
 *
 * @param primitive the primitive
 * @param reassociated blocks whose float sums or products are folded in another order since, so
 *     that their bits may differ from those of the plain schedule; of sums with more than 65,536
 *     terms an element every one whose reduce loops it changed
 */
public record Step(Primitive primitive, List<String> reassociated) {
  public Step {
    reassociated = List.copyOf(reassociated);
  }

  /** Whether the bits of results may differ from those before the step. */
  public boolean reassociates() {
    return !reassociated.isEmpty();
  }
}
