package dev.ridgeline.learning.quantise;

import dev.ridgeline.core.UserError;

/**
 * The integers that a width has.
 *
 * @param least the smallest
 * @param most the largest
 */
public record Levels(int least, int most) {
  private static final int LEAST_BITS = 2;
  private static final int MOST_BITS = 8;

  /** Symmetric weights: {@code -(2^(bits-1) - 1)} to {@code 2^(bits-1) - 1}. */
  public static Levels ofWeights(int bits) {
    int most = (1 << (checked(bits) - 1)) - 1;
    return new Levels(-most, most);
  }

  /** Activations: {@code -2^(bits-1)} to {@code 2^(bits-1) - 1}. */
  public static Levels ofActivations(int bits) {
    int half = 1 << (checked(bits) - 1);
    return new Levels(-half, half - 1);
  }

  /** The distance of the two ends. */
  public int span() {
    return most - least;
  }

  private static int checked(int bits) {
    if (bits < LEAST_BITS || bits > MOST_BITS) {
      throw new UserError(
          "%d bits given; integers of %d to %d bits are quantised to"
              .formatted(bits, LEAST_BITS, MOST_BITS));
    }
    return bits;
  }
}
