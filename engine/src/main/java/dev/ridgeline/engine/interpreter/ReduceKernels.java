package dev.ridgeline.engine.interpreter;

import dev.ridgeline.core.op.Reduce;
import dev.ridgeline.core.tensor.DType;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;

/** Folds along axes. Real sums are kept in f64 and rounded once. */
final class ReduceKernels {
  private ReduceKernels() {}

  static List<Array> run(Reduce op, Operands in) {
    Array x = in.get(0);
    return switch (op) {
      case Reduce.Fold fold -> List.of(fold(fold, x, in));
      case Reduce.ArgExtreme arg -> List.of(argExtreme(arg, x));
      case Reduce.CumSum sum -> List.of(cumSum(sum, x, in.get(1)));
      case Reduce.TopK top -> topK(top, x, Math.toIntExact(in.get(1).whole(0)));
    };
  }

  private static Array fold(Reduce.Fold op, Array x, Operands in) {
    int[] axes = in.has(1) ? axes(in.get(1), x.rank()) : new int[0];
    if (axes.length == 0) {
      if (op.noopWithEmptyAxes()) {
        return x;
      }
      axes = IntStream.range(0, x.rank()).toArray();
    }
    AxisLast rows = AxisLast.of(x, axes);
    Array y = x.like(without(x.dims, axes, op.keepDims()));
    boolean whole = !x.isReal() && isExactInIntegers(op.kind());
    for (int r = 0; r < rows.rows(); r++) {
      int from = r * rows.length();
      if (whole) {
        y.setWhole(r, foldWhole(op.kind(), rows.turned(), from, rows.length()));
      } else {
        y.setReal(r, foldReal(op.kind(), rows.turned(), from, rows.length()));
      }
    }
    return y;
  }

  static int[] axes(Array axes, int rank) {
    return IntStream.range(0, axes.size)
        .map(i -> Array.axis(axes.whole(i), rank))
        .sorted()
        .distinct()
        .toArray();
  }

  private static int[] without(int[] dims, int[] axes, boolean keep) {
    return IntStream.range(0, dims.length)
        .filter(i -> keep || IntStream.of(axes).noneMatch(a -> a == i))
        .map(i -> IntStream.of(axes).anyMatch(a -> a == i) ? 1 : dims[i])
        .toArray();
  }

  private static boolean isExactInIntegers(Reduce.Kind kind) {
    return switch (kind) {
      case SUM, MEAN, MAX, MIN, PROD, L1, SUM_SQUARE -> true;
      case L2, LOG_SUM, LOG_SUM_EXP -> false;
    };
  }

  private static long foldWhole(Reduce.Kind kind, Array x, int from, int count) {
    boolean unsigned = x.dtype.kind() != DType.Kind.SIGNED;
    long sum = kind == Reduce.Kind.PROD ? 1 : 0;
    for (int i = 0; i < count; i++) {
      long v = x.whole(from + i);
      sum =
          switch (kind) {
            case SUM, MEAN -> sum + v;
            case PROD -> sum * v;
            case L1 -> sum + (unsigned ? v : Math.abs(v));
            case SUM_SQUARE -> sum + v * v;
            case MAX -> i == 0 || compare(v, sum, unsigned) > 0 ? v : sum;
            case MIN -> i == 0 || compare(v, sum, unsigned) < 0 ? v : sum;
            case L2, LOG_SUM, LOG_SUM_EXP -> throw new IllegalStateException(kind.name());
          };
    }
    if (count == 0 && (kind == Reduce.Kind.MAX || kind == Reduce.Kind.MIN)) {
      throw new UnsupportedValue("the extreme of no integers is not defined");
    }
    return kind == Reduce.Kind.MEAN && count > 0 ? sum / count : sum;
  }

  private static int compare(long a, long b, boolean unsigned) {
    return unsigned ? Long.compareUnsigned(a, b) : Long.compare(a, b);
  }

