package dev.ridgeline.app.op;

import dev.ridgeline.compiler.expression.Computation;
import dev.ridgeline.core.tensor.Tensor;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;

/**
 * How far results are from the f64 reference.
 *
 * @param outputs elements that there are
 * @param checked elements that were compared: all where computing them takes at most {@link
 *     #MOST_POINTS} terms, else {@link #SAMPLES} random ones and those at the edges
 * @param roundings K: roundings on the longest way from inputs to an output
 * @param maxError the largest |y - reference|, relative to the size of what was added up, so that
 *     correct arithmetic stays within {@code errorBound}
 * @param errorBound K * u, u = 2^-24
 * @param worst the place of the largest error
 */
record OutputCheck(
    long outputs,
    long checked,
    int roundings,
    double maxError,
    double errorBound,
    List<Integer> worst) {
  /** Terms up to which every output is compared. */
  static final long MOST_POINTS = 1L << 24;

  /** Random outputs where not all are compared. */
  static final int SAMPLES = 4096;

  OutputCheck {
    worst = List.copyOf(worst);
  }

  /** Whether every compared element is within the bound. */
  boolean passed() {
    return maxError <= errorBound;
  }

  /** Compares the first output of a computation. */
  static OutputCheck of(Computation c, Map<String, Tensor> inputs, Tensor output, long seed) {
    return new Comparison(c, inputs, output).run(seed);
  }

  private static final class Comparison {
    private final Computation computation;
    private final F64Reference reference;
    private final Tensor output;
    private final int[] shape;
    private final long outputs;
    private long checked;
    private double worstShare = -1;
    private int[] worst;

    Comparison(Computation c, Map<String, Tensor> inputs, Tensor output) {
      computation = c;
      reference = new F64Reference(c, inputs);
      this.output = output;
      shape = c.outputs().getFirst().shape().stream().mapToInt(Integer::intValue).toArray();
      worst = new int[shape.length];
      outputs = output.type().shape().elements();
    }

    OutputCheck run(long seed) {
      long points = F64Reference.points(computation);
      if (points <= MOST_POINTS) {
        walk(1, false);
      } else {
        SplittableRandom random = new SplittableRandom(seed);
        for (int n = 0; n < SAMPLES; n++) {
          compare(place(random.nextLong(outputs)));
        }
        long termsOfOne = Math.max(1, points / outputs);
        long affordable = Math.max(1, MOST_POINTS / termsOfOne);
        walk(Math.ceilDiv(edges(), affordable), true);
      }
      double bound = reference.roundings() * F64Reference.U;
      List<Integer> place = java.util.Arrays.stream(worst).boxed().toList();
      return new OutputCheck(
          outputs, checked, reference.roundings(), worstShare * bound, bound, place);
    }

    /** Elements at an end of a dimension of more than two. */
    private long edges() {
      long inner = 1;
      for (int extent : shape) {
        inner *= extent > 2 ? extent - 2 : extent;
      }
      return outputs - inner;
    }

    /** Compares every {@code step}-th element, or every {@code step}-th at an edge. */
    private void walk(long step, boolean edgesOnly) {
      int[] at = new int[shape.length];
      long count = 0;
      for (long n = 0; n < outputs; n++) {
        if ((!edgesOnly || edge(at)) && count++ % step == 0) {
          compare(at);
        }
        for (int d = shape.length - 1; d >= 0 && ++at[d] == shape[d]; d--) {
          at[d] = 0;
        }
      }
    }

    private boolean edge(int[] at) {
      for (int d = 0; d < shape.length; d++) {
        if (shape[d] > 2 && (at[d] == 0 || at[d] == shape[d] - 1)) {
          return true;
        }
      }
      return false;
    }

    private int[] place(long element) {
      int[] at = new int[shape.length];
      long rest = element;
      for (int d = shape.length - 1; d >= 0; d--) {
        at[d] = (int) (rest % shape[d]);
        rest /= shape[d];
      }
      return at;
    }

    private void compare(int[] at) {
      reference.at(at);
      checked++;
      long index = 0;
      for (int d = 0; d < shape.length; d++) {
        index = index * shape[d] + at[d];
      }
      double difference = Math.abs(output.floatAt(index) - reference.value());
      double share =
          difference == 0
              ? 0
              : Double.isNaN(difference)
                  ? Double.POSITIVE_INFINITY
                  : difference / reference.error();
      if (share > worstShare) {
        worstShare = share;
        worst = at.clone();
      }
    }
  }
}
