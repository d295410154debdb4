package dev.ridgeline.learning.network;

import dev.ridgeline.core.graph.Graph;
import dev.ridgeline.engine.rewrite.Rewriting;
import dev.ridgeline.learning.quantise.Calibration;
import dev.ridgeline.learning.quantise.WeightNumbers;
import java.util.Arrays;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * A network whose weights and activations are rounded as it computes, for quantising after training
 * (calibrate, then save) and for training on (the float masters are trained). Batch normalisations
 * are folded into the convolutions before them first.
 *
 * <p>Rounded are the weights of every layer, and the features, the sums (behind their ReLU where
 * one follows) and the means; features and scores have 8 bits whatever the others have. Biases stay
 * f32.
 */
public final class QuantisedNetwork {
  private final Network network;
  private final Quantisers quantisers;

  /** How steps change while the masters are trained. */
  public enum Steps {
    /** Weights by their largest magnitudes, activations by moving ranges. */
    FOLLOWED,
    /** Trained themselves (LSQ). */
    LEARNED
  }

  private QuantisedNetwork(Network network, Quantisers quantisers) {
    this.network = network;
    this.quantisers = quantisers;
  }

  /**
   * The quantised form of a trained network.
   *
   * @param batch the most images of a batch
   * @param weights what weights are rounded to
   * @param activationBits 2 to 8, or empty where activations stay f32
   */
  public static QuantisedNetwork of(
      Graph trained, int batch, WeightNumbers weights, OptionalInt activationBits, Steps steps) {
    Quantisers quantisers =
        new Quantisers(
            Optional.of(weights),
            activationBits,
            switch (steps) {
              case FOLLOWED -> QuantisedValue.Ranges.MOVING;
              case LEARNED -> QuantisedValue.Ranges.LEARNED;
            });
    Graph folded = folded(trained);
    return new QuantisedNetwork(Network.of(folded, batch, quantisers), quantisers);
  }

  /** A network with its batch normalisations folded. */
  public static Graph folded(Graph trained) {
    return Rewriting.of(trained).graph();
  }

  /** What computes and is trained. */
  public Network network() {
    return network;
  }

  /**
   * Chooses the grids of activations and the scales of weights.
   *
   * @param features of training clips
   */
  public void calibrate(float[] features, int images, Calibration calibration) {
    if (quantisers.roundsValues()) {
      int size = network.inputSize();
      for (int from = 0; from < images; from += network.batch()) {
        int count = Math.min(network.batch(), images - from);
        network.probabilities(
            Arrays.copyOfRange(features, from * size, (from + count) * size), count);
      }
      quantisers.values().forEach(value -> value.calibrate(calibration));
    }
    boolean leastError = calibration != Calibration.MIN_MAX;
    quantisers.weights().forEach(weights -> weights.fit(leastError));
  }

  /** Keeps moving ranges as they are from here on. */
  public void freeze() {
    quantisers.values().forEach(QuantisedValue::freeze);
  }

  /** The network with integer weights between quantisers and their inverses. */
  public Graph saved() {
    return new SavedForm(network.trained(), quantisers).graph();
  }

  /** Bytes of the weights packed at their width, a scale a channel, biases and grids. */
  public long packedBytes() {
    long bytes = 0;
    for (QuantisedWeights weights : quantisers.weights()) {
      long bits = (long) weights.master().value().length * weights.numbers().bits();
      bytes += Math.ceilDiv(bits, Byte.SIZE);
      bytes += (long) Float.BYTES * weights.steps().length; // scales
      bytes += (long) Float.BYTES * weights.bias().value().length;
    }
    return bytes + quantisers.values().size() * (Float.BYTES + 1L);
  }
}
