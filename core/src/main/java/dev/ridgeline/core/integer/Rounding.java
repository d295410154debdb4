package dev.ridgeline.core.integer;

import dev.ridgeline.core.UserError;
import java.util.Arrays;
import java.util.stream.Collectors;

/**
 * Whose integer arithmetic is computed with: a choice of whoever runs a model, not of the model.
 * The ways differ in ties and in how functions are tabulated, so that results differ by at most a
 * quantum in a few elements of a thousand.
 */
public enum Rounding {
  /**
   * TensorFlow Lite Micro's reference kernels and CMSIS-NN: fixed-point multipliers, ties away from
   * zero, softmax and logistic in fixed point.
   */
  TFLM("tflm"),
  /**
   * The TensorFlow Lite interpreter on x86 without delegates: as {@link #TFLM}, but sums of
   * products that go through its matrix multiplication break ties upwards, and softmax, logistic
   * and tanh go through f32 tables.
   */
  TFLITE_DESKTOP("tflite-desktop"),
  /** Multipliers in f32, ties to even, functions in f64: {@link OnnxQuantisation}. */
  ONNX("onnx");

  private final String label;

  Rounding(String label) {
    this.label = label;
  }

  /** The name that users give. */
  public String label() {
    return label;
  }

  /**
   * The rounding of that name.
   *
   * @throws UserError if there is none
   */
  public static Rounding named(String name) {
    return Arrays.stream(values())
        .filter(r -> r.label.equals(name))
        .findFirst()
        .orElseThrow(() ->
            new UserError(
                "there is no rounding '%s'; give one of %s"
                    .formatted(
                        name,
                        Arrays.stream(values())
                            .map(Rounding::label)
                            .collect(Collectors.joining(", ")))));
  }
}
