package dev.ridgeline.learning.compress;

import dev.ridgeline.core.number.Minifloat;
import dev.ridgeline.learning.network.QuantisedNetwork;
import dev.ridgeline.learning.network.WeightMasks;
import dev.ridgeline.learning.prune.ChannelScore;
import dev.ridgeline.learning.prune.Norm;
import dev.ridgeline.learning.quantise.Calibration;
import java.util.Locale;

/** A way of making a trained network smaller. */
public sealed interface Method {
  /** A name of its own, fit for a file. */
  String label();

  /** What its points are drawn as: the label without the level. */
  String series();

  /** The level that is swept: bits of a weight, share of weights that are 0, or share of MACs. */
  double level();

  /** Bits of a weight. */
  int bits();

  /** The trained network itself. */
  record Trained() implements Method {
    @Override
    public String label() {
      return "float";
    }

    @Override
    public String series() {
      return label();
    }

    @Override
    public double level() {
      return bits();
    }

    @Override
    public int bits() {
      return Float.SIZE;
    }
  }

  /** Weights and activations of so many bits, their ranges from training clips. */
  record PostTraining(int bits, Calibration calibration) implements Method {
    @Override
    public String label() {
      return "%s-%d".formatted(series(), bits);
    }

    @Override
    public String series() {
      return "ptq-" + calibration.label();
    }

    @Override
    public double level() {
      return bits;
    }
  }

  /** Weights in a minifloat, activations f32. */
  record FloatWeights(Minifloat format) implements Method {
    @Override
    public String label() {
      return "%s-%s".formatted(series(), format.label());
    }

    @Override
    public String series() {
      return "minifloat";
    }

    @Override
    public double level() {
      return bits();
    }

    @Override
    public int bits() {
      return format.bits();
    }
  }

  /** Training on with weights and activations rounded to so many bits. */
  record Aware(int bits, QuantisedNetwork.Steps steps, int epochs) implements Method {
    @Override
    public String label() {
      return "%s-%d".formatted(series(), bits);
    }

    @Override
    public String series() {
      return steps == QuantisedNetwork.Steps.LEARNED ? "qat-lsq" : "qat";
    }

    @Override
    public double level() {
      return bits;
    }
  }

  /** The smallest weights set to 0; {@code epochs} 0: not trained on. */
  record Weights(double share, WeightMasks.Scope scope, Norm norm, boolean gradual, int epochs)
      implements Method {
    @Override
    public String label() {
      return "%s-%02.0f".formatted(series(), 100 * share);
    }

    @Override
    public String series() {
      return "weights-%s%s%s%s"
          .formatted(
              scope.name().toLowerCase(Locale.ROOT),
              scope == WeightMasks.Scope.NORMALISED ? "-" + norm.label() : "",
              gradual ? "-gradual" : "",
              epochs == 0 ? "-untuned" : "");
    }

    @Override
    public double level() {
      return share;
    }

    @Override
    public int bits() {
      return Float.SIZE;
    }
  }

  /** Channels taken out until a share of the multiply-accumulates is left. */
  record Channels(double macs, ChannelScore score, int epochs) implements Method {
    @Override
    public String label() {
      return "%s-%02.0f".formatted(series(), 100 * macs);
    }

    @Override
    public String series() {
      String ranked = score == ChannelScore.NORM_SCALE ? "norm-scale" : score.label();
      return "channels-%s%s".formatted(ranked, epochs == 0 ? "-untuned" : "");
    }

    @Override
    public double level() {
      return macs;
    }

    @Override
    public int bits() {
      return Float.SIZE;
    }
  }
}
