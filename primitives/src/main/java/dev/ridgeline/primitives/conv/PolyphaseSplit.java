package dev.ridgeline.primitives.conv;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;

/**
 * Splits one direction of a convolution with any stride s and dilation d into dense ones (stride 1,
 * dilation 1).
 *
 * <p>Let g = gcd(s, d), s' = s/g, d' = d/g. With taps k = s' j + t and outputs o = d' q + r,
 *
 * <p>y[d' q + r] = sum over t, j of x_{t,r}[q + j] w[s' j + t], x_{t,r}[i] = x[s d' i + s r + d t -
 * p],
 *
 * <p>so that the s' phases t add up and the d' phases r interleave. Stride alone gives polyphase
 * parts, dilation alone shifted phases.
 */
final class PolyphaseSplit {

  /**
   * One dense part: {@code outputs} values from {@code outputs + taps - 1} inputs.
   *
   * @param outputs how many q
   * @param taps how many j
   * @param inputFirst index of x of i = 0, padding included (may be below 0)
   * @param inputStep index step of x
   * @param tapFirst index of w of j = 0
   * @param tapStep index step of w
   * @param outputFirst index of y of q = 0
   * @param outputStep index step of y
   */
  record Part(
      int outputs,
      int taps,
      int inputFirst,
      int inputStep,
      int tapFirst,
      int tapStep,
      int outputFirst,
      int outputStep) {
    int inputs() {
      return outputs + taps - 1;
    }
  }

  private PolyphaseSplit() {}

  /** All parts; those with the same outputs follow each other. */
  static List<Part> of(ConvAxis axis) {
    int common =
        BigInteger.valueOf(axis.stride()).gcd(BigInteger.valueOf(axis.dilation())).intValue();
    int tapPhases = axis.stride() / common;
    int outputPhases = axis.dilation() / common;
    List<Part> parts = new ArrayList<>();
    for (int r = 0; r < Math.min(outputPhases, axis.output()); r++) {
      for (int t = 0; t < Math.min(tapPhases, axis.kernel()); t++) {
        parts.add(
            new Part(
                (axis.output() - r + outputPhases - 1) / outputPhases,
                (axis.kernel() - t + tapPhases - 1) / tapPhases,
                axis.stride() * r + axis.dilation() * t - axis.padBefore(),
                axis.stride() * outputPhases,
                t,
                tapPhases,
                r,
                outputPhases));
      }
    }
    return parts;
  }
}
