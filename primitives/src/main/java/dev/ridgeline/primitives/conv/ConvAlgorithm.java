package dev.ridgeline.primitives.conv;

import dev.ridgeline.primitives.number.Precision;

/**
 * A convolution algorithm whose every operation is rounded as the precision says. It tells how
 * large the error is, not how long it takes: numbers stand in doubles.
 */
public interface ConvAlgorithm {

  /** The name on the command line: {@code winograd-f4}. */
  String name();

  /**
   * Computes, or says why not.
   *
   * @param problem the shapes
   * @param input NCHW, not changed; rounded to the storage format where the algorithm stores it
   * @param filter OIHW, not changed
   * @param precision the formats
   */
  ConvOutcome run(ConvProblem problem, double[] input, double[] filter, Precision precision);

  /**
   * The expected relative L2 error over u, for random inputs, where the storage format is also the
   * accumulation format. A model for choosing, not a bound.
   */
  double predictedK(ConvProblem problem);
}
