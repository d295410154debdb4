package dev.ridgeline.primitives.fast;

import jdk.incubator.vector.FloatVector;

/**
 * Takes the spectrum of {@code a + i b}, a and b real tiles, apart into theirs, and puts it
 * together again. Real tiles have A[-k, -l] = conj A[k, l], so that half of the columns tells all.
 */
final class Spectra {
  private static final FloatVector HALF = FloatVector.broadcast(TileFft.SPECIES, 0.5f);

  private final int count;
  private final int[] own;
  private final int[] opposite;
  private final int[] mirrored;
  private final int mirroredCount;

  Spectra(TileFft fft) {
    int size = fft.size();
    int kept = size / 2 + 1;
    this.count = size * kept;
    this.own = new int[count];
    this.opposite = new int[count];
    this.mirrored = new int[count];
    int mirrors = 0;
    for (int k = 0; k < size; k++) {
      for (int l = 0; l < kept; l++) {
        int f = k * kept + l;
        own[f] = (fft.place(k) * size + fft.place(l)) * TileFft.LANES;
        opposite[f] =
            (fft.place((size - k) % size) * size + fft.place((size - l) % size)) * TileFft.LANES;
        if (l > 0 && l < size / 2) {
          mirrored[mirrors++] = f;
        }
      }
    }
    this.mirroredCount = mirrors;
  }

  /**
   * Spectra of a and b at each frequency.
   *
   * @param to for each frequency an array; real parts of a from {@code real}, imaginary ones from
   *     {@code imaginary}; b stands {@code next} behind a
   */
  void split(float[] re, float[] im, float[][] to, int real, int imaginary, int next) {
    for (int f = 0; f < count; f++) {
      FloatVector zr = FloatVector.fromArray(TileFft.SPECIES, re, own[f]);
      FloatVector zi = FloatVector.fromArray(TileFft.SPECIES, im, own[f]);
      FloatVector or = FloatVector.fromArray(TileFft.SPECIES, re, opposite[f]);
      FloatVector oi = FloatVector.fromArray(TileFft.SPECIES, im, opposite[f]);
      float[] out = to[f];
      zr.add(or).mul(HALF).intoArray(out, real);
      zi.sub(oi).mul(HALF).intoArray(out, imaginary);
      zi.add(oi).mul(HALF).intoArray(out, real + next);
      or.sub(zr).mul(HALF).intoArray(out, imaginary + next);
    }
  }

  /** The opposite of {@link #split}: A + i B at all frequencies. */
  void join(float[][] from, int real, int imaginary, int next, float[] re, float[] im) {
    for (int f = 0; f < count; f++) {
      float[] in = from[f];
      FloatVector ar = FloatVector.fromArray(TileFft.SPECIES, in, real);
      FloatVector ai = FloatVector.fromArray(TileFft.SPECIES, in, imaginary);
      FloatVector br = FloatVector.fromArray(TileFft.SPECIES, in, real + next);
      FloatVector bi = FloatVector.fromArray(TileFft.SPECIES, in, imaginary + next);
      ar.sub(bi).intoArray(re, own[f]);
      ai.add(br).intoArray(im, own[f]);
    }
    for (int m = 0; m < mirroredCount; m++) {
      int f = mirrored[m];
      float[] in = from[f];
      FloatVector ar = FloatVector.fromArray(TileFft.SPECIES, in, real);
      FloatVector ai = FloatVector.fromArray(TileFft.SPECIES, in, imaginary);
      FloatVector br = FloatVector.fromArray(TileFft.SPECIES, in, real + next);
      FloatVector bi = FloatVector.fromArray(TileFft.SPECIES, in, imaginary + next);
      ar.add(bi).intoArray(re, opposite[f]);
      br.sub(ai).intoArray(im, opposite[f]);
    }
  }
}
