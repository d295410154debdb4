package dev.ridgeline.app.op;

import dev.ridgeline.compiler.expression.Computation;
import dev.ridgeline.compiler.expression.Stage;
import dev.ridgeline.compiler.ir.Buffer;
import dev.ridgeline.compiler.ir.Combiner;
import dev.ridgeline.compiler.ir.Scope;
import dev.ridgeline.core.tensor.Tensor;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.function.IntSupplier;

/**
 * What a computation gives in f64, element by element, with a bound of how far correct f32
 * arithmetic may be from it, in any order of the sums.
 *
 * <p><b>Error.</b> The bound follows the roundings (first order): every f32 operation adds its
 * result times u = 2^-24, a sum of n terms n * u * the sum of their sizes, a function {@link
 * #FUNCTION_ROUNDINGS} roundings. Errors of operands pass on by the derivative.
 *
 * <p><b>Limits.</b> Not safe for use by several threads. Elements of sums are kept once computed.
 */
final class F64Reference {
  /** Half a unit in the last place of 1 in f32. */
  static final double U = 0x1p-24;

  /** Roundings that exp, log, tanh, sigmoid and erf count as. */
  static final int FUNCTION_ROUNDINGS = 16;

  /** Elements of a stage that are kept at most; larger stages are computed again where needed. */
  private static final int MOST_KEPT = 1 << 22;

  private final Map<String, float[]> inputs = new HashMap<>();
  private final Map<String, StageValues> stages = new LinkedHashMap<>();
  private final Map<String, Integer> roundings = new HashMap<>();
  private final StageValues output;

  F64Reference(Computation c, Map<String, Tensor> given) {
    for (Buffer b : c.inputs()) {
      Tensor tensor = Objects.requireNonNull(given.get(b.name()), b.name());
      float[] values = new float[b.span()];
      for (int i = 0; i < values.length; i++) {
        values[i] = tensor.floatAt(i);
      }
      inputs.put(b.name(), values);
    }
    for (Stage s : c.stages()) {
      StageValues values = new StageValues(s);
      stages.put(s.output().name(), values);
      roundings.put(s.output().name(), values.roundings());
    }
    output = Objects.requireNonNull(stages.get(c.outputs().getFirst().name()));
  }

  /** An expression with its last value and the bound of its error. */
  abstract static class Node {
    double value;
    double error;

    abstract void run();
  }

  /** K: the most roundings on a way from inputs to an element of the output. */
  int roundings() {
    return Objects.requireNonNull(roundings.get(output.stage.output().name()));
  }

  /** Terms that the output and everything it needs take, if every element is computed once. */
  static long points(Computation c) {
    long sum = 0;
    for (Stage s : c.stages()) {
      long points = 1;
      for (var axis : s.spatial()) {
        points *= axis.extent();
      }
      sum += points * terms(s);
    }
    return sum;
  }

  /** Terms of one element of a stage. */
  static long terms(Stage s) {
    long terms = 1;
    for (var axis : s.reduce()) {
      terms *= axis.extent();
    }
    return terms;
  }

  /** Computes the output's element; {@link #value} and {@link #error} are of the last one. */
  void at(int[] indices) {
    output.compute(indices);
  }

  double value() {
    return output.value;
  }

  double error() {
    return output.error;
  }

  /** An element of an input or a stage. */
  Node load(Buffer buffer, IntSupplier[] indices) {
    float[] input = inputs.get(buffer.name());
    if (input == null) {
      return stageLoad(Objects.requireNonNull(stages.get(buffer.name())), indices);
    }
    int[] strides = buffer.strides().stream().mapToInt(Integer::intValue).toArray();
    return new Node() {
      @Override
      void run() {
        int at = 0;
        for (int d = 0; d < strides.length; d++) {
          at += indices[d].getAsInt() * strides[d];
        }
        value = input[at];
      }
    };
  }

