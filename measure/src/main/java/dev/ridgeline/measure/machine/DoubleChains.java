package dev.ridgeline.measure.machine;

import jdk.incubator.vector.DoubleVector;
import jdk.incubator.vector.VectorSpecies;

/**
 * Loops of independent chains of double FMAs and additions, a ladder: the scalar twin, then vectors
 * with as many chains as fit 16 registers, and as fit 32.
 *
 * <p><b>Formula.</b> One iteration does {@code a = y * y + a} for each FMA chain and {@code a = a +
 * y} for each addition chain, lane by lane. The accumulator is the addend, as in the instruction
 * that the JIT emits, so that no register has to be copied; a loop that multiplies the accumulator
 * reached 85 % of this one. The chains are independent: with a latency of 4 cycles and two FMAs a
 * cycle, 8 of them are needed before the units, and not the latency, are the limit.
 *
 * <p><b>Shapes.</b> {@code start} and {@code end} hold one vector a chain, FMA chains first.
 *
 * <p><b>Error.</b> None: FMA and addition round once, so every lane equals the scalar twin bit for
 * bit.
 */
final class DoubleChains {
  static final VectorSpecies<Double> SPECIES = DoubleVector.SPECIES_PREFERRED;
  static final int LANES = SPECIES.length();

  /** No power of two, so that the bits of the operands change as those of real data do. */
  static final double Y = 0.0312347;

  private DoubleChains() {}

  /** The scalar twin. */
  static void scalar(int fmaChains, int addChains, int iterations, double[] start, double[] end) {
    for (int lane = 0; lane < (fmaChains + addChains) * LANES; lane++) {
      boolean fma = lane < fmaChains * LANES;
      double a = start[lane];
      for (int i = 0; i < iterations; i++) {
        a = fma ? Math.fma(Y, Y, a) : a + Y;
      }
      end[lane] = a;
    }
  }

  /** 12 chains of FMA, 12 accumulators and one constant in registers. */
  static void fma12(int iterations, double[] start, double[] end) {
    DoubleVector y = DoubleVector.broadcast(SPECIES, Y);
    DoubleVector a0 = at(start, 0);
    DoubleVector a1 = at(start, 1);
    DoubleVector a2 = at(start, 2);
    DoubleVector a3 = at(start, 3);
    DoubleVector a4 = at(start, 4);
    DoubleVector a5 = at(start, 5);
    DoubleVector a6 = at(start, 6);
    DoubleVector a7 = at(start, 7);
    DoubleVector a8 = at(start, 8);
    DoubleVector a9 = at(start, 9);
    DoubleVector a10 = at(start, 10);
    DoubleVector a11 = at(start, 11);
    for (int i = 0; i < iterations; i++) {
      a0 = y.fma(y, a0);
      a1 = y.fma(y, a1);
      a2 = y.fma(y, a2);
      a3 = y.fma(y, a3);
      a4 = y.fma(y, a4);
      a5 = y.fma(y, a5);
      a6 = y.fma(y, a6);
      a7 = y.fma(y, a7);
      a8 = y.fma(y, a8);
      a9 = y.fma(y, a9);
      a10 = y.fma(y, a10);
      a11 = y.fma(y, a11);
    }
    a0.intoArray(end, 0 * LANES);
    a1.intoArray(end, 1 * LANES);
    a2.intoArray(end, 2 * LANES);
    a3.intoArray(end, 3 * LANES);
    a4.intoArray(end, 4 * LANES);
    a5.intoArray(end, 5 * LANES);
    a6.intoArray(end, 6 * LANES);
    a7.intoArray(end, 7 * LANES);
    a8.intoArray(end, 8 * LANES);
    a9.intoArray(end, 9 * LANES);
    a10.intoArray(end, 10 * LANES);
    a11.intoArray(end, 11 * LANES);
  }

