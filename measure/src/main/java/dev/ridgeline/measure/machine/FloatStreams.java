package dev.ridgeline.measure.machine;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorSpecies;

/**
 * Passes over slices of one f32 array: scalar twins, then vectors.
 *
 * <p><b>Shapes.</b> A slice is {@code count} elements from an offset; {@code count} is a multiple
 * of {@link #STEP}, and the slices of one call do not overlap. {@code passes} repeats the pass
 * inside the method, because a pass over 4 KiB takes less time than a call. Accumulators live
 * within one pass: kept over the passes, the JIT boxes them.
 */
final class FloatStreams {
  static final VectorSpecies<Float> SPECIES = FloatVector.SPECIES_PREFERRED;
  static final int LANES = SPECIES.length();

  /** Elements that one iteration handles at most. */
  static final int STEP = 8 * LANES;

  private FloatStreams() {}

  /** Sum of the slice, left lane by lane in {@code sums}. */
  static void read(float[] x, int a, int count, int passes, float[] sums) {
    for (int pass = 0; pass < passes; pass++) {
      FloatVector s0 = FloatVector.zero(SPECIES);
      FloatVector s1 = s0;
      FloatVector s2 = s0;
      FloatVector s3 = s0;
      FloatVector s4 = s0;
      FloatVector s5 = s0;
      FloatVector s6 = s0;
      FloatVector s7 = s0;
      for (int i = a; i < a + count; i += 8 * LANES) {
        s0 = s0.add(FloatVector.fromArray(SPECIES, x, i));
        s1 = s1.add(FloatVector.fromArray(SPECIES, x, i + LANES));
        s2 = s2.add(FloatVector.fromArray(SPECIES, x, i + 2 * LANES));
        s3 = s3.add(FloatVector.fromArray(SPECIES, x, i + 3 * LANES));
        s4 = s4.add(FloatVector.fromArray(SPECIES, x, i + 4 * LANES));
        s5 = s5.add(FloatVector.fromArray(SPECIES, x, i + 5 * LANES));
        s6 = s6.add(FloatVector.fromArray(SPECIES, x, i + 6 * LANES));
        s7 = s7.add(FloatVector.fromArray(SPECIES, x, i + 7 * LANES));
      }
      FloatVector low = s0.add(s1).add(s2.add(s3));
      low.add(s4.add(s5).add(s6.add(s7))).intoArray(sums, 0);
    }
  }

  /** Writes the value over the slice. */
  static void write(float[] x, int a, int count, int passes, float value) {
    FloatVector v = FloatVector.broadcast(SPECIES, value);
    for (int pass = 0; pass < passes; pass++) {
      for (int i = a; i < a + count; i += 4 * LANES) {
        v.intoArray(x, i);
        v.intoArray(x, i + LANES);
        v.intoArray(x, i + 2 * LANES);
        v.intoArray(x, i + 3 * LANES);
      }
    }
  }

  /** Copies slice b to slice a. */
  static void copy(float[] x, int a, int b, int count, int passes) {
    for (int pass = 0; pass < passes; pass++) {
      for (int i = 0; i < count; i += 4 * LANES) {
        int from = b + i;
        int to = a + i;
        FloatVector.fromArray(SPECIES, x, from).intoArray(x, to);
        FloatVector.fromArray(SPECIES, x, from + LANES).intoArray(x, to + LANES);
        FloatVector.fromArray(SPECIES, x, from + 2 * LANES).intoArray(x, to + 2 * LANES);
        FloatVector.fromArray(SPECIES, x, from + 3 * LANES).intoArray(x, to + 3 * LANES);
      }
    }
  }

  /** {@code a = b + scale * c}, rounded once. */
  static void triad(float[] x, int a, int b, int c, int count, int passes, float scale) {
    FloatVector s = FloatVector.broadcast(SPECIES, scale);
    for (int pass = 0; pass < passes; pass++) {
      for (int i = 0; i < count; i += 2 * LANES) {
        FloatVector first = FloatVector.fromArray(SPECIES, x, c + i);
        first.fma(s, FloatVector.fromArray(SPECIES, x, b + i)).intoArray(x, a + i);
        FloatVector second = FloatVector.fromArray(SPECIES, x, c + i + LANES);
        second.fma(s, FloatVector.fromArray(SPECIES, x, b + i + LANES)).intoArray(x, a + i + LANES);
      }
    }
  }

  /** Sum of the lanes that {@link #read} left. */
  static double total(float[] sums) {
    return FloatVector.fromArray(SPECIES, sums, 0).reduceLanesToLong(VectorOperators.ADD);
  }
}
