package dev.ridgeline.core.op;

import dev.ridgeline.core.tensor.DType;
import dev.ridgeline.core.tensor.Shape;

/** Operators that make values from few or none: fills, ranges, random numbers. */
public sealed interface Generate extends Op {

  @Override
  default String label() {
    return getClass().getSimpleName();
  }

  /** Input: shape. Every element is {@code value} (exact for integers up to 2^53). */
  record ConstantOfShape(DType dtype, double value) implements Generate {}

  /** Inputs start, limit, step (scalars). */
  record Range() implements Generate {}

  /** Ones on diagonal {@code diagonal} in the shape of the input (two dimensions). */
  record EyeLike(DType dtype, int diagonal) implements Generate {}

  /** How random numbers are distributed. */
  enum Distribution {
    /** Between a and b. */
    UNIFORM,
    /** With mean a and standard deviation b. */
    NORMAL
  }

  /** Random numbers of a given shape, or with the shape of input 0 when {@code likeInput}. */
  record RandomTensor(
      Distribution distribution,
      DType dtype,
      Shape shape,
      boolean likeInput,
      double a,
      double b,
      long seed)
      implements Generate {
    @Override
    public String label() {
      return (distribution == Distribution.UNIFORM ? "RandomUniform" : "RandomNormal")
          + (likeInput ? "Like" : "");
    }
  }

  /** Draws booleans with the probabilities of the input. */
  record Bernoulli(DType dtype, long seed) implements Generate {}
}
