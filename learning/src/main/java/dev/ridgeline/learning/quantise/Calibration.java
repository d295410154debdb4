package dev.ridgeline.learning.quantise;

import dev.ridgeline.core.UserError;
import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Collectors;

/**
 * How the range of an activation is chosen from values that it had on training clips.
 *
 * <p>MIN_MAX covers all; PERCENTILE leaves out {@value #OUTSIDE} at each end; MSE takes that of
 * {@value #STEPS} shares of the whole range, down to a fiftieth, whose grid has the least squared
 * error; ENTROPY that whose histogram of {@value #BINS} bins, rounded to the grid, has the least
 * Kullback-Leibler divergence from the whole one. Source of the last: Migacz 2017, 8-bit inference
 * with TensorRT.
 */
public enum Calibration {
  /** All values. */
  MIN_MAX,
  /** All but the outermost. */
  PERCENTILE,
  /** The least squared error. */
  MSE,
  /** The least divergence. */
  ENTROPY;

  private static final double OUTSIDE = 0.0005;
  private static final int STEPS = 50;
  private static final int BINS = 1024;

  /**
   * The calibration of that name.
   *
   * @throws UserError if there is none
   */
  public static Calibration named(String name) {
    for (Calibration one : values()) {
      if (one.label().equals(name)) {
        return one;
      }
    }
    throw new UserError(
        "no calibration '%s'; choose one of %s"
            .formatted(
                name,
                Arrays.stream(values()).map(Calibration::label).collect(Collectors.joining(", "))));
  }

  /** As commands name it. */
  public String label() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  /** The grid for values, of which there is at least one. */
  public Grid grid(float[] values, Levels levels) {
    float[] sorted = values.clone();
    Arrays.sort(sorted);
    double least = Math.min(0, sorted[0]);
    double most = Math.max(0, sorted[sorted.length - 1]);
    return switch (this) {
      case MIN_MAX -> Grid.covering(least, most, levels);
      case PERCENTILE -> {
        int left = (int) (OUTSIDE * sorted.length);
        yield Grid.covering(sorted[left], sorted[sorted.length - 1 - left], levels);
      }
      case MSE -> best(least, most, levels, grid -> squaredError(sorted, grid));
      case ENTROPY -> {
        double[] histogram = histogram(sorted, least, most);
        yield best(least, most, levels, grid -> divergence(histogram, least, most, grid));
      }
    };
  }

  @FunctionalInterface
  private interface Loss {
    double of(Grid grid);
  }

  private static Grid best(double least, double most, Levels levels, Loss loss) {
    Grid best = Grid.covering(least, most, levels);
    double smallest = loss.of(best);
    for (int step = 1; step < STEPS; step++) {
      double share = (double) step / STEPS;
      Grid grid = Grid.covering(share * least, share * most, levels);
      double one = loss.of(grid);
      if (one < smallest) {
        smallest = one;
        best = grid;
      }
    }
    return best;
  }

  private static double squaredError(float[] values, Grid grid) {
    double sum = 0;
    for (float x : values) {
      double error = (double) x - grid.round(x);
      sum += error * error;
    }
    return sum;
  }

  private static double[] histogram(float[] values, double least, double most) {
    double[] bins = new double[BINS];
    for (float x : values) {
      int bin = most > least ? (int) ((x - least) / (most - least) * BINS) : 0;
      bins[Math.clamp(bin, 0, BINS - 1)] += 1.0 / values.length;
    }
    return bins;
  }

  /** Each bin's share goes to all filled bins that round to the same integer, evenly. */
  private static double divergence(double[] p, double least, double most, Grid grid) {
    int[] integers = new int[BINS];
    double[] mass = new double[grid.levels().span() + 1];
    int[] filled = new int[mass.length];
    double width = (most - least) / BINS;
    double outside = 0;
    for (int bin = 0; bin < BINS; bin++) {
      float centre = (float) (least + (bin + 0.5) * width);
      integers[bin] = grid.integer(centre) - grid.levels().least();
      boolean clipped = centre < grid.least() - grid.scale() || centre > grid.most() + grid.scale();
      outside += clipped ? p[bin] : 0;
      mass[integers[bin]] += clipped ? 0 : p[bin];
      filled[integers[bin]] += p[bin] > 0 && !clipped ? 1 : 0;
    }
    double sum = 0;
    for (int bin = 0; bin < BINS; bin++) {
      if (p[bin] > 0) {
        double q = mass[integers[bin]] / Math.max(1, filled[integers[bin]]);
        sum += p[bin] * Math.log(p[bin] / Math.max(q / Math.max(1e-9, 1 - outside), 1e-9));
      }
    }
    return sum;
  }
}
