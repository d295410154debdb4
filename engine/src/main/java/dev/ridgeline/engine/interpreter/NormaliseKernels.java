package dev.ridgeline.engine.interpreter;

import dev.ridgeline.core.op.Normalise;
import dev.ridgeline.core.tensor.DType;
import dev.ridgeline.core.tensor.Layout;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;

/** Normalisations by given statistics or along axes; those by group stand in their own file. */
final class NormaliseKernels {
  private NormaliseKernels() {}

  static List<Array> run(Normalise op, Operands in) {
    Array x = in.get(0);
    return switch (op) {
      case Normalise.BatchNorm o -> batchNorm(o, x, in);
      case Normalise.InstanceNorm o -> List.of(StatisticsKernels.instanceNorm(o, x, in));
      case Normalise.LayerNorm o -> StatisticsKernels.layerNorm(o, x, in);
      case Normalise.GroupNorm o -> List.of(StatisticsKernels.groupNorm(o, x, in));
      case Normalise.RmsNorm o -> List.of(StatisticsKernels.rmsNorm(o, x, in.get(1)));
      case Normalise.MeanVariance o -> List.of(StatisticsKernels.meanVariance(o, x));
      case Normalise.Softmax o -> List.of(softmax(x, o.axis(), false));
      case Normalise.LogSoftmax o -> List.of(softmax(x, o.axis(), true));
      case Normalise.Hardmax o -> List.of(hardmax(x, o.axis()));
      case Normalise.Lrn o -> List.of(lrn(o, x));
      case Normalise.LpNorm o -> List.of(lpNorm(o, x));
      case Normalise.Dropout o -> dropout(o, x, in);
    };
  }

  private static List<Array> batchNorm(Normalise.BatchNorm op, Array given, Operands in) {
    Array x =
        op.layout() == Layout.NCHW ? given : ContractionKernels.channelsFirst(given, Layout.NHWC);
    int channels = x.rank() == 1 ? 1 : x.dims[1];
    int batch = x.dims[0];
    int plane = batch * channels == 0 ? 0 : x.size / (batch * channels);
    double[] mean = in.get(3).reals();
    double[] variance = in.get(4).reals();
    Array newMean = in.get(3).like(channels);
    Array newVariance = in.get(4).like(channels);
    if (op.training()) {
      for (int c = 0; c < channels; c++) {
        int channel = c;
        int[] own =
            IntStream.range(0, batch * plane)
                .map(i -> (i / plane * channels + channel) * plane + i % plane)
                .toArray();
        double[] moments = StatisticsKernels.moments(x, own);
        newMean.setReal(c, mean[c] * op.momentum() + moments[0] * (1 - op.momentum()));
        newVariance.setReal(c, variance[c] * op.momentum() + moments[1] * (1 - op.momentum()));
        mean[c] = moments[0];
        variance[c] = moments[1];
      }
    }
    Array y = x.like(x.dims);
    for (int i = 0; i < x.size; i++) {
      int c = i / plane % channels;
      double normal = (x.real(i) - mean[c]) / Math.sqrt(variance[c] + op.epsilon());
      y.setReal(i, normal * in.get(1).real(c) + in.get(2).real(c));
    }
    Array result = ContractionKernels.channelsLast(y, op.layout());
    return op.training() ? List.of(result, newMean, newVariance) : List.of(result);
  }

  private static Array softmax(Array x, int axis, boolean logarithm) {
    AxisLast rows = AxisLast.of(x, Array.axis(axis, x.rank()));
    Array source = rows.turned();
    Array y = source.like(source.dims);
    int n = rows.length();
    for (int r = 0; r < rows.rows(); r++) {
      double most = Double.NEGATIVE_INFINITY;
      for (int i = 0; i < n; i++) {
        most = Math.max(most, source.real(r * n + i));
      }
      double sum = 0;
      for (int i = 0; i < n; i++) {
        sum += Math.exp(source.real(r * n + i) - most);
      }
      for (int i = 0; i < n; i++) {
        double v = source.real(r * n + i) - most;
        y.setReal(r * n + i, logarithm ? v - Math.log(sum) : Math.exp(v) / sum);
      }
    }
    return rows.back(y);
  }

  private static Array hardmax(Array x, int axis) {
    AxisLast rows = AxisLast.of(x, Array.axis(axis, x.rank()));
    Array y = x.like(rows.turned().dims);
    var order = ReduceKernels.order(rows.turned());
    for (int r = 0; r < rows.rows(); r++) {
      int from = r * rows.length();
      int best = from;
      for (int i = from; i < from + rows.length(); i++) {
        best = order.compare(i, best) > 0 ? i : best;
      }
      y.setReal(best, 1);
    }
    return rows.back(y);
  }

  private static Array lrn(Normalise.Lrn op, Array x) {
    int channels = x.dims[1];
    int plane = x.size / Math.max(1, x.dims[0] * channels);
    int before = (int) ((op.size() - 1) / 2);
    int after = (int) (op.size() - 1 - before);
    Array y = x.like(x.dims);
    for (int i = 0; i < x.size; i++) {
      int c = i / plane % channels;
      double sum = 0;
      for (int d = Math.max(-before, -c); d <= Math.min(after, channels - 1 - c); d++) {
        double v = x.real(i + d * plane);
        sum += v * v;
      }
      y.setReal(
          i, x.real(i) / Math.pow(op.bias() + (double) op.alpha() / op.size() * sum, op.beta()));
    }
    return y;
  }

  private static Array lpNorm(Normalise.LpNorm op, Array x) {
    AxisLast rows = AxisLast.of(x, Array.axis(op.axis(), x.rank()));
    Array source = rows.turned();
    Array y = x.like(source.dims);
    for (int r = 0; r < rows.rows(); r++) {
      double sum = 0;
      for (int i = 0; i < rows.length(); i++) {
        sum += Math.pow(Math.abs(source.real(r * rows.length() + i)), op.p());
      }
      double norm = Math.pow(sum, 1.0 / op.p());
      for (int i = 0; i < rows.length(); i++) {
        double v = source.real(r * rows.length() + i);
        y.setReal(r * rows.length() + i, norm == 0 ? 0 : v / norm);
      }
    }
    return rows.back(y);
  }

  private static List<Array> dropout(Normalise.Dropout op, Array x, Operands in) {
    Array mask = Array.zeros(DType.BOOL, x.dims);
    double ratio = in.has(1) ? in.get(1).real(0) : 0.5;
    boolean training = in.has(2) && in.get(2).whole(0) != 0;
    SplittableRandom random = new SplittableRandom(op.seed());
    Array y = x.like(x.dims);
    for (int i = 0; i < x.size; i++) {
      boolean kept = !training || ratio == 0 || random.nextDouble() >= ratio;
      mask.setWhole(i, kept ? 1 : 0);
      y.setReal(i, !kept ? 0 : training ? x.real(i) / (1 - ratio) : x.real(i));
    }
    return List.of(y, mask);
  }
}
