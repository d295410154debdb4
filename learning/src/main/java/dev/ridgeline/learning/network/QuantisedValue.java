package dev.ridgeline.learning.network;

import dev.ridgeline.learning.quantise.Calibration;
import dev.ridgeline.learning.quantise.Grid;
import dev.ridgeline.learning.quantise.Levels;
import java.util.Arrays;
import java.util.List;

/**
 * An activation rounded to its grid. Before it is calibrated it passes values on and remembers some
 * of them. Backward: the gradient passes where x is within the grid's ends, and is 0 outside; a
 * learned step has {@code dy / ds = (q - z) - x / s} inside and {@code q - z} at the ends. What is
 * trained is ln s.
 *
 * <p>With moving ranges each training batch moves the ends a tenth of the way to its own least and
 * largest value, until they are frozen.
 */
final class QuantisedValue implements Layer {
  private static final int MOST_SAMPLES = 1 << 17;
  private static final double MOVES = 0.1;

  private final String name;
  private final Blob x;
  private final Blob y;
  private final Levels levels;
  private final Ranges ranges;
  private final Parameter logStep;
  private final double[] partial;
  private int zeroPoint;
  private double least;
  private double most;
  private boolean frozen;
  private boolean calibrated;
  private float[] samples = new float[0];

  /** How a grid changes in training. */
  enum Ranges {
    /** Not at all. */
    FIXED,
    /** Its step is trained. */
    LEARNED,
    /** It follows the batches. */
    MOVING
  }

  QuantisedValue(String name, Blob x, Blob y, Levels levels, Ranges ranges, int batch) {
    this.name = name;
    this.x = x;
    this.y = y;
    this.levels = levels;
    this.ranges = ranges;
    logStep = Parameter.of(name + "/log-step", new float[1], new int[1], false);
    partial = new double[Chunks.count(batch)];
  }

  String name() {
    return name;
  }

  /** Ends the calibration. */
  void calibrate(Calibration calibration) {
    use(calibration.grid(samples.length == 0 ? new float[1] : samples, levels));
    samples = new float[0];
    calibrated = true;
  }

  void freeze() {
    frozen = true;
  }

  private void use(Grid grid) {
    logStep.value()[0] = (float) Math.log(grid.scale());
    zeroPoint = grid.zeroPoint();
    least = grid.least();
    most = grid.most();
  }

  Grid grid() {
    return new Grid((float) Math.exp(logStep.value()[0]), zeroPoint, levels);
  }

  @Override
  public List<Parameter> parameters() {
    return ranges == Ranges.LEARNED ? List.of(logStep) : List.of();
  }

  @Override
  public void forward(int images, boolean training) {
    int count = images * x.size();
    if (!calibrated) {
      System.arraycopy(x.data, 0, y.data, 0, count);
      remember(count);
      return;
    }
    if (training && ranges == Ranges.MOVING && !frozen) {
      follow(count);
    }
    Grid grid = grid();
    Chunks.each(
        images,
        (_, from, to) -> {
          for (int i = from * x.size(); i < to * x.size(); i++) {
            y.data[i] = grid.round(x.data[i]);
          }
        });
  }

  /** Every value up to a number of them, and always the least and the largest. */
  private void remember(int count) {
    int step = Math.max(1, count / (MOST_SAMPLES / 8));
    int kept = Math.ceilDiv(count, step);
    int room = Math.min(kept, MOST_SAMPLES - samples.length);
    int from = samples.length;
    samples = Arrays.copyOf(samples, from + Math.max(0, room) + 2);
    float low = Float.POSITIVE_INFINITY;
    float high = Float.NEGATIVE_INFINITY;
    for (int i = 0; i < count; i++) {
      low = Math.min(low, x.data[i]);
      high = Math.max(high, x.data[i]);
    }
    for (int i = 0; i < room; i++) {
      samples[from + i] = x.data[i * step];
    }
    samples[samples.length - 2] = low;
    samples[samples.length - 1] = high;
  }

  private void follow(int count) {
    double low = 0;
    double high = 0;
    for (int i = 0; i < count; i++) {
      low = Math.min(low, x.data[i]);
      high = Math.max(high, x.data[i]);
    }
    double newLeast = least + MOVES * (low - least);
    double newMost = most + MOVES * (high - most);
    use(Grid.covering(newLeast, newMost, levels));
    least = newLeast;
    most = newMost;
  }

  @Override
  public void backward(int images) {
    Grid grid = grid();
    int low = levels.least() - zeroPoint;
    int high = levels.most() - zeroPoint;
    Chunks.each(
        images,
        (chunk, from, to) -> {
          double sum = 0;
          for (int i = from * x.size(); i < to * x.size(); i++) {
            float g = y.gradient[i];
            float v = x.data[i] / grid.scale();
            boolean inside = v >= low && v <= high;
            x.gradient[i] += inside ? g : 0;
            sum += g * (inside ? (float) Math.rint(v) - v : v < low ? low : high);
          }
          partial[chunk] = sum;
        });
    double all = 0;
    for (int chunk = 0; chunk < Chunks.count(images); chunk++) {
      all += partial[chunk];
    }
    logStep.gradient()[0] = (float) (all * grid.scale());
  }
}
