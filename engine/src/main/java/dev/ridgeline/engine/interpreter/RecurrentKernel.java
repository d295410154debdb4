package dev.ridgeline.engine.interpreter;

import dev.ridgeline.core.op.Contraction;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.DoubleUnaryOperator;

/**
 * Recurrent layers by ONNX's equations, in f64.
 *
 * <p><b>Shapes.</b> x [T, N, I], w [D, G H, I], r [D, G H, H], bias [D, 2 G H], lengths [N],
 * initial states [D, N, H], peepholes [D, 3 H]; results [T, D, N, H] and [D, N, H]. T, N, I: time,
 * batch, input; D, G, H: directions, gates, hidden size.
 */
final class RecurrentKernel {
  private final Contraction.Recurrent op;
  private final int hidden;
  private final int time;
  private final int batch;
  private final int inputs;
  private final Operands in;
  private final double[] x;
  private final Array all;
  private final Array lastHidden;
  private final Array lastCell;

  private RecurrentKernel(Contraction.Recurrent op, Operands in) {
    this.op = op;
    this.in = in;
    Array given = op.batchFirst() ? Strided.transpose(in.get(0), 1, 0, 2) : in.get(0);
    this.x = given.reals();
    this.time = given.dims[0];
    this.batch = given.dims[1];
    this.inputs = given.dims[2];
    this.hidden = Math.toIntExact(op.hiddenSize());
    int directions = op.direction().count();
    this.all = given.like(time, directions, batch, hidden);
    this.lastHidden = given.like(directions, batch, hidden);
    this.lastCell = given.like(directions, batch, hidden);
  }

  static List<Array> run(Contraction.Recurrent op, Operands in) {
    return new RecurrentKernel(op, in).run();
  }

  private List<Array> run() {
    for (int d = 0; d < op.direction().count(); d++) {
      boolean reverse = op.direction() == Contraction.Direction.REVERSE || d == 1;
      for (int n = 0; n < batch; n++) {
        sequence(d, n, reverse);
      }
    }
    List<Array> results = new ArrayList<>();
    if (op.batchFirst()) {
      results.add(Strided.transpose(all, 2, 0, 1, 3));
      results.add(Strided.transpose(lastHidden, 1, 0, 2));
      results.add(Strided.transpose(lastCell, 1, 0, 2));
    } else {
      results.addAll(List.of(all, lastHidden, lastCell));
    }
    return results.subList(0, Math.min(results.size(), Math.max(1, in.outputs())));
  }

  /** One sequence of the batch in one direction; steps past its length leave zeros. */
  private void sequence(int d, int n, boolean reverse) {
    int length = in.has(4) ? Math.toIntExact(in.get(4).whole(n)) : time;
    double[] h = initial(5, d, n);
    double[] c = initial(6, d, n);
    for (int step = 0; step < length; step++) {
      int t = reverse ? length - 1 - step : step;
      h =
          switch (op.cell()) {
            case RNN -> rnn(d, n, t, h);
            case GRU -> gru(d, n, t, h);
            case LSTM -> lstm(d, n, t, h, c);
          };
      for (int i = 0; i < hidden; i++) {
        all.setReal(((t * op.direction().count() + d) * batch + n) * hidden + i, h[i]);
      }
    }
    for (int i = 0; i < hidden; i++) {
      lastHidden.setReal((d * batch + n) * hidden + i, h[i]);
      lastCell.setReal((d * batch + n) * hidden + i, c[i]);
    }
  }

  private double[] initial(int index, int d, int n) {
    double[] state = new double[hidden];
    Optional<Array> given = in.optional(index);
    for (int i = 0; i < hidden && given.isPresent(); i++) {
      int row = op.batchFirst() ? n * op.direction().count() + d : d * batch + n;
      state[i] = given.get().real(row * hidden + i);
    }
    return state;
  }

  private double[] rnn(int d, int n, int t, double[] h) {
    double[] next = new double[hidden];
    DoubleUnaryOperator f = activation(d, 0);
    for (int i = 0; i < hidden; i++) {
      next[i] =
          f.applyAsDouble(clip(input(d, n, t, i) + state(d, h, i) + bias(d, i) + stateBias(d, i)));
    }
    return next;
  }

