package dev.ridgeline.primitives.logarithm;

import dev.ridgeline.primitives.number.LogFormat;
import java.util.Arrays;

/**
 * A simulation of a logarithmic number system's dot product: numbers are +-2^(e/g); a product adds
 * exponents, e = q g + r; the sum adds +-2^q into bin r and, at the end, sums the bins times
 * 2^(r/g). Only g multiplications remain for a sum of any length. It simulates the arithmetic of
 * published hardware (US patents 11,886,980, 12,033,060, 12,141,225) to tell its error; it is no
 * implementation of it and no fast algorithm.
 *
 * <p>Shapes: A is m x k, B is k x n, row-major. Error: that of {@link LogFormat} and of the table;
 * bins are added in f64. Relative L2 for N(0,1) about sqrt(2) ln 2 / (g sqrt 12).
 */
public final class LnsSum {
  private final LogFormat format;
  private final double[] powers;

  /** With base 2^(1/g) and the values of 2^(r/g) from a table. */
  public LnsSum(int stepsPerOctave, PowerTable table) {
    this.format = new LogFormat(stepsPerOctave);
    this.powers = new double[stepsPerOctave];
    for (int r = 0; r < stepsPerOctave; r++) {
      powers[r] = table.power((double) r / stepsPerOctave);
    }
  }

  /** C = A B, both rounded to the format first. */
  public double[] multiply(int m, int n, int k, double[] a, double[] b) {
    long[] exponentsA = exponents(a);
    long[] exponentsB = exponents(b);
    double[] c = new double[m * n];
    double[] bins = new double[powers.length];
    for (int i = 0; i < m; i++) {
      for (int j = 0; j < n; j++) {
        Arrays.fill(bins, 0);
        for (int l = 0; l < k; l++) {
          double x = a[i * k + l];
          double y = b[l * n + j];
          if (x != 0 && y != 0) {
            add(bins, exponentsA[i * k + l] + exponentsB[l * n + j], (x < 0) == (y < 0));
          }
        }
        c[i * n + j] = sum(bins);
      }
    }
    return c;
  }

  private void add(double[] bins, long exponent, boolean positive) {
    int r = Math.floorMod(exponent, powers.length);
    double part = Math.scalb(1.0, Math.toIntExact(Math.floorDiv(exponent, powers.length)));
    bins[r] += positive ? part : -part;
  }

  private double sum(double[] bins) {
    double sum = 0;
    for (int r = 0; r < bins.length; r++) {
      sum += bins[r] * powers[r];
    }
    return sum;
  }

  /** e of every number; what stands for zero is never read. */
  private long[] exponents(double[] values) {
    long[] exponents = new long[values.length];
    for (int i = 0; i < values.length; i++) {
      exponents[i] = values[i] == 0 ? 0 : format.exponent(values[i]);
    }
    return exponents;
  }
}
