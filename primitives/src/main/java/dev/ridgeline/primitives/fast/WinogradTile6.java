package dev.ridgeline.primitives.fast;

import jdk.incubator.vector.FloatVector;

/** F(6,3) with the points 0, 1, -1, 1/2, -2, -1/2, 2. */
final class WinogradTile6 extends WinogradTile {
  private static final FloatVector X5_25 = FloatVector.broadcast(SPECIES, 5.25f);
  private static final FloatVector MINUS_X4_25 = FloatVector.broadcast(SPECIES, -4.25f);
  private static final FloatVector MINUS_FIVE = FloatVector.broadcast(SPECIES, -5f);
  private static final FloatVector FOUR = FloatVector.broadcast(SPECIES, 4f);
  private static final FloatVector MINUS_TWO_AND_HALF = FloatVector.broadcast(SPECIES, -2.5f);
  private static final FloatVector TWO = FloatVector.broadcast(SPECIES, 2f);
  private static final FloatVector MINUS_X1_25 = FloatVector.broadcast(SPECIES, -1.25f);
  private static final FloatVector QUARTER = FloatVector.broadcast(SPECIES, 0.25f);
  private static final FloatVector HALF = FloatVector.broadcast(SPECIES, 0.5f);
  private static final FloatVector EIGHT = FloatVector.broadcast(SPECIES, 8f);
  private static final FloatVector EIGHTH = FloatVector.broadcast(SPECIES, 0.125f);
  private static final FloatVector SIXTEEN = FloatVector.broadcast(SPECIES, 16f);
  private static final FloatVector SIXTEENTH = FloatVector.broadcast(SPECIES, 0.0625f);
  private static final FloatVector X32 = FloatVector.broadcast(SPECIES, 32f);
  private static final FloatVector X1_32 = FloatVector.broadcast(SPECIES, 0.03125f);

  WinogradTile6() {
    super(6);
  }

  @Override
  void input(float[] x, int at, int rowStep, int columnStep, float[] half, float[][] v, int to) {
    for (int j = 0; j < 8; j++) {
      inputColumn(x, at + j * columnStep, rowStep, half, j * LANES);
    }
    for (int i = 0; i < 8; i++) {
      inputRow(half, i * 8 * LANES, v, i * 8, to);
    }
  }

  private static void inputColumn(float[] x, int at, int step, float[] half, int to) {
    FloatVector d0 = FloatVector.fromArray(SPECIES, x, at);
    FloatVector d1 = FloatVector.fromArray(SPECIES, x, at + step);
    FloatVector d2 = FloatVector.fromArray(SPECIES, x, at + 2 * step);
    FloatVector d3 = FloatVector.fromArray(SPECIES, x, at + 3 * step);
    FloatVector d4 = FloatVector.fromArray(SPECIES, x, at + 4 * step);
    FloatVector d5 = FloatVector.fromArray(SPECIES, x, at + 5 * step);
    FloatVector d6 = FloatVector.fromArray(SPECIES, x, at + 6 * step);
    FloatVector d7 = FloatVector.fromArray(SPECIES, x, at + 7 * step);
    d2.sub(d4).fma(X5_25, d6.sub(d0)).intoArray(half, to);
    d3.sub(d5).fma(X5_25, d7.sub(d1)).intoArray(half, to + 56 * LANES);
    FloatVector even = d4.fma(MINUS_X4_25, d2.add(d6));
    FloatVector odd = d3.fma(MINUS_X4_25, d1.add(d5));
    even.add(odd).intoArray(half, to + 8 * LANES);
    even.sub(odd).intoArray(half, to + 16 * LANES);
    even = d2.fma(FOUR, d4.fma(MINUS_FIVE, d6));
    odd = d1.fma(TWO, d3.fma(MINUS_TWO_AND_HALF, d5.mul(0.5f)));
    even.add(odd).intoArray(half, to + 24 * LANES);
    even.sub(odd).intoArray(half, to + 40 * LANES);
    even = d2.fma(QUARTER, d4.fma(MINUS_X1_25, d6));
    odd = d5.fma(TWO, d3.fma(MINUS_TWO_AND_HALF, d1.mul(0.5f)));
    even.add(odd).intoArray(half, to + 48 * LANES);
    even.sub(odd).intoArray(half, to + 32 * LANES);
  }