  /** 24 chains of FMA, 24 accumulators and one constant in registers. */
  static void fma24(int iterations, double[] start, double[] end) {
    DoubleVector y = DoubleVector.broadcast(SPECIES, Y);
    DoubleVector a0 = at(start, 0);
    DoubleVector a1 = at(start, 1);
    DoubleVector a2 = at(start, 2);
    DoubleVector a3 = at(start, 3);
    DoubleVector a4 = at(start, 4);
    DoubleVector a5 = at(start, 5);
    DoubleVector a6 = at(start, 6);
    DoubleVector a7 = at(start, 7);
    DoubleVector a8 = at(start, 8);
    DoubleVector a9 = at(start, 9);
    DoubleVector a10 = at(start, 10);
    DoubleVector a11 = at(start, 11);
    DoubleVector a12 = at(start, 12);
    DoubleVector a13 = at(start, 13);
    DoubleVector a14 = at(start, 14);
    DoubleVector a15 = at(start, 15);
    DoubleVector a16 = at(start, 16);
    DoubleVector a17 = at(start, 17);
    DoubleVector a18 = at(start, 18);
    DoubleVector a19 = at(start, 19);
    DoubleVector a20 = at(start, 20);
    DoubleVector a21 = at(start, 21);
    DoubleVector a22 = at(start, 22);
    DoubleVector a23 = at(start, 23);
    for (int i = 0; i < iterations; i++) {
      a0 = y.fma(y, a0);
      a1 = y.fma(y, a1);
      a2 = y.fma(y, a2);
      a3 = y.fma(y, a3);
      a4 = y.fma(y, a4);
      a5 = y.fma(y, a5);
      a6 = y.fma(y, a6);
      a7 = y.fma(y, a7);
      a8 = y.fma(y, a8);
      a9 = y.fma(y, a9);
      a10 = y.fma(y, a10);
      a11 = y.fma(y, a11);
      a12 = y.fma(y, a12);
      a13 = y.fma(y, a13);
      a14 = y.fma(y, a14);
      a15 = y.fma(y, a15);
      a16 = y.fma(y, a16);
      a17 = y.fma(y, a17);
      a18 = y.fma(y, a18);
      a19 = y.fma(y, a19);
      a20 = y.fma(y, a20);
      a21 = y.fma(y, a21);
      a22 = y.fma(y, a22);
      a23 = y.fma(y, a23);
    }
    a0.intoArray(end, 0 * LANES);
    a1.intoArray(end, 1 * LANES);
    a2.intoArray(end, 2 * LANES);
    a3.intoArray(end, 3 * LANES);
    a4.intoArray(end, 4 * LANES);
    a5.intoArray(end, 5 * LANES);
    a6.intoArray(end, 6 * LANES);
    a7.intoArray(end, 7 * LANES);
    a8.intoArray(end, 8 * LANES);
    a9.intoArray(end, 9 * LANES);
    a10.intoArray(end, 10 * LANES);
    a11.intoArray(end, 11 * LANES);
    a12.intoArray(end, 12 * LANES);
    a13.intoArray(end, 13 * LANES);
    a14.intoArray(end, 14 * LANES);
    a15.intoArray(end, 15 * LANES);
    a16.intoArray(end, 16 * LANES);
    a17.intoArray(end, 17 * LANES);
    a18.intoArray(end, 18 * LANES);
    a19.intoArray(end, 19 * LANES);
    a20.intoArray(end, 20 * LANES);
    a21.intoArray(end, 21 * LANES);
    a22.intoArray(end, 22 * LANES);
    a23.intoArray(end, 23 * LANES);
  }

  /** 8 chains of FMA and 7 of additions, 15 accumulators and one constant in registers. */
  static void fma8add7(int iterations, double[] start, double[] end) {
    DoubleVector y = DoubleVector.broadcast(SPECIES, Y);
    DoubleVector a0 = at(start, 0);
    DoubleVector a1 = at(start, 1);
    DoubleVector a2 = at(start, 2);
    DoubleVector a3 = at(start, 3);
    DoubleVector a4 = at(start, 4);
    DoubleVector a5 = at(start, 5);
    DoubleVector a6 = at(start, 6);
    DoubleVector a7 = at(start, 7);
    DoubleVector a8 = at(start, 8);
    DoubleVector a9 = at(start, 9);
    DoubleVector a10 = at(start, 10);
    DoubleVector a11 = at(start, 11);
    DoubleVector a12 = at(start, 12);
    DoubleVector a13 = at(start, 13);
    DoubleVector a14 = at(start, 14);
    for (int i = 0; i < iterations; i++) {
      a0 = y.fma(y, a0);
      a8 = a8.add(y);
      a1 = y.fma(y, a1);
      a9 = a9.add(y);
      a2 = y.fma(y, a2);
      a10 = a10.add(y);
      a3 = y.fma(y, a3);
      a11 = a11.add(y);
      a4 = y.fma(y, a4);
      a12 = a12.add(y);
      a5 = y.fma(y, a5);
      a13 = a13.add(y);
      a6 = y.fma(y, a6);
      a14 = a14.add(y);
      a7 = y.fma(y, a7);
    }
    a0.intoArray(end, 0 * LANES);
    a1.intoArray(end, 1 * LANES);
    a2.intoArray(end, 2 * LANES);
    a3.intoArray(end, 3 * LANES);
    a4.intoArray(end, 4 * LANES);
    a5.intoArray(end, 5 * LANES);
    a6.intoArray(end, 6 * LANES);
    a7.intoArray(end, 7 * LANES);
    a8.intoArray(end, 8 * LANES);
    a9.intoArray(end, 9 * LANES);
    a10.intoArray(end, 10 * LANES);
    a11.intoArray(end, 11 * LANES);
    a12.intoArray(end, 12 * LANES);
    a13.intoArray(end, 13 * LANES);
    a14.intoArray(end, 14 * LANES);
  }

