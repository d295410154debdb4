package dev.ridgeline.app.page;

import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Where the roofs of one machine run on log-log axes. The slowest bandwidth (main memory) and the
 * highest compute ceiling form the main roof, against which points are held; the other levels and
 * ceilings are drawn beside it.
 */
final class RoofGeometry {
  /** Lines closer than this part of the axis have their labels on opposite sides. */
  private static final double CLOSE = 0.055;

  private final List<Roof.Compute> ceilings;
  private final List<Roof.Bandwidth> bandwidths;
  private final LogAxis x;
  private final LogAxis y;

  RoofGeometry(List<Roof> roofs, List<RooflinePoint> points) {
    ceilings =
        only(roofs, Roof.Compute.class)
            .sorted(Comparator.comparingDouble(r -> -r.gflops()))
            .toList();
    bandwidths =
        only(roofs, Roof.Bandwidth.class)
            .sorted(Comparator.comparingDouble(Roof.Bandwidth::gigabytesPerSecond))
            .toList();
    if (ceilings.isEmpty() || bandwidths.isEmpty()) {
      throw new IllegalArgumentException(
          "a roofline needs at least one compute ceiling and one bandwidth");
    }
    Stream<Double> ridges = bandwidths.stream().map(this::ridge);
    List<Double> intensities =
        Stream.concat(ridges, points.stream().map(RooflinePoint::intensity)).toList();
    x = LogAxis.around(intensities, 2.5, 6);
    double lowestPoint = points.stream().mapToDouble(RooflinePoint::gflops).min().orElse(peak());
    double highestPoint = points.stream().mapToDouble(RooflinePoint::gflops).max().orElse(peak());
    double lowestCeiling = ceilings.getLast().gflops();
    double corner = Math.max(attainable(x.low()), peak() / 1e4);
    double low = Math.min(lowestPoint / 2, Math.min(corner, lowestCeiling / 4));
    y = new LogAxis(low, Math.max(peak() * 1.9, highestPoint * 1.3));
  }

  private static <R extends Roof> Stream<R> only(List<Roof> roofs, Class<R> kind) {
    return roofs.stream().filter(kind::isInstance).map(kind::cast);
  }

  LogAxis x() {
    return x;
  }

  LogAxis y() {
    return y;
  }

  double peak() {
    return ceilings.getFirst().gflops();
  }

  Roof.Bandwidth memory() {
    return bandwidths.getFirst();
  }

  /** The intensity at which a bandwidth meets the highest ceiling. */
  double ridge(Roof.Bandwidth bandwidth) {
    return peak() / bandwidth.gigabytesPerSecond();
  }

  /** What the main roof allows at an intensity, in GFLOP/s. */
  double attainable(double intensity) {
    return Math.min(peak(), intensity * memory().gigabytesPerSecond());
  }

  /** Two points for each roof's line. */
  ArrayNode lines() {
    ArrayNode lines = Spec.array();
    for (Roof.Bandwidth bandwidth : bandwidths) {
      double start = diagonalStart(bandwidth);
      boolean main = bandwidth.equals(memory());
      end(lines, bandwidth.name(), main, start, start * bandwidth.gigabytesPerSecond());
      end(lines, bandwidth.name(), main, ridge(bandwidth), peak());
    }
    double fastest = bandwidths.getLast().gigabytesPerSecond();
    for (Roof.Compute ceiling : ceilings) {
      boolean main = ceiling.equals(ceilings.getFirst());
      end(lines, ceiling.name(), main, ceiling.gflops() / fastest, ceiling.gflops());
      end(lines, ceiling.name(), main, x.high(), ceiling.gflops());
    }
    return lines;
  }

  private double diagonalStart(Roof.Bandwidth bandwidth) {
    return Math.max(x.low(), y.low() / bandwidth.gigabytesPerSecond());
  }

  private static void end(ArrayNode lines, String roof, boolean main, double at, double gflops) {
    lines
        .addObject()
        .put("roof", roof)
        .put("main", main)
        .put("intensity", at)
        .put("gflops", gflops);
  }

