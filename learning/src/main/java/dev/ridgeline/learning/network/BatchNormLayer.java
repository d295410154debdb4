package dev.ridgeline.learning.network;

import java.util.List;

/**
 * Batch normalisation: {@code y = scale * (x - mean) / sqrt(variance + epsilon) + bias} by channel,
 * mean and (biased) variance being those of the batch in training, else running ones, of which each
 * batch replaces a share of 1 - momentum. Source: Ioffe and Szegedy 2015, algorithm 1.
 */
final class BatchNormLayer implements Layer {
  private final Blob x;
  private final Blob y;
  private final float epsilon;
  private final float momentum;
  private final Parameter scale;
  private final Parameter bias;
  private final Parameter runningMean;
  private final Parameter runningVariance;
  private final float[] mean;
  private final float[] inverse;
  private final float[][] first;
  private final float[][] second;

  /** Scale, bias, running mean and running variance. */
  record Parameters(Parameter scale, Parameter bias, Parameter mean, Parameter variance) {}

  BatchNormLayer(Blob x, Blob y, float epsilon, float momentum, Parameters parameters, int batch) {
    this.x = x;
    this.y = y;
    this.epsilon = epsilon;
    this.momentum = momentum;
    scale = parameters.scale();
    bias = parameters.bias();
    runningMean = parameters.mean();
    runningVariance = parameters.variance();
    mean = new float[x.channels];
    inverse = new float[x.channels];
    first = new float[Chunks.count(batch)][x.channels];
    second = new float[Chunks.count(batch)][x.channels];
  }

  @Override
  public List<Parameter> parameters() {
    return List.of(scale, bias);
  }

  @Override
  public List<Parameter> buffers() {
    return List.of(runningMean, runningVariance);
  }

  @Override
  public void forward(int images, boolean training) {
    int channels = x.channels;
    if (training) {
      statistics(images);
    } else {
      for (int c = 0; c < channels; c++) {
        mean[c] = runningMean.value()[c];
        inverse[c] = (float) (1 / Math.sqrt((double) runningVariance.value()[c] + epsilon));
      }
    }
    float[] factor = new float[channels];
    float[] offset = new float[channels];
    for (int c = 0; c < channels; c++) {
      factor[c] = scale.value()[c] * inverse[c];
      offset[c] = bias.value()[c] - mean[c] * factor[c];
    }
    Chunks.each(
        images,
        (_, from, to) -> {
          for (int at = from * x.size(); at < to * x.size(); at += channels) {
            Lanes.scale(x.data, y.data, at, factor, offset);
          }
        });
  }

  private void statistics(int images) {
    int channels = x.channels;
    double count = (double) images * x.pixels();
    Chunks.each(
        images,
        (chunk, from, to) ->
            Rows.sumAdd(x.data, from * x.size(), channels, (to - from) * x.pixels(), first[chunk]));
    double[] sums = gather(first, images);
    for (int c = 0; c < channels; c++) {
      mean[c] = (float) (sums[c] / count);
    }
    Chunks.each(
        images,
        (chunk, from, to) -> {
          for (int at = from * x.size(); at < to * x.size(); at += channels) {
            Lanes.addSquares(x.data, at, mean, second[chunk]);
          }
        });
    sums = gather(second, images);
    for (int c = 0; c < channels; c++) {
      double variance = sums[c] / count;
      inverse[c] = (float) (1 / Math.sqrt(variance + epsilon));
      runningMean.value()[c] = momentum * runningMean.value()[c] + (1 - momentum) * mean[c];
      runningVariance.value()[c] =
          (float) (momentum * (double) runningVariance.value()[c] + (1 - momentum) * variance);
    }
  }

  @Override
  public void backward(int images) {
    int channels = x.channels;
    Chunks.each(
        images,
        (chunk, from, to) -> {
          float[] sums = first[chunk];
          float[] products = second[chunk];
          for (int at = from * x.size(); at < to * x.size(); at += channels) {
            Lanes.add(y.gradient, at, sums, 0, channels);
            Lanes.addCentred(y.gradient, x.data, at, mean, products);
          }
        });
    double[] biasGradient = gather(first, images);
    double[] centred = gather(second, images);
    double count = (double) images * x.pixels();
    float[] a = new float[channels];
    float[] b = new float[channels];
    float[] d = new float[channels];
    for (int c = 0; c < channels; c++) {
      double normalised = centred[c] * inverse[c];
      scale.gradient()[c] = (float) normalised;
      bias.gradient()[c] = (float) biasGradient[c];
      double factor = (double) scale.value()[c] * inverse[c];
      double slope = -factor * normalised / count * inverse[c];
      a[c] = (float) factor;
      b[c] = (float) slope;
      d[c] = (float) (-factor * biasGradient[c] / count - slope * mean[c]);
    }
    Chunks.each(
        images,
        (_, from, to) -> {
          for (int at = from * x.size(); at < to * x.size(); at += channels) {
            Lanes.addLinear(y.gradient, x.data, x.gradient, at, a, b, d);
          }
        });
  }

  private static double[] gather(float[][] parts, int images) {
    double[] sums = new double[parts[0].length];
    for (int chunk = 0; chunk < Chunks.count(images); chunk++) {
      for (int c = 0; c < sums.length; c++) {
        sums[c] += parts[chunk][c];
        parts[chunk][c] = 0;
      }
    }
    return sums;
  }
}
