package dev.ridgeline.app.primitives;

import dev.ridgeline.primitives.study.ConvError;
import dev.ridgeline.primitives.study.ErrorStudy;
import java.util.List;

/**
 * What {@code ridgeline conv} says, in the form of the JSON output.
 *
 * @param problem the convolution in words
 * @param seed the first seed
 * @param seeds how many runs each figure is the mean of
 * @param reference what errors are against
 * @param rows a row for each algorithm and format
 * @param phases where errors arise, for the study
 * @param planes mean absolute errors of one plane, for the study
 */
public record ConvResult(
    String problem,
    long seed,
    int seeds,
    String reference,
    List<Row> rows,
    List<ErrorStudy.PhaseError> phases,
    List<ErrorStudy.PlaneError> planes) {
  static final String REFERENCE =
      "direct convolution in f64 (double-double for f64) on inputs rounded to the format;"
          + " for integers and logarithms on the inputs before rounding";

  /**
   * One algorithm in one format; {@code verdict} is {@code within}, {@code above}, {@code
   * unsupported} (with the reason), or {@code measured} where no limit was given.
   */
  public record Row(
      String algorithm,
      String format,
      int channels,
      double relativeL2,
      double k,
      double predictedK,
      double meanL1,
      double largest,
      double largestUlps,
      String verdict,
      String reason) {
    static Row of(ConvError error, double limit) {
      String reason = error.unsupported().orElse("");
      return new Row(
          error.algorithm(),
          error.format(),
          error.channels(),
          error.relativeL2(),
          error.k(),
          error.predictedK(),
          error.meanL1(),
          error.largest(),
          error.largestUlps(),
          verdict(error, limit),
          reason);
    }

    private static String verdict(ConvError error, double limit) {
      if (error.unsupported().isPresent()) {
        return "unsupported";
      }
      return Double.isInfinite(limit)
          ? "measured"
          : error.relativeL2() <= limit ? "within" : "above";
    }
  }
}
