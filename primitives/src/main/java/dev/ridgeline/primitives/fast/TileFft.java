package dev.ridgeline.primitives.fast;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;

/**
 * Complex Fourier transforms of n x n tiles, a vector of channels at a time, in place. Forward
 * leaves frequencies in bit-reversed order in both directions, inverse takes them so: products of
 * spectra do not mind, and no pass is spent on the order. Not scaled.
 */
final class TileFft {
  static final VectorSpecies<Float> SPECIES = FloatVector.SPECIES_PREFERRED;
  static final int LANES = SPECIES.length();

  private final int size;
  private final float[] cosines;
  private final float[] sines;

  /** Tiles of {@code size}, a power of two. */
  TileFft(int size) {
    if (Integer.bitCount(size) != 1 || size < 2) {
      throw new IllegalArgumentException("tiles have a power of two but got " + size);
    }
    this.size = size;
    this.cosines = new float[size / 2];
    this.sines = new float[size / 2];
    for (int i = 0; i < size / 2; i++) {
      cosines[i] = (float) StrictMath.cos(2 * Math.PI * i / size);
      sines[i] = (float) -StrictMath.sin(2 * Math.PI * i / size);
    }
  }

  int size() {
    return size;
  }

  /** Where frequency k stands after {@link #forward}. */
  int place(int k) {
    int bits = Integer.numberOfTrailingZeros(size);
    return Integer.reverse(k) >>> (32 - bits);
  }

  /** Of n n vectors each, row after row. */
  void forward(float[] re, float[] im) {
    for (int i = 0; i < size; i++) {
      down(re, im, i * size * LANES, LANES);
    }
    for (int j = 0; j < size; j++) {
      down(re, im, j * LANES, size * LANES);
    }
  }

  /** n n times the tile that {@link #forward} took. */
  void inverse(float[] re, float[] im) {
    for (int j = 0; j < size; j++) {
      up(re, im, j * LANES, size * LANES);
    }
    for (int i = 0; i < size; i++) {
      up(re, im, i * size * LANES, LANES);
    }
  }

  /** One line by decimation in frequency. */
  private void down(float[] re, float[] im, int at, int step) {
    for (int half = size / 2; half >= 1; half /= 2) {
      for (int start = 0; start < size; start += 2 * half) {
        for (int i = 0; i < half; i++) {
          int turn = i * (size / (2 * half));
          int upper = at + (start + i) * step;
          downPair(re, im, upper, upper + half * step, cosines[turn], sines[turn]);
        }
      }
    }
  }

  private static void downPair(
      float[] re, float[] im, int upper, int lower, float cosine, float sine) {
    FloatVector ar = FloatVector.fromArray(SPECIES, re, upper);
    FloatVector ai = FloatVector.fromArray(SPECIES, im, upper);
    FloatVector br = FloatVector.fromArray(SPECIES, re, lower);
    FloatVector bi = FloatVector.fromArray(SPECIES, im, lower);
    ar.add(br).intoArray(re, upper);
    ai.add(bi).intoArray(im, upper);
    FloatVector dr = ar.sub(br);
    FloatVector di = ai.sub(bi);
    FloatVector c = FloatVector.broadcast(SPECIES, cosine);
    FloatVector s = FloatVector.broadcast(SPECIES, sine);
    dr.fma(c, di.mul(s).neg()).intoArray(re, lower);
    dr.fma(s, di.mul(c)).intoArray(im, lower);
  }

  /** One line by decimation in time, with the conjugate turns. */
  private void up(float[] re, float[] im, int at, int step) {
    for (int half = 1; half < size; half *= 2) {
      for (int start = 0; start < size; start += 2 * half) {
        for (int i = 0; i < half; i++) {
          int turn = i * (size / (2 * half));
          int upper = at + (start + i) * step;
          upPair(re, im, upper, upper + half * step, cosines[turn], -sines[turn]);
        }
      }
    }
  }

  private static void upPair(
      float[] re, float[] im, int upper, int lower, float cosine, float sine) {
    FloatVector ar = FloatVector.fromArray(SPECIES, re, upper);
    FloatVector ai = FloatVector.fromArray(SPECIES, im, upper);
    FloatVector br = FloatVector.fromArray(SPECIES, re, lower);
    FloatVector bi = FloatVector.fromArray(SPECIES, im, lower);
    FloatVector c = FloatVector.broadcast(SPECIES, cosine);
    FloatVector s = FloatVector.broadcast(SPECIES, sine);
    FloatVector tr = br.fma(c, bi.mul(s).neg());
    FloatVector ti = br.fma(s, bi.mul(c));
    ar.add(tr).intoArray(re, upper);
    ai.add(ti).intoArray(im, upper);
    ar.sub(tr).intoArray(re, lower);
    ai.sub(ti).intoArray(im, lower);
  }
}
