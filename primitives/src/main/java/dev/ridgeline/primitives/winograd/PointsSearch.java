package dev.ridgeline.primitives.winograd;

import dev.ridgeline.core.UserError;
import dev.ridgeline.primitives.exact.Rational;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;
import java.util.stream.Stream;

/**
 * Searches the points of F(m, r) whose transforms enlarge rounding errors least ({@link
 * WinogradError#amplification}), over all subsets of a list of candidates.
 *
 * <p>Negating all points, or replacing all by their reciprocals, changes signs and order only; of
 * such sets the one with more positive points comes first. Cost: one evaluation in f64 a subset, up
 * to 170,544.
 *
 * <p>Source: Barabasz et al. (2020), section 5, who search by measured errors.
 */
public final class PointsSearch {
  /** From which points one may choose. */
  public enum Candidates {
    /**
     * 0 and +-2^i: transforms need shifts and additions only. The published best points are of it.
     */
    POWERS_OF_TWO("0 1 -1 1/2 -2 -1/2 2 1/4 -4 -1/4 4 1/8 -8 -1/8 8"),
    /** 0 and fractions of whole numbers up to 4: smaller errors, but real multiplications. */
    FRACTIONS(
        "0 1 -1 1/2 -2 -1/2 2 1/3 -3 -1/3 3 1/4 -4 -1/4 4 2/3 -3/2 -2/3 3/2 3/4 -4/3 -3/4 4/3");

    private final String list;

    Candidates(String list) {
      this.list = list;
    }

    List<Rational> points() {
      return Stream.of(list.split(" ")).map(Rational::parse).toList();
    }
  }

  /** Sets this close to the best differ less than measurements: the cheaper points come first. */
  private static final double CLOSE = 1.01;

  private static final int LEAST_KEPT = 16;

  /** m + r of the largest search, of 170,544 subsets. */
  private static final int MOST_SUM = 10;

  private final int outputs;
  private final int taps;
  private final double[] candidates;

  private PointsSearch(int outputs, int taps, Candidates from) {
    this.outputs = outputs;
    this.taps = taps;
    this.candidates = from.points().stream().mapToDouble(Rational::doubleValue).toArray();
  }

  private record Found(int[] chosen, double amplification) {}

  /**
   * The best transforms, best first.
   *
   * @param outputs m, at least 2
   * @param taps r, at least 2
   * @param from which points may be chosen
   * @param most how many are wanted
   */
  public static List<WinogradTransform> best(int outputs, int taps, Candidates from, int most) {
    int needed = outputs + taps - 2;
    if (outputs < 2 || taps < 2 || outputs + taps > MOST_SUM) {
      throw new UserError(
          "a search for F(%d,%d) is asked; give a tile and a kernel of at least 2 whose sum is at most 10"
              .formatted(outputs, taps));
    }
    List<Rational> points = from.points();
    return new PointsSearch(outputs, taps, from)
        .search(needed, Math.max(most, LEAST_KEPT)).stream()
            .limit(most)
            .map(found ->
                WinogradTransform.of(
                    outputs, taps, Arrays.stream(found.chosen).mapToObj(points::get).toList()))
            .toList();
  }

  private List<Found> search(int size, int most) {
    PriorityQueue<Found> kept =
        new PriorityQueue<>(Comparator.comparingDouble(Found::amplification).reversed());
    int[] chosen = new int[size];
    Arrays.setAll(chosen, i -> i);
    do {
      double amplification = amplification(chosen);
      if (kept.size() < most || amplification < kept.peek().amplification * (1 - 1e-9)) {
        kept.add(new Found(chosen.clone(), amplification));
        if (kept.size() > most) {
          kept.poll();
        }
      }
      // 0, the first candidate, is always taken: its transforms cost nothing, as those of infinity.
    } while (next(chosen) && chosen[0] == 0);
    List<Found> found = new ArrayList<>(kept);
    found.sort(Comparator.comparingDouble(Found::amplification));
    double close = found.getFirst().amplification * CLOSE;
    found.sort(
        Comparator.<Found>comparingDouble(f -> f.amplification <= close ? 0 : f.amplification)
            .thenComparing(Found::chosen, Arrays::compare));
    return found;
  }

  /** The next subset in lexicographic order; false after the last. */
  private boolean next(int[] chosen) {
    int i = chosen.length - 1;
    while (i >= 0 && chosen[i] == candidates.length - chosen.length + i) {
      i--;
    }
    if (i < 0) {
      return false;
    }
    chosen[i]++;
    for (int j = i + 1; j < chosen.length; j++) {
      chosen[j] = chosen[j - 1] + 1;
    }
    return true;
  }

  /**
   * The amplification from the points alone: row k of Bt has the coefficients of the product of x -
   * a_l over l other than k, and the last row those of the whole product.
   */
  private double amplification(int[] chosen) {
    int n = chosen.length + 1;
    double sum = 0;
    for (int k = 0; k < n; k++) {
      double[] polynomial = new double[n];
      polynomial[0] = 1;
      double scale = 1;
      int degree = 0;
      for (int l = 0; l < n - 1; l++) {
        if (l == k) {
          continue;
        }
        double point = candidates[chosen[l]];
        for (int i = ++degree; i >= 0; i--) {
          polynomial[i] = (i == 0 ? 0 : polynomial[i - 1]) - point * polynomial[i];
        }
        scale *= k == n - 1 ? 1 : candidates[chosen[k]] - point;
      }
      double input = Arrays.stream(polynomial).map(x -> x * x).sum();
      double output = 1;
      double filter = 1;
      if (k < n - 1) {
        output = powers(candidates[chosen[k]], outputs);
        filter = powers(candidates[chosen[k]], taps) / (scale * scale);
      }
      sum += output * filter * input;
    }
    return Math.sqrt(sum / outputs / taps);
  }

  /** The sum of point^(2 i) for i below count. */
  private static double powers(double point, int count) {
    double sum = 0;
    double power = 1;
    for (int i = 0; i < count; i++) {
      sum += power;
      power *= point * point;
    }
    return sum;
  }
}
