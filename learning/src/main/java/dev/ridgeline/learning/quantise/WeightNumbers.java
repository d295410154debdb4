package dev.ridgeline.learning.quantise;

import dev.ridgeline.core.number.Minifloat;

/** What weights are rounded to; every output channel has a scale of its own. */
public sealed interface WeightNumbers {
  /** Bits of one weight. */
  int bits();

  /** The largest magnitude at scale 1. */
  double most();

  /** The number nearest to a weight that is divided by its scale, past the ends the outermost. */
  float round(float scaled);

  /** As figures name it. */
  String label();

  /** Symmetric integers with zero point 0, ties to even. */
  record Integers(int bits) implements WeightNumbers {
    /** Checks the width. */
    public Integers {
      Levels.ofWeights(bits);
    }

    @Override
    public double most() {
      return Levels.ofWeights(bits).most();
    }

    @Override
    public float round(float scaled) {
      int most = (1 << (bits - 1)) - 1;
      return (float) Math.clamp(Math.rint(scaled), -most, most);
    }

    @Override
    public String label() {
      return "int" + bits;
    }
  }

  /** Small floating-point numbers, saturating. */
  record Floats(Minifloat format) implements WeightNumbers {
    private static final int MOST_BITS = 8;

    /** Checks the width. */
    public Floats {
      if (format.bits() > MOST_BITS) {
        throw new dev.ridgeline.core.UserError(
            "%s has %d bits; weights are rounded to minifloats of at most %d"
                .formatted(format.label(), format.bits(), MOST_BITS));
      }
    }

    @Override
    public int bits() {
      return format.bits();
    }

    @Override
    public double most() {
      return format.maxFinite();
    }

    @Override
    public float round(float scaled) {
      return (float) format.round(scaled, Minifloat.Overflow.SATURATE);
    }

    @Override
    public String label() {
      return format.label();
    }
  }

  /**
   * The scale of one channel: the largest magnitude over {@link #most}, or with {@code leastError}
   * that of forty smaller ones, too, with the least squared error.
   *
   * @param weights all weights
   * @param from the channel's first
   * @param step from one of the channel's to the next
   */
  default float scale(float[] weights, int from, int step, boolean leastError) {
    double largest = 0;
    for (int i = from; i < weights.length; i += step) {
      largest = Math.max(largest, Math.abs(weights[i]));
    }
    float whole = largest == 0 ? 1 : (float) Math.max(largest / most(), Float.MIN_NORMAL);
    if (!leastError || largest == 0) {
      return whole;
    }
    float best = whole;
    double smallest = Double.POSITIVE_INFINITY;
    for (int share = 40; share > 4; share--) {
      float scale = Math.max(whole * share / 40, Float.MIN_NORMAL);
      double error = 0;
      for (int i = from; i < weights.length; i += step) {
        double one = (double) weights[i] - scale * round(weights[i] / scale);
        error += one * one;
      }
      if (error < smallest) {
        smallest = error;
        best = scale;
      }
    }
    return best;
  }
}
