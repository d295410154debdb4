package dev.ridgeline.engine.interpreter;

import dev.ridgeline.core.tensor.Tensor;
import java.util.Optional;

/** How a result differs from what is expected, as the ONNX backend tests measure it. */
final class Difference {
  private Difference() {}

  /** Nothing when type, shape and all elements agree; integers and booleans exactly. */
  static Optional<String> of(Tensor ours, Tensor expected, double relative, double absolute) {
    if (!ours.type().equals(expected.type())) {
      return Optional.of("type " + ours.type() + " instead of " + expected.type());
    }
    Array a = TensorCodec.decode(ours);
    Array b = TensorCodec.decode(expected);
    for (int i = 0; i < a.size; i++) {
      boolean same =
          a.isReal() ? close(a.real(i), b.real(i), relative, absolute) : a.whole(i) == b.whole(i);
      if (!same) {
        return Optional.of(
            "element %d is %s instead of %s"
                .formatted(
                    i, a.isReal() ? a.real(i) : a.whole(i), b.isReal() ? b.real(i) : b.whole(i)));
      }
    }
    return Optional.empty();
  }

  private static boolean close(double a, double b, double relative, double absolute) {
    return Double.compare(a, b) == 0
        || a == b
        || Math.abs(a - b) <= absolute + relative * Math.abs(b);
  }
}