  private static Node stageLoad(StageValues stage, IntSupplier[] indices) {
    int[] place = new int[indices.length];
    return new Node() {
      @Override
      void run() {
        for (int d = 0; d < place.length; d++) {
          place[d] = indices[d].getAsInt();
        }
        stage.compute(place);
        value = stage.value;
        error = stage.error;
      }
    };
  }

  /** The elements of one stage. */
  private final class StageValues {
    final Stage stage;
    final Map<String, int[]> axes = new HashMap<>();
    final int[][] spatial;
    final int[][] reduce;
    final int[] extents;
    final Node term;
    final double[] keptValues;
    final double[] keptErrors;
    final boolean[] kept;
    double value;
    double error;

    StageValues(Stage stage) {
      this.stage = stage;
      spatial = stage.spatial().stream().map(a -> cell(a.var().name())).toArray(int[][]::new);
      reduce = stage.reduce().stream().map(a -> cell(a.var().name())).toArray(int[][]::new);
      extents = stage.reduce().stream().mapToInt(a -> a.extent()).toArray();
      term = new F64Expression(axes, F64Reference.this::load).node(stage.value());
      boolean shared =
          stage.combiner() != Combiner.NONE
              && stage.output().scope() != Scope.PARAMETER
              && stage.output().span() <= MOST_KEPT;
      int span = shared ? stage.output().span() : 0;
      keptValues = new double[span];
      keptErrors = new double[span];
      kept = new boolean[span];
    }

    private int[] cell(String axis) {
      int[] cell = new int[1];
      axes.put(axis, cell);
      return cell;
    }

    int roundings() {
      int own = F64Expression.roundings(stage.value(), roundings);
      return stage.combiner() == Combiner.NONE || stage.combiner() == Combiner.MAX
          ? own
          : (int) Math.min(1 << 30, own + terms(stage));
    }

    void compute(int[] indices) {
      int at = 0;
      for (int d = 0; d < spatial.length; d++) {
        spatial[d][0] = indices[d];
        at += indices[d] * stage.output().strides().get(d);
      }
      if (stage.combiner() == Combiner.NONE) {
        term.run();
        value = term.value;
        error = term.error;
        return;
      }
      if (kept.length == 0) {
        fold();
        return;
      }
      if (!kept[at]) {
        fold();
        keptValues[at] = value;
        keptErrors[at] = error;
        kept[at] = true;
      }
      value = keptValues[at];
      error = keptErrors[at];
    }

    private void fold() {
      Fold fold = new Fold(stage.combiner());
      for (int[] axis : reduce) {
        axis[0] = 0;
      }
      while (true) {
        term.run();
        fold.add(term.value, term.error);
        int d = reduce.length - 1;
        while (d >= 0 && ++reduce[d][0] == extents[d]) {
          reduce[d--][0] = 0;
        }
        if (d < 0) {
          break;
        }
      }
      value = fold.value();
      error = fold.error();
    }
  }

  /** A reduction in the making. */
  private static final class Fold {
    private final Combiner combiner;
    private double value;
    private double error;
    private double sizes;
    private long terms;

    Fold(Combiner combiner) {
      this.combiner = combiner;
    }

    void add(double term, double termError) {
      if (terms++ == 0) {
        value = term;
        error = termError;
        sizes = Math.abs(term);
        return;
      }
      switch (combiner) {
        case NONE, SUM -> {
          value += term;
          error += termError;
          sizes += Math.abs(term);
        }
        case PRODUCT -> {
          error = error * Math.abs(term) + termError * Math.abs(value);
          value *= term;
          error += Math.abs(value) * U;
        }
        case MIN -> {
          value = Math.min(value, term);
          error = Math.max(error, termError);
        }
        case MAX -> {
          value = Math.max(value, term);
          error = Math.max(error, termError);
        }
      }
    }

    double value() {
      return value;
    }

    double error() {
      return combiner == Combiner.SUM ? error + terms * U * sizes : error;
    }
  }
}
