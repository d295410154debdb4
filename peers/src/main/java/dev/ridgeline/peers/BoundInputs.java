package dev.ridgeline.peers;

import dev.ridgeline.core.UserError;
import dev.ridgeline.core.tensor.Tensor;
import dev.ridgeline.core.tensor.TensorType;
import java.lang.foreign.MemorySegment;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;

/** Holds inputs against those that a kernel of fixed shapes takes. */
public final class BoundInputs {
  private BoundInputs() {}

  /**
   * Checks names and types.
   *
   * @throws UserError that says what the kernel takes and what it got
   */
  public static void check(Map<String, TensorType> takes, Map<String, TensorType> given) {
    if (!takes.equals(given)) {
      throw new UserError(
          "the kernel takes inputs %s but got %s; give exactly these"
              .formatted(takes, new TreeMap<>(given)));
    }
  }

  /** Checks the tensors likewise, then copies each into the memory of its name. */
  public static void copy(
      Map<String, TensorType> takes, Map<String, Tensor> given, Map<String, MemorySegment> into) {
    Map<String, TensorType> types = new TreeMap<>();
    given.forEach((name, tensor) -> types.put(name, tensor.type()));
    check(takes, types);
    given.forEach(
        (name, tensor) -> Objects.requireNonNull(into.get(name), name).copyFrom(tensor.data()));
  }
}
