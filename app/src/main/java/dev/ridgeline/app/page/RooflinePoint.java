package dev.ridgeline.app.page;

/**
 * A model, a layer or a kernel on a roofline.
 *
 * @param label its name
 * @param group what its colour stands for, such as the batch size or the kind of layer
 * @param intensity operational intensity in FLOP per byte, above 0
 * @param gflops GFLOP/s, above 0
 * @param source measured or predicted; the two are never one series
 * @param suspect why the point is not to be trusted; empty where it is
 */
public record RooflinePoint(
    String label, String group, double intensity, double gflops, Source source, String suspect) {
  public RooflinePoint {
    if (!(intensity > 0) || !(gflops > 0) || Double.isInfinite(intensity * gflops)) {
      throw new IllegalArgumentException(
          "a point on a roofline needs a positive intensity and speed but '%s' has %s and %s"
              .formatted(label, intensity, gflops));
    }
  }

  /** Where a number comes from. */
  public enum Source {
    /** Timed on the machine. */
    MEASURED("Measured"),
    /** Computed from a cost model. */
    PREDICTED("Predicted");

    private final String word;

    Source(String word) {
      this.word = word;
    }

    String word() {
      return word;
    }
  }

  /** A measured point that passed every check. */
  public static RooflinePoint measured(
      String label, String group, double intensity, double gflops) {
    return new RooflinePoint(label, group, intensity, gflops, Source.MEASURED, "");
  }

  /** A predicted point. */
  public static RooflinePoint predicted(
      String label, String group, double intensity, double gflops) {
    return new RooflinePoint(label, group, intensity, gflops, Source.PREDICTED, "");
  }

  /** The same point, marked with the reason why it is not to be trusted. */
  public RooflinePoint suspect(String reason) {
    return new RooflinePoint(label, group, intensity, gflops, source, reason);
  }
}
