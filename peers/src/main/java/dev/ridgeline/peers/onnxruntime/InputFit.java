package dev.ridgeline.peers.onnxruntime;

import dev.ridgeline.core.UserError;
import dev.ridgeline.core.tensor.Dim;
import dev.ridgeline.core.tensor.Shape;
import dev.ridgeline.core.tensor.TensorType;
import java.nio.file.Path;
import java.util.Map;

/** Holds the inputs that a caller wants to give against those that a model takes. */
final class InputFit {
  private InputFit() {}

  /**
   * Checks names, element types and fixed dimensions.
   *
   * @throws UserError that names the first input which does not fit
   */
  static void check(Path file, Map<String, TensorType> takes, Map<String, TensorType> given) {
    if (!takes.keySet().equals(given.keySet())) {
      throw new UserError(
          "model '%s' takes inputs %s but got %s; give each of them once"
              .formatted(file, takes.keySet(), given.keySet()));
    }
    takes.forEach((name, wanted) -> {
      TensorType type = given.getOrDefault(name, TensorType.unknown());
      if (!type.isKnown()
          || type.dtype() != wanted.dtype()
          || !fits(wanted.shape(), type.shape())) {
        throw new UserError(
            "input '%s' of '%s' is %s but got %s; give that type, every dimension known"
                .formatted(name, file, wanted, type));
      }
    });
  }

  private static boolean fits(Shape wanted, Shape given) {
    if (!wanted.ranked()) {
      return true;
    }
    if (wanted.rank() != given.rank()) {
      return false;
    }
    for (int i = 0; i < wanted.rank(); i++) {
      Dim dim = wanted.dim(i);
      if (dim.isKnown() && !dim.equals(given.dim(i))) {
        return false;
      }
    }
    return true;
  }
}