  private static double foldReal(Reduce.Kind kind, Array x, int from, int count) {
    double sum = kind == Reduce.Kind.PROD ? 1 : 0;
    double most = Double.NEGATIVE_INFINITY;
    double least = Double.POSITIVE_INFINITY;
    for (int i = 0; i < count; i++) {
      double v = x.real(from + i);
      most = Math.max(most, v);
      least = Math.min(least, v);
      sum =
          switch (kind) {
            case SUM, MEAN, LOG_SUM -> sum + v;
            case PROD -> sum * v;
            case L1 -> sum + Math.abs(v);
            case L2, SUM_SQUARE -> sum + v * v;
            case MAX, MIN, LOG_SUM_EXP -> sum;
          };
    }
    return switch (kind) {
      case SUM, PROD, L1, SUM_SQUARE -> sum;
      case MEAN -> sum / count;
      case L2 -> Math.sqrt(sum);
      case LOG_SUM -> Math.log(sum);
      case MAX -> most;
      case MIN -> least;
      case LOG_SUM_EXP -> logSumExp(x, from, count, most);
    };
  }

  private static double logSumExp(Array x, int from, int count, double most) {
    if (Double.isInfinite(most)) {
      return most;
    }
    double sum = 0;
    for (int i = 0; i < count; i++) {
      sum += Math.exp(x.real(from + i) - most);
    }
    return most + Math.log(sum);
  }

  private static Array argExtreme(Reduce.ArgExtreme op, Array x) {
    int axis = Array.axis(op.axis(), x.rank());
    AxisLast rows = AxisLast.of(x, axis);
    Array y = Array.zeros(DType.I64, without(x.dims, new int[] {axis}, op.keepDims()));
    Comparator<Integer> order = order(rows.turned());
    for (int r = 0; r < rows.rows(); r++) {
      int from = r * rows.length();
      int best = 0;
      for (int i = 1; i < rows.length(); i++) {
        int c = order.compare(from + i, from + best);
        c = op.largest() ? c : -c;
        best = c > 0 || (c == 0 && op.selectLast()) ? i : best;
      }
      y.setWhole(r, best);
    }
    return y;
  }

  /** The order of elements by value, given their positions. */
  static Comparator<Integer> order(Array x) {
    if (x.isReal()) {
      return (a, b) -> {
        double left = x.real(a);
        double right = x.real(b);
        // Zeros of either sign are equal; NaN is above all.
        return left == right ? 0 : Double.compare(left, right);
      };
    }
    boolean unsigned = x.dtype.kind() != DType.Kind.SIGNED;
    return (a, b) -> compare(x.whole(a), x.whole(b), unsigned);
  }

  private static Array cumSum(Reduce.CumSum op, Array x, Array axis) {
    AxisLast rows = AxisLast.of(x, Array.axis(axis.whole(0), x.rank()));
    Array source = rows.turned();
    Array sums = source.like(source.dims);
    for (int r = 0; r < rows.rows(); r++) {
      double real = 0;
      long whole = 0;
      for (int i = 0; i < rows.length(); i++) {
        int at = r * rows.length() + (op.reverse() ? rows.length() - 1 - i : i);
        double beforeReal = real;
        long beforeWhole = whole;
        if (x.isReal()) {
          real += source.real(at);
          sums.setReal(at, op.exclusive() ? beforeReal : real);
        } else {
          whole += source.whole(at);
          sums.setWhole(at, op.exclusive() ? beforeWhole : whole);
        }
      }
    }
    return rows.back(sums);
  }

  /** Of equal values the one with the lower index comes first. */
  private static List<Array> topK(Reduce.TopK op, Array x, int k) {
    int axis = Array.axis(op.axis(), x.rank());
    AxisLast rows = AxisLast.of(x, axis);
    if (k < 0 || k > rows.length()) {
      throw new UnsupportedValue(
          "k is %d but the axis has %d elements".formatted(k, rows.length()));
    }
    int[] dims = rows.turned().dims.clone();
    dims[dims.length - 1] = k;
    Array values = x.like(dims);
    Array indices = Array.zeros(DType.I64, dims);
    Comparator<Integer> order = order(rows.turned());
    for (int r = 0; r < rows.rows(); r++) {
      int from = r * rows.length();
      List<Integer> sorted =
          IntStream.range(from, from + rows.length())
              .boxed()
              .sorted(op.largest() ? order.reversed() : order)
              .toList();
      for (int i = 0; i < k; i++) {
        values.copy(r * k + i, rows.turned(), sorted.get(i), 1);
        indices.setWhole(r * k + i, sorted.get(i) - from);
      }
    }
    return List.of(rows.back(values), rows.back(indices));
  }
}