  /** Gates z (update), r (reset), h (hidden), in this order. */
  private double[] gru(int d, int n, int t, double[] h) {
    double[] z = new double[hidden];
    double[] reset = new double[hidden];
    double[] gated = new double[hidden];
    DoubleUnaryOperator f = activation(d, 0);
    DoubleUnaryOperator g = activation(d, 1);
    for (int i = 0; i < hidden; i++) {
      z[i] = f.applyAsDouble(clip(gate(d, n, t, h, i)));
      reset[i] = f.applyAsDouble(clip(gate(d, n, t, h, hidden + i)));
      gated[i] = reset[i] * h[i];
    }
    double[] next = new double[hidden];
    for (int i = 0; i < hidden; i++) {
      int row = 2 * hidden + i;
      double recurrent =
          op.linearBeforeReset()
              ? reset[i] * (state(d, h, row) + stateBias(d, row))
              : state(d, gated, row) + stateBias(d, row);
      double candidate = g.applyAsDouble(clip(input(d, n, t, row) + bias(d, row) + recurrent));
      next[i] = (1 - z[i]) * candidate + z[i] * h[i];
    }
    return next;
  }

  /** Gates i (input), o (output), f (forget), c (cell), in this order; the cell is updated. */
  private double[] lstm(int d, int n, int t, double[] h, double[] c) {
    double[] next = new double[hidden];
    DoubleUnaryOperator f = activation(d, 0);
    DoubleUnaryOperator g = activation(d, 1);
    DoubleUnaryOperator last = activation(d, 2);
    for (int i = 0; i < hidden; i++) {
      double input = f.applyAsDouble(clip(gate(d, n, t, h, i) + peephole(d, i) * c[i]));
      double forget =
          op.inputForget()
              ? 1 - input
              : f.applyAsDouble(
                  clip(gate(d, n, t, h, 2 * hidden + i) + peephole(d, 2 * hidden + i) * c[i]));
      double candidate = g.applyAsDouble(clip(gate(d, n, t, h, 3 * hidden + i)));
      double cell = forget * c[i] + input * candidate;
      double output =
          f.applyAsDouble(clip(gate(d, n, t, h, hidden + i) + peephole(d, hidden + i) * cell));
      c[i] = cell;
      next[i] = output * last.applyAsDouble(cell);
    }
    return next;
  }

  private double gate(int d, int n, int t, double[] h, int row) {
    return input(d, n, t, row) + state(d, h, row) + bias(d, row) + stateBias(d, row);
  }

  private int rows() {
    return op.cell().gates() * hidden;
  }

  private double input(int d, int n, int t, int row) {
    Array w = in.get(1);
    double sum = 0;
    for (int i = 0; i < inputs; i++) {
      sum += w.real((d * rows() + row) * inputs + i) * x[(t * batch + n) * inputs + i];
    }
    return sum;
  }

  private double state(int d, double[] h, int row) {
    Array r = in.get(2);
    double sum = 0;
    for (int i = 0; i < hidden; i++) {
      sum += r.real((d * rows() + row) * hidden + i) * h[i];
    }
    return sum;
  }

  private double bias(int d, int row) {
    return in.has(3) ? in.get(3).real(d * 2 * rows() + row) : 0;
  }

  private double stateBias(int d, int row) {
    return in.has(3) ? in.get(3).real((d * 2 + 1) * rows() + row) : 0;
  }

  private double peephole(int d, int row) {
    return in.has(7) ? in.get(7).real(d * 3 * hidden + row) : 0;
  }

  private double clip(double v) {
    return op.clip() == 0 ? v : Math.max(-op.clip(), Math.min(op.clip(), v));
  }

  private DoubleUnaryOperator activation(int d, int which) {
    int perDirection = op.activations().size() / op.direction().count();
    String name = op.activations().get(d * perDirection + which);
    return switch (name) {
      case "Tanh" -> Math::tanh;
      case "Sigmoid" -> RealFunctions::sigmoid;
      case "Relu" -> v -> Math.max(0, v);
      case "Softsign" -> v -> v / (1 + Math.abs(v));
      case "Softplus" -> v -> Math.max(0, v) + Math.log1p(Math.exp(-Math.abs(v)));
      case "Affine" -> v -> v;
      default ->
          throw new UnsupportedValue("activation '" + name + "' of recurrent layers is not known");
    };
  }
}
