package dev.ridgeline.measure.machine;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

final class MemoryLevelsTest {
  private static List<SweepPoint> points(double... rates) {
    List<SweepPoint> points = new ArrayList<>();
    for (int i = 0; i < rates.length; i++) {
      long bytes = Math.round(8192 * Math.pow(2, i / 2.0));
      points.add(
          new SweepPoint(BandwidthKernel.READ, 2, bytes, rates[i], rates[i], 0.01, 8, 0, false));
    }
    return points;
  }

  private static List<String> names(List<Bandwidth> levels) {
    return levels.stream().map(Bandwidth::level).toList();
  }

  /**
   * As measured: memory bandwidth still falls where the sweep ends, so that its end is no plateau.
   */
  @Test
  void theEndOfASweepThatReachesMemoryIsMainMemoryEvenWhileItFalls() {
    List<SweepPoint> sweep =
        points(
            367, 362, 380, 380, 385, 383, 365, 195, 195, 199, 198, 185, 180, 183, 159, 155, 152,
            154, 152, 154, 148, 123, 104, 72, 52, 36, 31, 26, 22);
    List<Bandwidth> levels = MemoryLevels.of(sweep, true);
    assertThat(names(levels)).containsExactly("L1", "L2", "L3", "DRAM");
    assertThat(levels.getLast().gigabytesPerSecond()).isEqualTo(26);
    assertThat(levels.get(2).gigabytesPerSecond()).isBetween(140.0, 160.0);
  }

  @Test
  void aFlatEndIsOnePlateau() {
    List<SweepPoint> sweep = points(100, 101, 100, 99, 50, 50, 51, 50, 20, 20, 21, 20);
    assertThat(names(MemoryLevels.of(sweep, true))).containsExactly("L1", "L2", "DRAM");
    assertThat(names(MemoryLevels.of(sweep, false))).containsExactly("L1", "L2", "L3");
  }

  @Test
  void withoutReachingMemoryAFallingEndIsNoLevel() {
    List<SweepPoint> sweep = points(100, 101, 100, 99, 100, 101, 80, 60, 45, 34, 25, 19);
    assertThat(names(MemoryLevels.of(sweep, false))).containsExactly("L1");
  }
}
