package dev.ridgeline.measure.machine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

final class PlateauFinderTest {
  private static final int PER_OCTAVE = 3;

  /** A made machine: capacities in bytes of its caches, and bandwidths one longer. */
  private record Hierarchy(long[] capacities, double[] bandwidths, double rampOctaves) {
    /** Bandwidth falls linearly in the logarithms around each capacity. */
    double at(long size) {
      double log = Math.log(bandwidths[0]);
      for (int i = 0; i < capacities.length; i++) {
        double octaves = Math.log(size / (double) capacities[i]) / Math.log(2);
        double share = Math.clamp(octaves / rampOctaves + 0.5, 0, 1);
        log += share * Math.log(bandwidths[i + 1] / bandwidths[i]);
      }
      return Math.exp(log);
    }
  }

  private static long[] sizes(long largest) {
    return BandwidthSweep.sizes(largest, PER_OCTAVE).stream().mapToLong(s -> s).toArray();
  }

  private static double[] curve(Hierarchy machine, long[] sizes, double noise, Random random) {
    double[] curve = new double[sizes.length];
    for (int i = 0; i < curve.length; i++) {
      curve[i] = machine.at(sizes[i]) * Math.exp(noise * random.nextGaussian());
    }
    return curve;
  }

  private static double level(double[] curve, PlateauFinder.Plateau plateau) {
    double sum = 0;
    for (int i = plateau.from(); i < plateau.to(); i++) {
      sum += Math.log(curve[i]);
    }
    return Math.exp(sum / (plateau.to() - plateau.from()));
  }

  @Test
  void findsEveryLevelOfRandomMachinesThroughNoise() {
    Random random = new Random(17);
    int right = 0;
    int trials = 300;
    for (int trial = 0; trial < trials; trial++) {
      Hierarchy machine = randomMachine(random);
      long[] sizes = sizes(512L << 20);
      double[] curve = curve(machine, sizes, 0.03, random);
      List<PlateauFinder.Plateau> found = PlateauFinder.find(sizes, new double[][] {curve});
      right += matches(machine, curve, found) ? 1 : 0;
    }
    assertThat(right / (double) trials).isGreaterThan(0.92);
  }

  private static Hierarchy randomMachine(Random random) {
    long l1 = (16L << random.nextInt(3)) << 10;
    long l2 = (256L << random.nextInt(3)) << 10;
    long l3 = (8L << random.nextInt(3)) << 20;
    double top = 50 + 400 * random.nextDouble();
    double[] bandwidths = {top, 0, 0, 0};
    for (int i = 1; i < 4; i++) {
      bandwidths[i] = bandwidths[i - 1] * (0.3 + 0.35 * random.nextDouble());
    }
    return new Hierarchy(new long[] {l1, l2, l3}, bandwidths, 0.1 + 0.9 * random.nextDouble());
  }

  private static boolean matches(
      Hierarchy machine, double[] curve, List<PlateauFinder.Plateau> found) {
    if (found.size() != machine.bandwidths().length) {
      return false;
    }
    for (int i = 0; i < found.size(); i++) {
      if (Math.abs(Math.log(level(curve, found.get(i)) / machine.bandwidths()[i])) > 0.08) {
        return false;
      }
    }
    return true;
  }

  @Test
  void aWideRampIsNoLevel() {
    Hierarchy machine =
        new Hierarchy(new long[] {32 << 10, 8 << 20}, new double[] {200, 100, 15}, 3);
    long[] sizes = sizes(256L << 20);
    double[] curve = curve(machine, sizes, 0.01, new Random(1));
    List<PlateauFinder.Plateau> found = PlateauFinder.find(sizes, new double[][] {curve});
    assertThat(level(curve, found.getFirst())).isCloseTo(200, within(20.0));
    assertThat(level(curve, found.getLast())).isCloseTo(15, within(1.0));
    assertThat(found).hasSizeBetween(2, 3);
  }

  @Test
  void oneFlatCurveIsOneLevelHoweverNoisy() {
    long[] sizes = sizes(128L << 20);
    for (int seed = 0; seed < 50; seed++) {
      for (double noise : new double[] {0, 0.02, 0.08}) {
        double[] curve =
            curve(new Hierarchy(new long[0], new double[] {30}, 1), sizes, noise, new Random(seed));
        assertThat(PlateauFinder.find(sizes, new double[][] {curve})).hasSize(1);
      }
    }
  }

