package dev.ridgeline.engine.kernel;

import dev.ridgeline.core.tensor.Tensor;

/** The memory of a plan, as its steps see it while they are built. */
public interface Memory {

  /** The memory of a value; for a constant its elements. */
  Block of(Placed value);

  /** Scratch memory of the step that is being built, by the name it declared. */
  Block scratch(String name);

  /** Memory for f32 elements that lives as long as the plan: packed weights. Zeros. */
  Block keep(long floats);

  /** The elements of a constant, row-major. */
  Tensor constant(String value);
}
