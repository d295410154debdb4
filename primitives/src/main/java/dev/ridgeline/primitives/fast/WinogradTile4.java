package dev.ridgeline.primitives.fast;

import jdk.incubator.vector.FloatVector;

/** F(4,3) with the points 0, 1, -1, 1/2, -2. */
final class WinogradTile4 extends WinogradTile {
  private static final FloatVector ONE_AND_HALF = FloatVector.broadcast(SPECIES, 1.5f);
  private static final FloatVector TWO_AND_HALF = FloatVector.broadcast(SPECIES, 2.5f);
  private static final FloatVector HALF = FloatVector.broadcast(SPECIES, 0.5f);
  private static final FloatVector MINUS_TWO_AND_HALF = FloatVector.broadcast(SPECIES, -2.5f);
  private static final FloatVector TWO = FloatVector.broadcast(SPECIES, 2f);
  private static final FloatVector MINUS_HALF = FloatVector.broadcast(SPECIES, -0.5f);
  private static final FloatVector MINUS_TWO = FloatVector.broadcast(SPECIES, -2f);
  private static final FloatVector FOUR = FloatVector.broadcast(SPECIES, 4f);
  private static final FloatVector QUARTER = FloatVector.broadcast(SPECIES, 0.25f);
  private static final FloatVector MINUS_EIGHT = FloatVector.broadcast(SPECIES, -8f);
  private static final FloatVector EIGHTH = FloatVector.broadcast(SPECIES, 0.125f);

  WinogradTile4() {
    super(4);
  }

  @Override
  void input(float[] x, int at, int rowStep, int columnStep, float[] half, float[][] v, int to) {
    for (int j = 0; j < 6; j++) {
      inputColumn(x, at + j * columnStep, rowStep, half, j * LANES);
    }
    for (int i = 0; i < 6; i++) {
      inputRow(half, i * 6 * LANES, v, i * 6, to);
    }
  }

  private static void inputColumn(float[] x, int at, int step, float[] half, int to) {
    FloatVector d0 = FloatVector.fromArray(SPECIES, x, at);
    FloatVector d1 = FloatVector.fromArray(SPECIES, x, at + step);
    FloatVector d2 = FloatVector.fromArray(SPECIES, x, at + 2 * step);
    FloatVector d3 = FloatVector.fromArray(SPECIES, x, at + 3 * step);
    FloatVector d4 = FloatVector.fromArray(SPECIES, x, at + 4 * step);
    FloatVector d5 = FloatVector.fromArray(SPECIES, x, at + 5 * step);
    FloatVector s = d3.sub(d1);
    FloatVector t = d4.sub(d2);
    s.fma(ONE_AND_HALF, d0).add(t.sub(d2)).intoArray(half, to);
    d2.fma(HALF, d4).add(d3.fma(TWO_AND_HALF, d1.neg())).intoArray(half, to + 6 * LANES);
    d2.fma(MINUS_TWO_AND_HALF, d4).add(d3.fma(HALF, d1)).intoArray(half, to + 12 * LANES);
    s.fma(TWO, t).intoArray(half, to + 18 * LANES);
    s.fma(MINUS_HALF, t).intoArray(half, to + 24 * LANES);
    t.fma(ONE_AND_HALF, d5).sub(s.add(d3)).intoArray(half, to + 30 * LANES);
  }

  private static void inputRow(float[] half, int at, float[][] v, int first, int to) {
    FloatVector d0 = FloatVector.fromArray(SPECIES, half, at);
    FloatVector d1 = FloatVector.fromArray(SPECIES, half, at + LANES);
    FloatVector d2 = FloatVector.fromArray(SPECIES, half, at + 2 * LANES);
    FloatVector d3 = FloatVector.fromArray(SPECIES, half, at + 3 * LANES);
    FloatVector d4 = FloatVector.fromArray(SPECIES, half, at + 4 * LANES);
    FloatVector d5 = FloatVector.fromArray(SPECIES, half, at + 5 * LANES);
    FloatVector s = d3.sub(d1);
    FloatVector t = d4.sub(d2);
    s.fma(ONE_AND_HALF, d0).add(t.sub(d2)).intoArray(v[first], to);
    d2.fma(HALF, d4).add(d3.fma(TWO_AND_HALF, d1.neg())).intoArray(v[first + 1], to);
    d2.fma(MINUS_TWO_AND_HALF, d4).add(d3.fma(HALF, d1)).intoArray(v[first + 2], to);
    s.fma(TWO, t).intoArray(v[first + 3], to);
    s.fma(MINUS_HALF, t).intoArray(v[first + 4], to);
    t.fma(ONE_AND_HALF, d5).sub(s.add(d3)).intoArray(v[first + 5], to);
  }

  @Override
  void output(float[][] products, int at, float[] half, float[] y) {
    for (int j = 0; j < 6; j++) {
      outputColumn(products, j, at, half, j * LANES);
    }
    for (int i = 0; i < 4; i++) {
      outputRow(half, i * 6 * LANES, y, i * 4 * LANES);
    }
  }

  private static void outputColumn(float[][] products, int first, int at, float[] half, int to) {
    FloatVector m0 = FloatVector.fromArray(SPECIES, products[first], at);
    FloatVector m1 = FloatVector.fromArray(SPECIES, products[first + 6], at);
    FloatVector m2 = FloatVector.fromArray(SPECIES, products[first + 12], at);
    FloatVector m3 = FloatVector.fromArray(SPECIES, products[first + 18], at);
    FloatVector m4 = FloatVector.fromArray(SPECIES, products[first + 24], at);
    FloatVector m5 = FloatVector.fromArray(SPECIES, products[first + 30], at);
    FloatVector p = m1.add(m2);
    FloatVector q = m1.sub(m2);
    m0.add(p).add(m3.add(m4)).intoArray(half, to);
    m3.fma(HALF, m4.fma(MINUS_TWO, q)).intoArray(half, to + 6 * LANES);
    m3.fma(QUARTER, m4.fma(FOUR, p)).intoArray(half, to + 12 * LANES);
    m3.fma(EIGHTH, m4.fma(MINUS_EIGHT, q.add(m5))).intoArray(half, to + 18 * LANES);
  }

  private static void outputRow(float[] half, int at, float[] y, int to) {
    FloatVector m0 = FloatVector.fromArray(SPECIES, half, at);
    FloatVector m1 = FloatVector.fromArray(SPECIES, half, at + LANES);
    FloatVector m2 = FloatVector.fromArray(SPECIES, half, at + 2 * LANES);
    FloatVector m3 = FloatVector.fromArray(SPECIES, half, at + 3 * LANES);
    FloatVector m4 = FloatVector.fromArray(SPECIES, half, at + 4 * LANES);
    FloatVector m5 = FloatVector.fromArray(SPECIES, half, at + 5 * LANES);
    FloatVector p = m1.add(m2);
    FloatVector q = m1.sub(m2);
    m0.add(p).add(m3.add(m4)).intoArray(y, to);
    m3.fma(HALF, m4.fma(MINUS_TWO, q)).intoArray(y, to + LANES);
    m3.fma(QUARTER, m4.fma(FOUR, p)).intoArray(y, to + 2 * LANES);
    m3.fma(EIGHTH, m4.fma(MINUS_EIGHT, q.add(m5))).intoArray(y, to + 3 * LANES);
  }
}