  private static void inputRow(float[] half, int at, float[][] v, int first, int to) {
    FloatVector d0 = FloatVector.fromArray(SPECIES, half, at);
    FloatVector d1 = FloatVector.fromArray(SPECIES, half, at + LANES);
    FloatVector d2 = FloatVector.fromArray(SPECIES, half, at + 2 * LANES);
    FloatVector d3 = FloatVector.fromArray(SPECIES, half, at + 3 * LANES);
    FloatVector d4 = FloatVector.fromArray(SPECIES, half, at + 4 * LANES);
    FloatVector d5 = FloatVector.fromArray(SPECIES, half, at + 5 * LANES);
    FloatVector d6 = FloatVector.fromArray(SPECIES, half, at + 6 * LANES);
    FloatVector d7 = FloatVector.fromArray(SPECIES, half, at + 7 * LANES);
    d2.sub(d4).fma(X5_25, d6.sub(d0)).intoArray(v[first], to);
    d3.sub(d5).fma(X5_25, d7.sub(d1)).intoArray(v[first + 7], to);
    FloatVector even = d4.fma(MINUS_X4_25, d2.add(d6));
    FloatVector odd = d3.fma(MINUS_X4_25, d1.add(d5));
    even.add(odd).intoArray(v[first + 1], to);
    even.sub(odd).intoArray(v[first + 2], to);
    even = d2.fma(FOUR, d4.fma(MINUS_FIVE, d6));
    odd = d1.fma(TWO, d3.fma(MINUS_TWO_AND_HALF, d5.mul(0.5f)));
    even.add(odd).intoArray(v[first + 3], to);
    even.sub(odd).intoArray(v[first + 5], to);
    even = d2.fma(QUARTER, d4.fma(MINUS_X1_25, d6));
    odd = d5.fma(TWO, d3.fma(MINUS_TWO_AND_HALF, d1.mul(0.5f)));
    even.add(odd).intoArray(v[first + 6], to);
    even.sub(odd).intoArray(v[first + 4], to);
  }

  @Override
  void output(float[][] products, int at, float[] half, float[] y) {
    for (int j = 0; j < 8; j++) {
      outputColumn(products, j, at, half, j * LANES);
    }
    for (int i = 0; i < 6; i++) {
      outputRow(half, i * 8 * LANES, y, i * 6 * LANES);
    }
  }

  private static void outputColumn(float[][] products, int first, int at, float[] half, int to) {
    FloatVector m0 = FloatVector.fromArray(SPECIES, products[first], at);
    FloatVector m1 = FloatVector.fromArray(SPECIES, products[first + 8], at);
    FloatVector m2 = FloatVector.fromArray(SPECIES, products[first + 16], at);
    FloatVector m3 = FloatVector.fromArray(SPECIES, products[first + 24], at);
    FloatVector m4 = FloatVector.fromArray(SPECIES, products[first + 32], at);
    FloatVector m5 = FloatVector.fromArray(SPECIES, products[first + 40], at);
    FloatVector m6 = FloatVector.fromArray(SPECIES, products[first + 48], at);
    FloatVector m7 = FloatVector.fromArray(SPECIES, products[first + 56], at);
    FloatVector p = m1.add(m2);
    FloatVector q = m1.sub(m2);
    FloatVector pHalf = m3.add(m5);
    FloatVector qHalf = m3.sub(m5);
    FloatVector pTwo = m4.add(m6);
    FloatVector qTwo = m6.sub(m4);
    m0.add(p).add(pHalf.add(pTwo)).intoArray(half, to);
    qHalf.fma(HALF, qTwo.fma(TWO, q)).intoArray(half, to + 8 * LANES);
    pHalf.fma(QUARTER, pTwo.fma(FOUR, p)).intoArray(half, to + 16 * LANES);
    qHalf.fma(EIGHTH, qTwo.fma(EIGHT, q)).intoArray(half, to + 24 * LANES);
    pHalf.fma(SIXTEENTH, pTwo.fma(SIXTEEN, p)).intoArray(half, to + 32 * LANES);
    qHalf.fma(X1_32, qTwo.fma(X32, q.add(m7))).intoArray(half, to + 40 * LANES);
  }

  private static void outputRow(float[] half, int at, float[] y, int to) {
    FloatVector m0 = FloatVector.fromArray(SPECIES, half, at);
    FloatVector m1 = FloatVector.fromArray(SPECIES, half, at + LANES);
    FloatVector m2 = FloatVector.fromArray(SPECIES, half, at + 2 * LANES);
    FloatVector m3 = FloatVector.fromArray(SPECIES, half, at + 3 * LANES);
    FloatVector m4 = FloatVector.fromArray(SPECIES, half, at + 4 * LANES);
    FloatVector m5 = FloatVector.fromArray(SPECIES, half, at + 5 * LANES);
    FloatVector m6 = FloatVector.fromArray(SPECIES, half, at + 6 * LANES);
    FloatVector m7 = FloatVector.fromArray(SPECIES, half, at + 7 * LANES);
    FloatVector p = m1.add(m2);
    FloatVector q = m1.sub(m2);
    FloatVector pHalf = m3.add(m5);
    FloatVector qHalf = m3.sub(m5);
    FloatVector pTwo = m4.add(m6);
    FloatVector qTwo = m6.sub(m4);
    m0.add(p).add(pHalf.add(pTwo)).intoArray(y, to);
    qHalf.fma(HALF, qTwo.fma(TWO, q)).intoArray(y, to + LANES);
    pHalf.fma(QUARTER, pTwo.fma(FOUR, p)).intoArray(y, to + 2 * LANES);
    qHalf.fma(EIGHTH, qTwo.fma(EIGHT, q)).intoArray(y, to + 3 * LANES);
    pHalf.fma(SIXTEENTH, pTwo.fma(SIXTEEN, p)).intoArray(y, to + 4 * LANES);
    qHalf.fma(X1_32, qTwo.fma(X32, q.add(m7))).intoArray(y, to + 5 * LANES);
  }
}
