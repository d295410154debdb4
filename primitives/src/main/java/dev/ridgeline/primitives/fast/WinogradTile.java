package dev.ridgeline.primitives.fast;

import dev.ridgeline.primitives.winograd.WinogradTransform;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;

/**
 * The transforms of one tile for a vector of channels at once, written out with the entries of
 * {@link WinogradTransform#of(int, int)}: most are 0 or 1, and many sums are shared.
 */
abstract sealed class WinogradTile permits WinogradTile2, WinogradTile4, WinogradTile6 {
  static final VectorSpecies<Float> SPECIES = FloatVector.SPECIES_PREFERRED;
  static final int LANES = SPECIES.length();

  private final int outputs;

  WinogradTile(int outputs) {
    this.outputs = outputs;
  }

  /** For tiles of 2x2, 4x4 or 6x6 outputs and a kernel of 3x3. */
  static WinogradTile of(int outputs) {
    return switch (outputs) {
      case 2 -> new WinogradTile2();
      case 4 -> new WinogradTile4();
      case 6 -> new WinogradTile6();
      default -> throw new IllegalArgumentException("no fast tile of " + outputs + " outputs");
    };
  }

  /** m. */
  int outputs() {
    return outputs;
  }

  /** n = m + 2. */
  int inputs() {
    return outputs + 2;
  }

  /**
   * Bt d B of the n x n values at {@code x[at + i * rowStep + j * columnStep]}.
   *
   * @param half scratch of n n vectors
   * @param v n n arrays, of which {@code to} is written
   */
  abstract void input(
      float[] x, int at, int rowStep, int columnStep, float[] half, float[][] v, int to);

  /**
   * At M A of the n x n values at {@code at} of each array.
   *
   * @param half scratch of n n vectors
   * @param y m m vectors
   */
  abstract void output(float[][] products, int at, float[] half, float[] y);

  static FloatVector load(float[] from, int at) {
    return FloatVector.fromArray(SPECIES, from, at);
  }

  static void store(FloatVector v, float[] to, int at) {
    v.intoArray(to, at);
  }
}
