package dev.ridgeline.engine.training;

import dev.ridgeline.core.UserError;
import java.util.List;

/**
 * How a weight w follows its gradient g. All arithmetic is in f32, element by element. A weight
 * decay d adds d w to g first (the L2 penalty, not the decoupled form).
 */
public sealed interface Optimiser {

  /** The names of {@link #named}. */
  List<String> NAMES = List.of("sgd", "adam", "adadelta");

  /** Step size that a rate of 1 in {@link Trainer#step(double)} means. */
  double rate();

  /** Weight decay d. */
  double weightDecay();

  /**
   * Stochastic gradient descent with momentum mu: v = mu v + g, then w -= rate v, or with
   * Nesterov's look-ahead w -= rate (g + mu v). <b>Source.</b> Sutskever et al. 2013, in the form
   * that PyTorch documents (no dampening).
   */
  record Sgd(double rate, double momentum, boolean nesterov, double weightDecay)
      implements Optimiser {
    public Sgd {
      requireRate(rate);
      requireShare("momentum", momentum);
      requireDecay(weightDecay);
      if (nesterov && momentum == 0) {
        throw new UserError("Nesterov's look-ahead needs a momentum above 0 but got 0");
      }
    }
  }

  /**
   * Adam: m = b1 m + (1 - b1) g, v = b2 v + (1 - b2) g^2, w -= rate / (1 - b1^t) m / (sqrt(v) /
   * sqrt(1 - b2^t) + epsilon) at step t from 1. <b>Source.</b> Kingma and Ba 2015, algorithm 1.
   */
  record Adam(double rate, double beta1, double beta2, double epsilon, double weightDecay)
      implements Optimiser {
    public Adam {
      requireRate(rate);
      requireShare("beta1", beta1);
      requireShare("beta2", beta2);
      requireEpsilon(epsilon);
      requireDecay(weightDecay);
    }
  }

  /**
   * Adadelta: v = rho v + (1 - rho) g^2, d = sqrt(u + epsilon) / sqrt(v + epsilon) g, u = rho u +
   * (1 - rho) d^2, w -= rate d. <b>Source.</b> Zeiler 2012, algorithm 1.
   */
  record Adadelta(double rate, double rho, double epsilon, double weightDecay)
      implements Optimiser {
    public Adadelta {
      requireRate(rate);
      requireShare("rho", rho);
      requireEpsilon(epsilon);
      requireDecay(weightDecay);
    }
  }

  /**
   * The optimiser of this name with usual settings, without weight decay.
   *
   * @throws UserError if there is none
   */
  static Optimiser named(String name) {
    return switch (name) {
      case "sgd" -> new Sgd(0.05, 0.9, false, 0);
      case "adam" -> new Adam(1e-3, 0.9, 0.999, 1e-8, 0);
      case "adadelta" -> new Adadelta(1, 0.9, 1e-6, 0);
      default ->
          throw new UserError(
              "there is no optimiser '%s'; choose one of %s"
                  .formatted(name, String.join(", ", NAMES)));
    };
  }

  /** The same with another rate. */
  default Optimiser withRate(double other) {
    return switch (this) {
      case Sgd o -> new Sgd(other, o.momentum(), o.nesterov(), o.weightDecay());
      case Adam o -> new Adam(other, o.beta1(), o.beta2(), o.epsilon(), o.weightDecay());
      case Adadelta o -> new Adadelta(other, o.rho(), o.epsilon(), o.weightDecay());
    };
  }

  /** For the user: {@code adam at rate 0.001}. */
  default String text() {
    String name =
        switch (this) {
          case Sgd _ -> "sgd";
          case Adam _ -> "adam";
          case Adadelta _ -> "adadelta";
        };
    return name + " at rate " + rate();
  }

  private static void requireRate(double rate) {
    if (!(rate > 0 && rate < Double.POSITIVE_INFINITY)) {
      throw new UserError("the rate is %s; give a number above 0".formatted(rate));
    }
  }

  private static void requireShare(String name, double value) {
    if (!(value >= 0 && value < 1)) {
      throw new UserError("%s is %s; give 0 to below 1".formatted(name, value));
    }
  }

  private static void requireEpsilon(double epsilon) {
    if (!(epsilon > 0 && epsilon < 1)) {
      throw new UserError("epsilon is %s; give a number above 0 and below 1".formatted(epsilon));
    }
  }

  private static void requireDecay(double decay) {
    if (!(decay >= 0 && decay < 1)) {
      throw new UserError("the weight decay is %s; give 0 to below 1".formatted(decay));
    }
  }
}