  @Test
  void outliersDoNotMakeLevels() {
    Hierarchy machine =
        new Hierarchy(new long[] {32 << 10, 1 << 20}, new double[] {200, 90, 20}, 0.2);
    long[] sizes = sizes(64L << 20);
    for (int seed = 0; seed < 50; seed++) {
      Random random = new Random(seed);
      double[] curve = curve(machine, sizes, 0.02, random);
      curve[random.nextInt(3)] *= 0.5;
      curve[15 + random.nextInt(4)] *= 0.5;
      curve[curve.length - 5] *= 0.6;
      List<PlateauFinder.Plateau> found = PlateauFinder.find(sizes, new double[][] {curve});
      assertThat(found).as("seed %d", seed).hasSize(3);
    }
  }

  @Test
  void severalKernelsShareTheirLevels() {
    long[] capacities = {32 << 10, 512 << 10, 16 << 20};
    long[] sizes = sizes(256L << 20);
    Random random = new Random(5);
    double[][] scales = {{190, 95, 65, 15}, {98, 85, 60, 12}, {140, 95, 64, 16}, {180, 95, 67, 20}};
    double[][] curves = new double[4][];
    for (int k = 0; k < 4; k++) {
      curves[k] = curve(new Hierarchy(capacities, scales[k], 0.4), sizes, 0.03, random);
    }
    List<PlateauFinder.Plateau> found = PlateauFinder.find(sizes, curves);
    assertThat(found).hasSize(4);
    for (int level = 0; level < 4; level++) {
      assertThat(level(curves[1], found.get(level)))
          .isCloseTo(scales[1][level], within(0.07 * scales[1][level]));
    }
  }

  @Test
  void plateausAreInOrderAndDoNotOverlap() {
    Random random = new Random(23);
    for (int trial = 0; trial < 200; trial++) {
      int n = 3 + random.nextInt(50);
      long[] sizes = new long[n];
      double[] curve = new double[n];
      for (int i = 0; i < n; i++) {
        sizes[i] = Math.round(4096 * Math.pow(2, i / 3.0));
        curve[i] = Math.exp(4 * random.nextDouble());
      }
      int end = 0;
      for (PlateauFinder.Plateau plateau : PlateauFinder.find(sizes, new double[][] {curve})) {
        assertThat(plateau.from()).isGreaterThanOrEqualTo(end);
        assertThat(plateau.to()).isGreaterThan(plateau.from()).isLessThanOrEqualTo(n);
        end = plateau.to();
      }
    }
  }

  @Test
  void tooFewPointsAreNoPlateau() {
    assertThat(PlateauFinder.find(new long[] {1, 2}, new double[][] {{3, 4}})).isEmpty();
    assertThat(PlateauFinder.find(new long[] {1, 2, 4}, new double[0][])).isEmpty();
    assertThatThrownBy(() -> PlateauFinder.find(new long[] {1, 2, 4}, new double[][] {{3}}))
        .hasMessage("curve 0 has 1 points, sizes has 3");
  }

  @Test
  void namesTheLastLevelMemoryOnlyWhereTheSweepReachedIt() {
    List<SweepPoint> points = new ArrayList<>();
    for (long size : sizes(1 << 20)) {
      double rate = size <= 32 << 10 ? 100 : 50;
      points.add(
          new SweepPoint(BandwidthKernel.READ, 2, size, rate, rate + 1, 0, 9, 0, size > 500_000));
    }
    assertThat(MemoryLevels.of(points, true))
        .extracting(Bandwidth::level)
        .containsExactly("L1", "DRAM");
    List<Bandwidth> unsure = MemoryLevels.of(points, false);
    assertThat(unsure).extracting(Bandwidth::level).containsExactly("L1", "L2");
    assertThat(unsure.get(1).gigabytesPerSecond()).isEqualTo(50);
    assertThat(unsure.get(1).bestGigabytesPerSecond()).isEqualTo(51);
    assertThat(unsure.get(1).contendedPoints()).isEqualTo(4);
    assertThat(unsure.get(1).threads()).isEqualTo(2);
    assertThat(unsure.get(0).fromBytes()).isEqualTo(4096);
    assertThat(MemoryLevels.of(List.of(), true)).isEmpty();
  }
}
