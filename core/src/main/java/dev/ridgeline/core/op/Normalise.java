package dev.ridgeline.core.op;

import dev.ridgeline.core.tensor.Layout;
import java.util.List;

/**
 * Operators that scale values by statistics of their neighbourhood. Output 0 has the shape of input
 * 0.
 */
public sealed interface Normalise extends Op {

  @Override
  default String label() {
    return getClass().getSimpleName();
  }

  /**
   * Inputs x, scale, bias, mean, variance: by channel. In training form the statistics are those of
   * the batch and running ones are further outputs.
   */
  record BatchNorm(float epsilon, float momentum, boolean training, Layout layout)
      implements Normalise {
    @Override
    public String label() {
      return "BatchNormalization";
    }
  }

  /** Inputs x, scale, bias: by image and channel. */
  record InstanceNorm(float epsilon) implements Normalise {
    @Override
    public String label() {
      return "InstanceNormalization";
    }
  }

  /** Inputs x, scale, optional bias: over the axes from {@code axis} on. */
  record LayerNorm(int axis, float epsilon) implements Normalise {
    @Override
    public String label() {
      return "LayerNormalization";
    }
  }

  /** Inputs x, scale, bias: over groups of channels. */
  record GroupNorm(long groups, float epsilon) implements Normalise {
    @Override
    public String label() {
      return "GroupNormalization";
    }
  }

  /** Inputs x, scale: by the root of the mean square over the axes from {@code axis} on. */
  record RmsNorm(int axis, float epsilon) implements Normalise {
    @Override
    public String label() {
      return "RMSNormalization";
    }
  }

  record Softmax(int axis) implements Normalise {}

  record LogSoftmax(int axis) implements Normalise {}

  /** 1 at the first maximum along the axis, else 0. */
  record Hardmax(int axis) implements Normalise {}

  /** Local response normalisation across {@code size} channels, NCHW. */
  record Lrn(float alpha, float beta, float bias, long size) implements Normalise {
    @Override
    public String label() {
      return "LRN";
    }
  }

  record LpNorm(int axis, int p) implements Normalise {
    @Override
    public String label() {
      return "LpNormalization";
    }
  }

  record MeanVariance(List<Integer> axes) implements Normalise {
    public MeanVariance {
      axes = List.copyOf(axes);
    }

    @Override
    public String label() {
      return "MeanVarianceNormalization";
    }
  }

  /**
   * Inputs x, optional ratio, optional training mode; the identity in inference. Output 1,
   * optional: the mask.
   */
  record Dropout(long seed) implements Normalise {}
}
