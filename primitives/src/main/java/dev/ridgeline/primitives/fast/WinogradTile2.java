package dev.ridgeline.primitives.fast;

import jdk.incubator.vector.FloatVector;

/** F(2,3) with the points 0, 1, -1. */
final class WinogradTile2 extends WinogradTile {

  WinogradTile2() {
    super(2);
  }

  @Override
  void input(float[] x, int at, int rowStep, int columnStep, float[] half, float[][] v, int to) {
    for (int j = 0; j < 4; j++) {
      inputColumn(x, at + j * columnStep, rowStep, half, j * LANES);
    }
    for (int i = 0; i < 4; i++) {
      inputRow(half, i * 4 * LANES, v, i * 4, to);
    }
  }

  private static void inputColumn(float[] x, int at, int step, float[] half, int to) {
    FloatVector d0 = FloatVector.fromArray(SPECIES, x, at);
    FloatVector d1 = FloatVector.fromArray(SPECIES, x, at + step);
    FloatVector d2 = FloatVector.fromArray(SPECIES, x, at + 2 * step);
    FloatVector d3 = FloatVector.fromArray(SPECIES, x, at + 3 * step);
    d2.sub(d0).intoArray(half, to);
    d1.add(d2).intoArray(half, to + 4 * LANES);
    d2.sub(d1).intoArray(half, to + 8 * LANES);
    d3.sub(d1).intoArray(half, to + 12 * LANES);
  }

  private static void inputRow(float[] half, int at, float[][] v, int first, int to) {
    FloatVector d0 = FloatVector.fromArray(SPECIES, half, at);
    FloatVector d1 = FloatVector.fromArray(SPECIES, half, at + LANES);
    FloatVector d2 = FloatVector.fromArray(SPECIES, half, at + 2 * LANES);
    FloatVector d3 = FloatVector.fromArray(SPECIES, half, at + 3 * LANES);
    d2.sub(d0).intoArray(v[first], to);
    d1.add(d2).intoArray(v[first + 1], to);
    d2.sub(d1).intoArray(v[first + 2], to);
    d3.sub(d1).intoArray(v[first + 3], to);
  }

  @Override
  void output(float[][] products, int at, float[] half, float[] y) {
    for (int j = 0; j < 4; j++) {
      outputColumn(products, j, at, half, j * LANES);
    }
    for (int i = 0; i < 2; i++) {
      outputRow(half, i * 4 * LANES, y, i * 2 * LANES);
    }
  }

  private static void outputColumn(float[][] products, int first, int at, float[] half, int to) {
    FloatVector m0 = FloatVector.fromArray(SPECIES, products[first], at);
    FloatVector m1 = FloatVector.fromArray(SPECIES, products[first + 4], at);
    FloatVector m2 = FloatVector.fromArray(SPECIES, products[first + 8], at);
    FloatVector m3 = FloatVector.fromArray(SPECIES, products[first + 12], at);
    m0.add(m1).add(m2).intoArray(half, to);
    m1.sub(m2).add(m3).intoArray(half, to + 4 * LANES);
  }

  private static void outputRow(float[] half, int at, float[] y, int to) {
    FloatVector m0 = FloatVector.fromArray(SPECIES, half, at);
    FloatVector m1 = FloatVector.fromArray(SPECIES, half, at + LANES);
    FloatVector m2 = FloatVector.fromArray(SPECIES, half, at + 2 * LANES);
    FloatVector m3 = FloatVector.fromArray(SPECIES, half, at + 3 * LANES);
    m0.add(m1).add(m2).intoArray(y, to);
    m1.sub(m2).add(m3).intoArray(y, to + LANES);
  }
}
