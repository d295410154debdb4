package dev.ridgeline.app.primitives;

import dev.ridgeline.app.cli.Console;
import dev.ridgeline.app.cli.Figures;
import dev.ridgeline.app.cli.TextTable;
import dev.ridgeline.primitives.choice.ConvLimits;
import dev.ridgeline.primitives.conv.ConvAxis;
import dev.ridgeline.primitives.conv.ConvProblem;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;

/**
 * How good choices are: for shapes drawn by chance the choice is made, then all candidates are
 * measured again, and the chosen one's least time is compared with that of the best.
 *
 * @param within the fraction over the least that counts as good
 * @param good how many choices were
 * @param rows one a shape
 */
record ConvChoiceStudy(double within, int good, List<Row> rows) {
  static final double WITHIN = 0.10;

  private static final int[] CHANNELS = {3, 8, 16, 24, 32, 48, 64, 96, 128, 160, 192, 256};
  private static final int[] KERNELS = {1, 3, 3, 3, 3, 5, 7, 9};
  private static final long LEAST_MACS = 1_000_000;
  private static final long MOST_MACS = 150_000_000;

  ConvChoiceStudy {
    rows = List.copyOf(rows);
  }

  /**
   * @param chosen at first
   * @param best when measured again
   * @param overBest the chosen one's time over the best one's, less 1, when measured again
   */
  record Row(String problem, String chosen, String best, double overBest) {}

  static ConvChoiceStudy run(int shapes, long seed, ConvChooser chooser) {
    SplittableRandom random = new SplittableRandom(seed);
    List<Row> rows = new ArrayList<>();
    while (rows.size() < shapes) {
      ConvProblem problem = problem(random);
      if (problem.macs() < LEAST_MACS || problem.macs() > MOST_MACS) {
        continue;
      }
      String chosen = chooser.choose(problem, seed, ConvLimits.NONE, true).chosen();
      ConvChoiceResult again = chooser.choose(problem, seed, ConvLimits.NONE, true);
      Double least = millis(again, again.chosen());
      Double own = millis(again, chosen);
      if (least != null && own != null) {
        rows.add(
            new Row(
                problem.toString(),
                String.valueOf(chosen),
                String.valueOf(again.chosen()),
                own / least - 1));
      }
    }
    int good = (int) rows.stream().filter(r -> r.overBest() <= WITHIN).count();
    return new ConvChoiceStudy(WITHIN, good, rows);
  }

  private static ConvProblem problem(SplittableRandom random) {
    int kernel = KERNELS[random.nextInt(KERNELS.length)];
    int stride = random.nextInt(5) == 0 ? 2 : 1;
    int size = kernel + random.nextInt(60);
    ConvAxis axis = new ConvAxis(size, kernel, stride, 1, kernel / 2, kernel / 2);
    return new ConvProblem(
        1 + random.nextInt(4),
        CHANNELS[random.nextInt(CHANNELS.length)],
        CHANNELS[random.nextInt(CHANNELS.length)],
        axis,
        axis);
  }

  private static @Nullable Double millis(ConvChoiceResult result, @Nullable String algorithm) {
    return result.candidates().stream()
        .filter(row -> row.algorithm().equals(algorithm))
        .map(ConvChoiceResult.Row::bestMillis)
        .filter(millis -> millis != null)
        .findFirst()
        .orElse(null);
  }

  void print(Console console) {
    TextTable table = new TextTable("problem", "chosen", "best again", "over the best");
    for (Row row : rows) {
      table.row(
          row.problem(),
          row.chosen(),
          row.best(),
          String.format(Locale.ROOT, "%.3f", row.overBest()));
    }
    table.print(console);
    console.line(
        "%d of %d choices within %s of the best"
            .formatted(good, rows.size(), Figures.percent(within)));
  }
}
