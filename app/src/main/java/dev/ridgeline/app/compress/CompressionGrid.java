package dev.ridgeline.app.compress;

import dev.ridgeline.core.number.Minifloat;
import dev.ridgeline.learning.compress.Method;
import dev.ridgeline.learning.model.KeywordModel;
import dev.ridgeline.learning.network.QuantisedNetwork;
import dev.ridgeline.learning.network.WeightMasks;
import dev.ridgeline.learning.prune.ChannelScore;
import dev.ridgeline.learning.prune.Norm;
import dev.ridgeline.learning.quantise.Calibration;
import java.util.ArrayList;
import java.util.List;

/** The methods and the runs of the study. */
final class CompressionGrid {
  /** The speaker splits; each is crossed with each seed. */
  static final List<String> SPLITS = List.of("speakers-1", "speakers-9", "speakers-31");

  /** The seeds of first weights, order and variation. */
  static final List<Long> SEEDS = List.of(1L, 2L, 3L);

  private static final int AWARE_EPOCHS = 10;
  private static final int PRUNED_EPOCHS = 20;

  private CompressionGrid() {}

  /** A trained network to start from. */
  record Start(String split, long seed) {}

  /** Trained networks, so that the first ones differ in split and seed. */
  static List<Start> starts() {
    List<Start> starts = new ArrayList<>();
    for (int shift = 0; shift < SEEDS.size(); shift++) {
      for (int i = 0; i < SPLITS.size(); i++) {
        starts.add(new Start(SPLITS.get(i), SEEDS.get((i + shift) % SEEDS.size())));
      }
    }
    return starts;
  }

  /** The methods for a model, the trained network itself first. */
  static List<Method> methods(KeywordModel model, boolean full) {
    List<Method> methods = new ArrayList<>(List.of(new Method.Trained()));
    boolean small = model == KeywordModel.TINYCONV;
    List<Integer> widths = small || full ? List.of(8, 7, 6, 5, 4, 3, 2) : List.of(8, 4, 3, 2);
    for (int bits : widths) {
      methods.add(new Method.PostTraining(bits, Calibration.MSE));
      methods.add(new Method.Aware(bits, QuantisedNetwork.Steps.LEARNED, AWARE_EPOCHS));
      if (full) {
        methods.add(new Method.PostTraining(bits, Calibration.MIN_MAX));
        methods.add(new Method.PostTraining(bits, Calibration.PERCENTILE));
        methods.add(new Method.PostTraining(bits, Calibration.ENTROPY));
        methods.add(new Method.Aware(bits, QuantisedNetwork.Steps.FOLLOWED, AWARE_EPOCHS));
      }
    }
    if (small || full) {
      minifloats().forEach(format -> methods.add(new Method.FloatWeights(format)));
    }
    List<Double> shares =
        small || full
            ? List.of(0.2, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 0.95)
            : List.of(0.5, 0.7, 0.8, 0.9);
    for (double share : shares) {
      methods.add(weights(share, true, PRUNED_EPOCHS));
      methods.add(weights(share, false, 0));
      // Which ranking is better differs by network, so that both stand in the default grid.
      methods.add(
          new Method.Weights(share, WeightMasks.Scope.NORMALISED, Norm.L2, true, PRUNED_EPOCHS));
      if (full) {
        for (Norm norm : List.of(Norm.L1, Norm.LINF)) {
          methods.add(
              new Method.Weights(share, WeightMasks.Scope.NORMALISED, norm, true, PRUNED_EPOCHS));
        }
        methods.add(weights(share, false, PRUNED_EPOCHS));
        methods.add(
            new Method.Weights(share, WeightMasks.Scope.LAYER, Norm.L2, true, PRUNED_EPOCHS));
      }
    }
    channels(methods, small, full);
    return List.copyOf(methods);
  }

  private static void channels(List<Method> methods, boolean small, boolean full) {
    List<Double> macs =
        small || full
            ? List.of(0.9, 0.75, 0.63, 0.5, 0.38, 0.25, 0.2, 0.13)
            : List.of(0.75, 0.5, 0.35, 0.25);
    for (double share : macs) {
      methods.add(new Method.Channels(share, ChannelScore.L2, PRUNED_EPOCHS));
      methods.add(new Method.Channels(share, ChannelScore.L2, 0));
      if (full) {
        methods.add(new Method.Channels(share, ChannelScore.L1, PRUNED_EPOCHS));
        methods.add(new Method.Channels(share, ChannelScore.LINF, PRUNED_EPOCHS));
        if (!small) {
          methods.add(new Method.Channels(share, ChannelScore.NORM_SCALE, PRUNED_EPOCHS));
        }
      }
    }
  }

  private static Method weights(double share, boolean gradual, int epochs) {
    return new Method.Weights(share, WeightMasks.Scope.GLOBAL, Norm.L2, gradual, epochs);
  }

  /** All of 3 to 8 bits with at least an exponent and a mantissa bit, every code a number. */
  private static List<Minifloat> minifloats() {
    List<Minifloat> formats = new ArrayList<>();
    for (int bits = 8; bits >= 3; bits--) {
      for (int exponent = 1; exponent <= Math.min(5, bits - 2); exponent++) {
        formats.add(new Minifloat(exponent, bits - 1 - exponent, Minifloat.Specials.FINITE));
      }
    }
    return formats;
  }
}