  /** A label for each roof: diagonals at their lower end, ceilings at the right. */
  ArrayNode labels() {
    ArrayNode labels = Spec.array();
    boolean below = false;
    for (int i = bandwidths.size() - 1; i >= 0; i--) {
      Roof.Bandwidth bandwidth = bandwidths.get(i);
      double gap =
          i == bandwidths.size() - 1
              ? 1
              : Math.log10(
                      bandwidths.get(i + 1).gigabytesPerSecond() / bandwidth.gigabytesPerSecond())
                  / y.decades();
      below = gap < CLOSE && !below;
      double at = diagonalStart(bandwidth) * Math.pow(x.high() / x.low(), 0.015);
      String text =
          bandwidth.name()
              + ": "
              + Numbers.significant(bandwidth.gigabytesPerSecond(), 3)
              + " GB/s";
      label(labels, text, true, below, at, at * bandwidth.gigabytesPerSecond());
    }
    below = false;
    for (int i = 0; i < ceilings.size(); i++) {
      Roof.Compute ceiling = ceilings.get(i);
      double gap =
          i == 0 ? 1 : Math.log10(ceilings.get(i - 1).gflops() / ceiling.gflops()) / y.decades();
      below = gap < CLOSE && !below;
      // The leading spaces keep point labels off.
      String text =
          "\u00a0\u00a0"
              + ceiling.name()
              + ": "
              + Numbers.significant(ceiling.gflops(), 3)
              + " GFLOP/s";
      label(labels, text, false, below, x.at(0.995), ceiling.gflops());
    }
    return labels;
  }

  private static void label(
      ArrayNode labels, String text, boolean diagonal, boolean below, double at, double gflops) {
    labels
        .addObject()
        .put("text", text)
        .put("diagonal", diagonal)
        .put("below", below)
        .put("intensity", at)
        .put("gflops", gflops);
  }

  /** The main roof as an outline, once for each side of the ridge. */
  ArrayNode regions() {
    ArrayNode regions = Spec.array();
    double start = diagonalStart(memory());
    double ridge = ridge(memory());
    region(regions, Palette.MEMORY_BOUND, start, attainable(start));
    region(regions, Palette.MEMORY_BOUND, ridge, peak());
    region(regions, Palette.COMPUTE_BOUND, ridge, peak());
    region(regions, Palette.COMPUTE_BOUND, x.high(), peak());
    return regions;
  }

  private void region(ArrayNode regions, String fill, double at, double gflops) {
    regions
        .addObject()
        .put("fill", fill)
        .put("intensity", at)
        .put("gflops", gflops)
        .put("floor", y.low());
  }

  /** The names of the two grounds, at the foot of the ridge. */
  ArrayNode grounds() {
    double ridge = ridge(memory());
    ArrayNode grounds = Spec.array();
    grounds.addObject().put("text", "memory-bound").put("left", true);
    grounds.addObject().put("text", "compute-bound").put("left", false);
    grounds.forEach(g -> ((ObjectNode) g).put("intensity", ridge).put("gflops", y.low()));
    return grounds;
  }

  /** Where each bandwidth meets the highest ceiling. */
  ArrayNode ridges() {
    ArrayNode ridges = Spec.array();
    for (Roof.Bandwidth bandwidth : bandwidths) {
      ridges
          .addObject()
          .put("roof", bandwidth.name())
          .put("main", bandwidth.equals(memory()))
          .put("intensity", ridge(bandwidth))
          .put("gflops", peak())
          .put("floor", y.low());
    }
    return ridges;
  }

  /** The table of roofs that stands behind the chart. */
  Table table() {
    Table.Builder table =
        Table.of(
            "Roofs",
            Column.text("roof", "Roof"),
            Column.number("gflops", "Compute", "GFLOP/s", 4),
            Column.number("gigabytesPerSecond", "Bandwidth", "GB/s", 4),
            Column.number("ridge", "Ridge", "FLOP/B", 3));
    Cell.Missing none = new Cell.Missing();
    ceilings.forEach(c -> table.row(c.name(), c.gflops(), none, none));
    bandwidths.forEach(b -> table.row(b.name(), none, b.gigabytesPerSecond(), ridge(b)));
    return table.build();
  }
}
