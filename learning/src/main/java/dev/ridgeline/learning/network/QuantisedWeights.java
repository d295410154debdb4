package dev.ridgeline.learning.network;

import dev.ridgeline.learning.quantise.WeightNumbers;
import java.util.ArrayList;
import java.util.List;

/**
 * A layer that computes with rounded weights while float masters are trained: {@code used = s_c
 * round(master / s_c)}. The masters are never written by rounding.
 *
 * <p>Backward, with v = master / s and integers of -n to n: the gradient passes to the master where
 * -n <= v <= n and is 0 elsewhere (straight through, with the clipping mask); a learned step has
 * {@code d used / d s = round(v) - v} inside and -n or n outside (Esser et al. 2020, Learned Step
 * Size Quantization, equation 3). What is trained is ln s, whose gradient is s times that.
 */
final class QuantisedWeights implements Layer {
  private final Layer layer;
  private final Parameter master;
  private final Parameter used;
  private final Parameter bias;
  private final Parameter logSteps;
  private final WeightNumbers numbers;
  private final boolean learned;

  /** Makes the layer that computes with the weights it is given. */
  @FunctionalInterface
  interface Maker {
    Layer of(Parameter weight);
  }

  QuantisedWeights(
      Parameter master, Parameter bias, WeightNumbers numbers, boolean learned, Maker maker) {
    this.master = master;
    this.bias = bias;
    this.numbers = numbers;
    this.learned = learned;
    int channels = bias.value().length;
    used = Parameter.of("", new float[master.value().length], master.order(), false);
    layer = maker.of(used);
    int[] order = new int[channels];
    for (int c = 0; c < channels; c++) {
      order[c] = c;
    }
    logSteps = Parameter.of(master.name() + "/log-step", new float[channels], order, false);
    fit(learned);
  }

  /** Chooses the steps by the masters as they are. */
  void fit(boolean leastError) {
    int channels = channels();
    for (int c = 0; c < channels; c++) {
      logSteps.value()[c] =
          (float) Math.log(numbers.scale(master.value(), c, channels, leastError));
    }
  }

  private int channels() {
    return logSteps.value().length;
  }

  String name() {
    return master.name();
  }

  WeightNumbers numbers() {
    return numbers;
  }

  /** The scale of each output channel. */
  float[] steps() {
    float[] steps = new float[channels()];
    for (int c = 0; c < steps.length; c++) {
      steps[c] = (float) Math.exp(logSteps.value()[c]);
    }
    return steps;
  }

  /** The weights that are computed with, over their scales, in the graph's order. */
  float[] roundedStored() {
    float[] steps = steps();
    float[] w = master.value();
    float[] rounded = new float[w.length];
    for (int i = 0; i < w.length; i++) {
      rounded[master.order()[i]] = numbers.round(w[i] / steps[i % steps.length]);
    }
    return rounded;
  }

  Parameter bias() {
    return bias;
  }

  Parameter master() {
    return master;
  }

  Parameter used() {
    return used;
  }

  @Override
  public List<Parameter> parameters() {
    List<Parameter> all = new ArrayList<>(List.of(master, bias));
    if (learned) {
      all.add(logSteps);
    }
    return all;
  }

  @Override
  public void forward(int images, boolean training) {
    if (training && !learned) {
      fit(false);
    }
    round();
    layer.forward(images, training);
  }

  void round() {
    float[] steps = steps();
    float[] w = master.value();
    for (int i = 0; i < w.length; i++) {
      float step = steps[i % steps.length];
      used.value()[i] = step * numbers.round(w[i] / step);
    }
  }

  @Override
  public void backward(int images) {
    layer.backward(images);
    float[] steps = steps();
    double[] sums = new double[steps.length];
    float most = (float) numbers.most();
    for (int i = 0; i < used.gradient().length; i++) {
      int c = i % steps.length;
      float g = used.gradient()[i];
      float v = master.value()[i] / steps[c];
      boolean inside = Math.abs(v) <= most;
      master.gradient()[i] = inside ? g : 0;
      sums[c] += g * (inside ? numbers.round(v) - v : Math.copySign(most, v));
    }
    for (int c = 0; c < steps.length; c++) {
      logSteps.gradient()[c] = (float) (sums[c] * steps[c]);
    }
  }
}
