package dev.ridgeline.app.primitives;

import dev.ridgeline.primitives.study.MatmulError;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What {@code ridgeline matmul M N K} says, in the form of the JSON output.
 *
 * @param m rows of A and C
 * @param n columns of B and C
 * @param k columns of A, rows of B
 * @param values {@code normal} or {@code uniform}
 * @param seed the first of the seeds
 * @param seeds runs that are averaged
 * @param reference what errors are measured against
 * @param rows errors, one an algorithm and format
 * @param times of the fast forms in f32 on one thread; empty unless asked for
 */
record MatmulResult(
    int m,
    int n,
    int k,
    String values,
    long seed,
    int seeds,
    String reference,
    List<Row> rows,
    List<MatmulTimes.Row> times) {
  static final String REFERENCE =
      "the product in f64 (double-double for f64) of inputs rounded to the format; of the inputs before rounding for int8 and lns";

  MatmulResult {
    rows = List.copyOf(rows);
    times = List.copyOf(times);
  }

  /** One algorithm in one format; figures of one that is unsupported are null. */
  record Row(
      String algorithm,
      String format,
      @Nullable Double relativeL2,
      @Nullable Double k,
      @Nullable Double meanL1,
      @Nullable Double largest,
      @Nullable Double largestUlps,
      String verdict,
      String reason) {

    static Row of(MatmulError error, double limit) {
      String verdict =
          error.unsupported().isPresent()
              ? "unsupported"
              : error.relativeL2() <= limit ? "within" : "above";
      return new Row(
          error.algorithm(),
          error.format(),
          finite(error.relativeL2()),
          finite(error.k()),
          finite(error.meanL1()),
          finite(error.largest()),
          finite(error.largestUlps()),
          verdict,
          error.unsupported().orElse(""));
    }

    private static @Nullable Double finite(double value) {
      return Double.isFinite(value) ? value : null;
    }
  }
}
