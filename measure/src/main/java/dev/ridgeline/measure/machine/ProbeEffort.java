package dev.ridgeline.measure.machine;

import dev.ridgeline.measure.sampling.SamplingPlan;
import java.util.List;

/** How much time a measurement of the machine takes. */
public enum ProbeEffort {
  /** About 12 seconds: two sizes an octave, read and triad. */
  QUICK,
  /** About a minute: three sizes an octave, all kernels. */
  FULL;

  private static final long MILLI = 1_000_000;

  SamplingPlan peakPlan() {
    return switch (this) {
      case QUICK -> plan(12, 2 * MILLI, 0.005, 150 * MILLI, 400 * MILLI, 50 * MILLI);
      case FULL -> plan(50, 2 * MILLI, 0.002, 400 * MILLI, 1_500 * MILLI, 100 * MILLI);
    };
  }

  SamplingPlan bandwidthPlan() {
    return switch (this) {
      case QUICK -> plan(8, MILLI / 2, 0.01, 15 * MILLI, 50 * MILLI, 15 * MILLI);
      case FULL -> plan(12, MILLI, 0.005, 25 * MILLI, 150 * MILLI, 30 * MILLI);
    };
  }

  List<BandwidthKernel> kernels() {
    return switch (this) {
      case QUICK -> List.of(BandwidthKernel.READ, BandwidthKernel.TRIAD);
      case FULL -> List.of(BandwidthKernel.values());
    };
  }

  int sizesPerOctave() {
    return switch (this) {
      case QUICK -> 2;
      case FULL -> 3;
    };
  }

  private static SamplingPlan plan(
      int minSamples,
      long sampleNanos,
      double uncertainty,
      long warmUpNanos,
      long maxNanos,
      long windowNanos) {
    return new SamplingPlan(
        minSamples, 10_000, sampleNanos, uncertainty, warmUpNanos, maxNanos, windowNanos, 1, true);
  }
}