  /** 16 chains of FMA and 14 of additions, 30 accumulators and one constant in registers. */
  static void fma16add14(int iterations, double[] start, double[] end) {
    DoubleVector y = DoubleVector.broadcast(SPECIES, Y);
    DoubleVector a0 = at(start, 0);
    DoubleVector a1 = at(start, 1);
    DoubleVector a2 = at(start, 2);
    DoubleVector a3 = at(start, 3);
    DoubleVector a4 = at(start, 4);
    DoubleVector a5 = at(start, 5);
    DoubleVector a6 = at(start, 6);
    DoubleVector a7 = at(start, 7);
    DoubleVector a8 = at(start, 8);
    DoubleVector a9 = at(start, 9);
    DoubleVector a10 = at(start, 10);
    DoubleVector a11 = at(start, 11);
    DoubleVector a12 = at(start, 12);
    DoubleVector a13 = at(start, 13);
    DoubleVector a14 = at(start, 14);
    DoubleVector a15 = at(start, 15);
    DoubleVector a16 = at(start, 16);
    DoubleVector a17 = at(start, 17);
    DoubleVector a18 = at(start, 18);
    DoubleVector a19 = at(start, 19);
    DoubleVector a20 = at(start, 20);
    DoubleVector a21 = at(start, 21);
    DoubleVector a22 = at(start, 22);
    DoubleVector a23 = at(start, 23);
    DoubleVector a24 = at(start, 24);
    DoubleVector a25 = at(start, 25);
    DoubleVector a26 = at(start, 26);
    DoubleVector a27 = at(start, 27);
    DoubleVector a28 = at(start, 28);
    DoubleVector a29 = at(start, 29);
    for (int i = 0; i < iterations; i++) {
      a0 = y.fma(y, a0);
      a16 = a16.add(y);
      a1 = y.fma(y, a1);
      a17 = a17.add(y);
      a2 = y.fma(y, a2);
      a18 = a18.add(y);
      a3 = y.fma(y, a3);
      a19 = a19.add(y);
      a4 = y.fma(y, a4);
      a20 = a20.add(y);
      a5 = y.fma(y, a5);
      a21 = a21.add(y);
      a6 = y.fma(y, a6);
      a22 = a22.add(y);
      a7 = y.fma(y, a7);
      a8 = y.fma(y, a8);
      a23 = a23.add(y);
      a9 = y.fma(y, a9);
      a24 = a24.add(y);
      a10 = y.fma(y, a10);
      a25 = a25.add(y);
      a11 = y.fma(y, a11);
      a26 = a26.add(y);
      a12 = y.fma(y, a12);
      a27 = a27.add(y);
      a13 = y.fma(y, a13);
      a28 = a28.add(y);
      a14 = y.fma(y, a14);
      a29 = a29.add(y);
      a15 = y.fma(y, a15);
    }
    a0.intoArray(end, 0 * LANES);
    a1.intoArray(end, 1 * LANES);
    a2.intoArray(end, 2 * LANES);
    a3.intoArray(end, 3 * LANES);
    a4.intoArray(end, 4 * LANES);
    a5.intoArray(end, 5 * LANES);
    a6.intoArray(end, 6 * LANES);
    a7.intoArray(end, 7 * LANES);
    a8.intoArray(end, 8 * LANES);
    a9.intoArray(end, 9 * LANES);
    a10.intoArray(end, 10 * LANES);
    a11.intoArray(end, 11 * LANES);
    a12.intoArray(end, 12 * LANES);
    a13.intoArray(end, 13 * LANES);
    a14.intoArray(end, 14 * LANES);
    a15.intoArray(end, 15 * LANES);
    a16.intoArray(end, 16 * LANES);
    a17.intoArray(end, 17 * LANES);
    a18.intoArray(end, 18 * LANES);
    a19.intoArray(end, 19 * LANES);
    a20.intoArray(end, 20 * LANES);
    a21.intoArray(end, 21 * LANES);
    a22.intoArray(end, 22 * LANES);
    a23.intoArray(end, 23 * LANES);
    a24.intoArray(end, 24 * LANES);
    a25.intoArray(end, 25 * LANES);
    a26.intoArray(end, 26 * LANES);
    a27.intoArray(end, 27 * LANES);
    a28.intoArray(end, 28 * LANES);
    a29.intoArray(end, 29 * LANES);
  }

  private static DoubleVector at(double[] start, int chain) {
    return DoubleVector.fromArray(SPECIES, start, chain * LANES);
  }
}
