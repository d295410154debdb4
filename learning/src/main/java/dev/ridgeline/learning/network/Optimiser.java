package dev.ridgeline.learning.network;

import dev.ridgeline.core.UserError;
import java.util.ArrayList;
import java.util.List;

/**
 * Changes weights by their gradients.
 *
 * <p>Adam: {@code m = 0.9 m + 0.1 g, v = 0.999 v + 0.001 g^2, w -= rate (m' / (sqrt(v') + 1e-8) +
 * decay w)} with bias-corrected m' and v' (Kingma and Ba 2015, algorithm 1; decay apart as in
 * Loshchilov and Hutter 2019). SGD: {@code m = 0.9 m + g + decay w, w -= rate m}.
 */
public final class Optimiser {
  /** The methods. */
  public enum Method {
    /** Adam with weight decay apart. */
    ADAM,
    /** Stochastic gradient descent with momentum. */
    SGD;

    /**
     * The method of that name.
     *
     * @throws UserError if there is none
     */
    public static Method named(String name) {
      return switch (name) {
        case "adam" -> ADAM;
        case "sgd" -> SGD;
        default -> throw new UserError("no optimiser '%s'; choose adam or sgd".formatted(name));
      };
    }
  }

  private static final double MOMENTUM = 0.9;
  private static final double SQUARES = 0.999;
  private static final double EPSILON = 1e-8;

  private final Method method;
  private final double decay;
  private final List<float[]> first = new ArrayList<>();
  private final List<float[]> second = new ArrayList<>();
  private final List<Parameter> parameters;
  private long steps;

  /** An optimiser of a network's parameters. */
  public Optimiser(Network network, Method method, double decay) {
    this.method = method;
    this.decay = decay;
    parameters = network.parameters();
    for (Parameter parameter : parameters) {
      first.add(new float[parameter.value().length]);
      second.add(new float[method == Method.ADAM ? parameter.value().length : 0]);
    }
  }

  /** Changes the weights by the gradients that the network holds. */
  public void step(double rate) {
    steps++;
    for (int i = 0; i < parameters.size(); i++) {
      Parameter parameter = parameters.get(i);
      double shrink = parameter.decays() ? decay : 0;
      switch (method) {
        case ADAM -> adam(parameter, first.get(i), second.get(i), rate, shrink);
        case SGD -> sgd(parameter, first.get(i), rate, shrink);
      }
    }
  }

  private void adam(Parameter parameter, float[] m, float[] v, double rate, double shrink) {
    double forFirst = 1 / (1 - Math.pow(MOMENTUM, (double) steps));
    double forSecond = 1 / (1 - Math.pow(SQUARES, (double) steps));
    float[] w = parameter.value();
    float[] g = parameter.gradient();
    for (int i = 0; i < w.length; i++) {
      m[i] = (float) (MOMENTUM * m[i] + (1 - MOMENTUM) * g[i]);
      v[i] = (float) (SQUARES * v[i] + (1 - SQUARES) * g[i] * g[i]);
      double step = m[i] * forFirst / (Math.sqrt(v[i] * forSecond) + EPSILON);
      w[i] = (float) (w[i] - rate * (step + shrink * w[i]));
    }
  }

  private static void sgd(Parameter parameter, float[] m, double rate, double shrink) {
    float[] w = parameter.value();
    float[] g = parameter.gradient();
    for (int i = 0; i < w.length; i++) {
      m[i] = (float) (MOMENTUM * m[i] + g[i] + shrink * w[i]);
      w[i] = (float) (w[i] - rate * m[i]);
    }
  }

  long steps() {
    return steps;
  }

  /** Everything that the next step depends on besides the weights, for checkpoints. */
  List<float[]> moments() {
    List<float[]> all = new ArrayList<>(first);
    all.addAll(second);
    return all;
  }

  void restore(long stepsDone) {
    steps = stepsDone;
  }
}
