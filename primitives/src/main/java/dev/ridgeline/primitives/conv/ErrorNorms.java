package dev.ridgeline.primitives.conv;

/**
 * How far a result is from its reference. An aggregate norm alone hides errors of single elements,
 * hence three figures.
 *
 * @param relativeL2 |y - ref| / |ref| in the Euclidean norm; 0 where both are zero
 * @param largest the largest |y - ref|
 * @param meanL1 the mean of |y - ref|
 * @param largestUlps the largest |y - ref| in units of the last place of f32 at the reference
 */
public record ErrorNorms(double relativeL2, double largest, double meanL1, double largestUlps) {

  /** Compares two arrays of equal length; NaN anywhere gives NaN. */
  public static ErrorNorms of(double[] result, double[] reference) {
    if (result.length != reference.length) {
      throw new IllegalArgumentException(
          "%d values against %d".formatted(result.length, reference.length));
    }
    double squares = 0;
    double size = 0;
    double sum = 0;
    double most = 0;
    double ulps = 0;
    for (int i = 0; i < result.length; i++) {
      double error = Math.abs(result[i] - reference[i]);
      squares += error * error;
      size += reference[i] * reference[i];
      sum += error;
      most = Math.max(most, error);
      ulps = Math.max(ulps, error / Math.ulp((float) reference[i]));
    }
    double relative = squares == 0 ? 0 : Math.sqrt(squares / size);
    return new ErrorNorms(relative, most, sum / Math.max(1, result.length), ulps);
  }
}
