package dev.ridgeline.primitives.study;

import dev.ridgeline.primitives.conv.ErrorNorms;
import dev.ridgeline.primitives.logarithm.LnsSum;
import dev.ridgeline.primitives.logarithm.LogProduct;
import dev.ridgeline.primitives.logarithm.PowerTable;
import dev.ridgeline.primitives.multiply.SimdGemm;
import dev.ridgeline.primitives.multiply.Strassen;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.function.DoubleSupplier;

/** Error of matrix multiplication by other means, on the published cases. */
public final class ProductStudy {
  private static final int STRASSEN_SIZE = 512;
  private static final int LOG_SIZE = 64;

  /** Products in a sum; the error of positive numbers falls with its root, that of N(0,1) not. */
  private static final int LOG_TERMS = 72;

  private static final int LOG_SEEDS = 5;

  /**
   * Strassen on N(0,1) in f32.
   *
   * @param levels of recursion
   * @param size of the square matrices
   * @param relativeL2 against f64
   */
  public record StrassenError(int levels, int size, double relativeL2) {}

  /**
   * Logarithmic numbers; a simulation.
   *
   * @param stepsPerOctave g of the base 2^(1/g), 0 for exact logarithms
   * @param table how 2^(r/g) is had
   * @param values {@code uniform} in [0, 1) or {@code normal}
   * @param terms products in a sum
   * @param relativeL2 against f64
   */
  public record LogError(
      int stepsPerOctave, String table, String values, int terms, double relativeL2) {}

  /**
   * The largest relative error of a table of 2^f.
   *
   * @param table its name
   * @param largest approximation over value, less 1
   * @param at the f where it is
   */
  public record TableError(String table, double largest, double at) {}

  private ProductStudy() {}

  /** Levels 0 to 5. */
  public static List<StrassenError> strassen() {
    Random random = new Random(ErrorStudy.SEED);
    int n = STRASSEN_SIZE;
    double[] a = fill(n * n, () -> (float) random.nextGaussian());
    double[] b = fill(n * n, () -> (float) random.nextGaussian());
    double[] reference = product(n, n, n, a, b);
    List<StrassenError> errors = new ArrayList<>();
    for (int levels = 0; levels <= 5; levels++) {
      float[] c = new float[n * n];
      new Strassen(levels, new SimdGemm())
          .multiply(n, n, n, floats(a), 0, n, floats(b), 0, n, c, 0, n, false);
      double[] result = new double[c.length];
      for (int i = 0; i < c.length; i++) {
        result[i] = c[i];
      }
      errors.add(new StrassenError(levels, n, ErrorNorms.of(result, reference).relativeL2()));
    }
    return errors;
  }

  /** Exact logarithms, then bases from coarse to fine, with every table. */
  public static List<LogError> logarithms() {
    List<LogError> errors = new ArrayList<>();
    for (boolean normal : new boolean[] {false, true}) {
      errors.add(logarithm(0, PowerTable.EXACT, normal));
      for (int g : new int[] {1, 4, 8, 128}) {
        errors.add(logarithm(g, PowerTable.EXACT, normal));
      }
      errors.add(logarithm(128, PowerTable.MITCHELL, normal));
      errors.add(logarithm(128, PowerTable.HYBRID, normal));
    }
    return errors;
  }

  private static LogError logarithm(int g, PowerTable table, boolean normal) {
    Random random = new Random(ErrorStudy.SEED);
    DoubleSupplier next = normal ? random::nextGaussian : random::nextDouble;
    int n = LOG_SIZE;
    double sum = 0;
    for (int seed = 0; seed < LOG_SEEDS; seed++) {
      double[] a = fill(n * LOG_TERMS, next);
      double[] b = fill(n * LOG_TERMS, next);
      double[] result =
          g == 0
              ? LogProduct.multiply(n, n, LOG_TERMS, a, b)
              : new LnsSum(g, table).multiply(n, n, LOG_TERMS, a, b);
      sum += ErrorNorms.of(result, product(n, n, LOG_TERMS, a, b)).relativeL2();
    }
    String name = table.name().toLowerCase(Locale.ROOT);
    return new LogError(g, name, normal ? "normal" : "uniform", LOG_TERMS, sum / LOG_SEEDS);
  }

  /** The largest errors of the tables that approximate. */
  public static List<TableError> tables() {
    List<TableError> errors = new ArrayList<>();
    for (PowerTable table : List.of(PowerTable.MITCHELL, PowerTable.HYBRID)) {
      double most = 0;
      double at = 0;
      for (int i = 0; i < 100_000; i++) {
        double f = i / 1e5;
        double error = Math.abs(table.power(f) / Math.pow(2, f) - 1);
        if (error > most) {
          most = error;
          at = f;
        }
      }
      errors.add(new TableError(table.name().toLowerCase(Locale.ROOT), most, at));
    }
    return errors;
  }

  /** C = A B in f64. */
  static double[] product(int m, int n, int k, double[] a, double[] b) {
    double[] c = new double[m * n];
    for (int i = 0; i < m; i++) {
      for (int l = 0; l < k; l++) {
        double factor = a[i * k + l];
        for (int j = 0; j < n; j++) {
          c[i * n + j] += factor * b[l * n + j];
        }
      }
    }
    return c;
  }

  private static double[] fill(int size, DoubleSupplier next) {
    double[] values = new double[size];
    for (int i = 0; i < size; i++) {
      values[i] = next.getAsDouble();
    }
    return values;
  }

  private static float[] floats(double[] values) {
    float[] floats = new float[values.length];
    for (int i = 0; i < values.length; i++) {
      floats[i] = (float) values[i];
    }
    return floats;
  }
}
