package dev.ridgeline.core.graph;

import dev.ridgeline.core.tensor.Tensor;
import dev.ridgeline.core.tensor.TensorType;

/**
 * A value that stands in the graph. Its elements are read on demand: profiling a model never
 * decodes its weights.
 *
 * @param type element type and shape, every dimension known
 * @param role what the value is for
 * @param data where the elements are
 */
public record Constant(TensorType type, Role role, ConstantData data) {

  /** What a constant is for: decides what counts as a parameter and what training changes. */
  public enum Role {
    /** Trained: weights, biases, normalisation scales. */
    PARAMETER,
    /** Kept with the model and not trained by gradients: running means and variances. */
    BUFFER,
    /** Part of the program: shapes, axes, scalars. */
    LITERAL
  }

  public Constant {
    if (!type.shape().isKnown()) {
      throw new IllegalArgumentException("a constant needs a known shape but got " + type);
    }
  }

  /** Number of elements. */
  public long elements() {
    return type.shape().elements();
  }

  /** Reads the elements. */
  public Tensor tensor() {
    return new Tensor(type, data.read(type));
  }

  public Constant withRole(Role newRole) {
    return new Constant(type, newRole, data);
  }
}
