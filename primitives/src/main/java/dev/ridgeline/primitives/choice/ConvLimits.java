package dev.ridgeline.primitives.choice;

import dev.ridgeline.core.UserError;

/**
 * What a choice may cost.
 *
 * @param relativeL2 largest error; infinite for any
 * @param workspaceBytes most scratch memory
 */
public record ConvLimits(double relativeL2, long workspaceBytes) {
  public static final ConvLimits NONE = new ConvLimits(Double.POSITIVE_INFINITY, Long.MAX_VALUE);

  /** Expected errors are right within a small factor; beyond this one measuring is of no use. */
  private static final double HOPELESS = 16;

  public ConvLimits {
    if (!(relativeL2 > 0)) {
      throw new UserError("the largest error is %s; give a number above 0".formatted(relativeL2));
    }
    if (workspaceBytes < 0) {
      throw new UserError(
          "the workspace is %d bytes; give a size of at least 0".formatted(workspaceBytes));
    }
  }

  /** Whether an expected error is so far above the limit that no run is needed to say so. */
  boolean isHopeless(double expected) {
    return expected > HOPELESS * relativeL2;
  }
}
