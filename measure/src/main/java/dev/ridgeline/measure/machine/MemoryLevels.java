package dev.ridgeline.measure.machine;

import dev.ridgeline.measure.sampling.Percentiles;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Turns the points of a sweep into the bandwidth of every level that is found in them. The levels
 * are looked for in the best samples, which other work on the machine disturbs least.
 */
final class MemoryLevels {
  private MemoryLevels() {}

  /**
   * The levels of one sweep, level by level and kernel by kernel.
   *
   * @param points points of one number of threads, every kernel over the same sizes
   * @param reachesMemory whether the sweep went so far beyond the last cache that its last plateau
   *     is main memory
   */
  static List<Bandwidth> of(List<SweepPoint> points, boolean reachesMemory) {
    List<BandwidthKernel> kernels = points.stream().map(SweepPoint::kernel).distinct().toList();
    List<List<SweepPoint>> curves = new ArrayList<>();
    for (BandwidthKernel kernel : kernels) {
      curves.add(points.stream().filter(p -> p.kernel() == kernel).toList());
    }
    if (curves.isEmpty()) {
      return List.of();
    }
    long[] sizes = curves.getFirst().stream().mapToLong(SweepPoint::workingSetBytes).toArray();
    double[][] rates = new double[kernels.size()][];
    for (int k = 0; k < rates.length; k++) {
      rates[k] = curves.get(k).stream().mapToDouble(SweepPoint::bestGigabytesPerSecond).toArray();
    }
    List<PlateauFinder.Plateau> plateaus = new ArrayList<>(PlateauFinder.find(sizes, rates));
    if (reachesMemory) {
      addFallingEnd(plateaus, sizes.length);
    }
    List<Bandwidth> levels = new ArrayList<>();
    for (int level = 0; level < plateaus.size(); level++) {
      String name = name(level, plateaus.size(), reachesMemory);
      PlateauFinder.Plateau plateau = plateaus.get(level);
      for (List<SweepPoint> curve : curves) {
        levels.add(level(name, curve.subList(plateau.from(), plateau.to())));
      }
    }
    return levels;
  }

  /**
   * Where bandwidth still falls at the end of the sweep no plateau holds its largest sizes; they
   * are main memory all the same, and the last of them come nearest to its bandwidth.
   */
  private static void addFallingEnd(List<PlateauFinder.Plateau> plateaus, int sizes) {
    int from = Math.max(0, sizes - PlateauFinder.LEAST_POINTS);
    int end = plateaus.isEmpty() ? 0 : plateaus.getLast().to();
    if (end <= from) {
      plateaus.add(new PlateauFinder.Plateau(from, sizes));
    }
  }

  private static String name(int level, int levels, boolean reachesMemory) {
    return reachesMemory && level == levels - 1 ? "DRAM" : "L" + (level + 1);
  }

  private static Bandwidth level(String name, List<SweepPoint> points) {
    Percentiles rates =
        Percentiles.of(points.stream().map(SweepPoint::gigabytesPerSecond).toList());
    SweepPoint first = points.getFirst();
    return new Bandwidth(
        name,
        first.kernel(),
        first.threads(),
        rates.median(),
        Percentiles.of(points.stream().map(SweepPoint::bestGigabytesPerSecond).toList()).median(),
        rates.spread(),
        first.workingSetBytes(),
        points.getLast().workingSetBytes(),
        points.size(),
        (int) IntStream.range(0, points.size()).filter(i -> points.get(i).contended()).count());
  }
}
