package dev.ridgeline.learning.compress;

import dev.ridgeline.core.graph.Constant;
import dev.ridgeline.core.graph.Graph;
import dev.ridgeline.learning.data.Augmentation;
import dev.ridgeline.learning.data.ClipSource;
import dev.ridgeline.learning.data.FeatureCache;
import dev.ridgeline.learning.data.FeatureSet;
import dev.ridgeline.learning.data.KeywordSet;
import dev.ridgeline.learning.model.KeywordModel;
import dev.ridgeline.learning.network.Network;
import dev.ridgeline.learning.network.Optimiser;
import dev.ridgeline.learning.network.QuantisedNetwork;
import dev.ridgeline.learning.network.WeightMasks;
import dev.ridgeline.learning.prune.ChannelPruning;
import dev.ridgeline.learning.quantise.Calibration;
import dev.ridgeline.learning.quantise.WeightNumbers;
import dev.ridgeline.learning.training.FineTuning;
import dev.ridgeline.learning.training.Recipe;
import java.util.OptionalInt;

/**
 * Makes a trained keyword spotter smaller by a method. Ranges come from training clips as they are,
 * and training on uses training clips alone.
 *
 * @param set of the clips
 * @param model what is trained
 * @param seed of training on
 */
public record Compression(KeywordSet set, KeywordModel model, long seed) {
  private static final int BATCH = 64;
  private static final int CALIBRATED = 256;
  private static final double PRUNED_RATE = 1e-3;
  private static final double AWARE_RATE = 1e-3;
  private static final double FREEZE_AT = 0.7;
  private static final double PRUNED_BY = 0.3;

  /** The network that a method makes of a trained one, which stays as it is. */
  public Compressed apply(Method method, Graph trained, FeatureCache cache) {
    return switch (method) {
      case Method.Trained _ -> sized(trained);
      case Method.PostTraining m -> {
        QuantisedNetwork network =
            QuantisedNetwork.of(
                trained,
                BATCH,
                new WeightNumbers.Integers(m.bits()),
                OptionalInt.of(m.bits()),
                QuantisedNetwork.Steps.LEARNED);
        calibrate(network, m.calibration(), cache);
        yield sized(network);
      }
      case Method.FloatWeights m ->
          sized(
              QuantisedNetwork.of(
                  trained,
                  BATCH,
                  new WeightNumbers.Floats(m.format()),
                  OptionalInt.empty(),
                  QuantisedNetwork.Steps.LEARNED));
      case Method.Aware m -> aware(m, trained, cache);
      case Method.Weights m -> weights(m, trained);
      case Method.Channels m -> {
        Graph smaller = ChannelPruning.withMacs(trained, m.macs(), m.score());
        if (m.epochs() == 0) {
          yield sized(smaller);
        }
        Network network = Network.of(smaller, BATCH);
        tuning(m.epochs(), PRUNED_RATE).run(network, new FineTuning.Between() {});
        yield sized(network.trained());
      }
    };
  }

  private Compressed aware(Method.Aware method, Graph trained, FeatureCache cache) {
    QuantisedNetwork network =
        QuantisedNetwork.of(
            trained,
            BATCH,
            new WeightNumbers.Integers(method.bits()),
            OptionalInt.of(method.bits()),
            method.steps());
    calibrate(
        network,
        method.steps() == QuantisedNetwork.Steps.LEARNED ? Calibration.MSE : Calibration.MIN_MAX,
        cache);
    tuning(method.epochs(), AWARE_RATE)
        .run(
            network.network(),
            new FineTuning.Between() {
              @Override
              public void before(double share) {
                if (share >= FREEZE_AT) {
                  network.freeze();
                }
              }
            });
    return sized(network);
  }

  private Compressed weights(Method.Weights method, Graph trained) {
    Network network = Network.of(trained, BATCH);
    WeightMasks masks = WeightMasks.of(network);
    if (!method.gradual()) {
      masks.prune(method.share(), method.scope(), method.norm());
    }
    if (method.epochs() > 0) {
      tuning(method.epochs(), PRUNED_RATE)
          .run(
              network,
              new FineTuning.Between() {
                @Override
                public void before(double share) {
                  if (method.gradual()) {
                    masks.prune(method.share() * grown(share), method.scope(), method.norm());
                  }
                }

                @Override
                public void after() {
                  masks.apply();
                }
              });
    }
    return sized(network.trained());
  }

  /** Share of the pruning that is done: Zhu and Gupta 2017, equation 1. */
  private static double grown(double share) {
    double left = Math.max(0, 1 - share / PRUNED_BY);
    return 1 - left * left * left;
  }

  private void calibrate(QuantisedNetwork network, Calibration calibration, FeatureCache cache) {
    FeatureSet features =
        cache.features(CalibrationClips.of(set, CALIBRATED), ClipSource.of(set), model.frontEnd());
    network.calibrate(features.features(), features.clips(), calibration);
  }

  private FineTuning tuning(int epochs, double rate) {
    Recipe recipe =
        new Recipe(
            epochs, BATCH, Optimiser.Method.ADAM, rate, 0, 0.1, 0, Augmentation.standard(), seed);
    return new FineTuning(set, model, recipe);
  }

  private static Compressed sized(QuantisedNetwork network) {
    Graph folded = network.network().trained();
    return new Compressed(
        network.saved(), folded.parameters(), network.packedBytes(), ChannelPruning.macs(folded));
  }

  /** A network of f32. */
  private static Compressed sized(Graph graph) {
    Graph folded = QuantisedNetwork.folded(graph);
    long parameters = 0;
    long bytes = 0;
    for (Constant constant : folded.constants().values()) {
      if (constant.role() != Constant.Role.PARAMETER) {
        continue;
      }
      int count = Math.toIntExact(constant.elements());
      long filled = 0;
      for (float value : constant.tensor().floats(0, count)) {
        filled += value == 0 ? 0 : 1;
      }
      parameters += filled;
      long sparse = Math.ceilDiv(count, Byte.SIZE) + filled * Float.BYTES;
      bytes += Math.min(sparse, (long) count * Float.BYTES);
    }
    return new Compressed(graph, parameters, bytes, ChannelPruning.macs(folded));
  }
}
