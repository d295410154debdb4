package dev.ridgeline.peers.onednn;

import dev.ridgeline.core.UserError;
import dev.ridgeline.core.op.Window;
import dev.ridgeline.core.tensor.DType;
import dev.ridgeline.core.tensor.Dim;
import dev.ridgeline.core.tensor.Shape;
import dev.ridgeline.core.tensor.TensorType;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;

/**
 * A convolution without bias, forward, in single precision (a cross-correlation, as networks have
 * it).
 *
 * @param source f32 [N, C, spatial axes...], one to three spatial axes
 * @param weights f32 [O, C/groups, kernel...]
 * @param window how the kernel moves; its pads are explicit and not negative
 * @param groups channels are split into so many; with C groups it is depthwise
 */
public record Convolution(TensorType source, TensorType weights, Window window, long groups) {
  private static final int MAX_AXES = 3;

  public Convolution {
    int axes = window.axes();
    require(axes >= 1 && axes <= MAX_AXES, () -> "%d spatial axes; give 1 to 3".formatted(axes));
    requireF32("a source", source, axes);
    requireF32("weights", weights, axes);
    require(
        window.autoPad() == Window.AutoPad.EXPLICIT
            && window.padsBegin().stream().allMatch(pad -> pad >= 0)
            && window.padsEnd().stream().allMatch(pad -> pad >= 0),
        () ->
            "pads %s and %s (%s); give explicit pads of at least 0"
                .formatted(window.padsBegin(), window.padsEnd(), window.autoPad()));
    long channels = source.shape().dim(1).size();
    long outChannels = weights.shape().dim(0).size();
    require(
        groups >= 1
            && channels % groups == 0
            && outChannels % groups == 0
            && weights.shape().dim(1).size() == channels / groups,
        () ->
            "%d groups for source %s and weights %s; give weights [O, C/groups, kernel...] and groups that divide C and O"
                .formatted(groups, source, weights));
    for (int axis = 0; axis < axes; axis++) {
      require(
          weights.shape().dim(2 + axis).size() == window.kernel().get(axis),
          () ->
              "weights %s for a kernel of %s; give the kernel sizes that the weights have"
                  .formatted(weights, window.kernel()));
      require(
          outputSize(source, window, axis) >= 1,
          () ->
              "a kernel of %s with dilations %s, larger than source %s with its pads; give a larger source or more padding"
                  .formatted(window.kernel(), window.dilations(), source));
    }
  }

  private static void requireF32(String what, TensorType type, int axes) {
    require(
        type.isKnown()
            && type.dtype() == DType.F32
            && type.shape().rank() == axes + 2
            && type.shape().dims().stream().allMatch(dim -> dim.size() >= 1),
        () ->
            "%s of %s; give f32 with %d known dimensions of at least 1"
                .formatted(what, type, axes + 2));
  }

  private static void require(boolean holds, Supplier<String> otherwise) {
    if (!holds) {
      throw new UserError("a convolution got " + otherwise.get());
    }
  }

  private static long outputSize(TensorType source, Window window, int axis) {
    long padded =
        source.shape().dim(2 + axis).size()
            + window.padsBegin().get(axis)
            + window.padsEnd().get(axis);
    return Math.floorDiv(padded - window.extent(axis), window.strides().get(axis)) + 1;
  }

  /** f32 [N, O, spatial axes...]. */
  public TensorType destination() {
    List<Dim> dims = new ArrayList<>();
    dims.add(source.shape().dim(0));
    dims.add(weights.shape().dim(0));
    for (int axis = 0; axis < window.axes(); axis++) {
      dims.add(Dim.of(outputSize(source, window, axis)));
    }
    return new TensorType(DType.F32, Shape.of(dims));
  }

  /** Multiply-accumulates, those with padding included. */
  public long macs() {
    return Math.multiplyExact(
        destination().shape().elements(),
        Math.multiplyExact(weights.shape().dim(1).size(), window.kernelElements()));
  }

  /** The weights' sizes as oneDNN wants them: groups, if there are any, are an axis in front. */
  long[] groupedWeights() {
    long[] sizes = weights.shape().sizes();
    if (groups == 1) {
      return sizes;
    }
    long[] grouped = new long[sizes.length + 1];
    grouped[0] = groups;
    System.arraycopy(sizes, 0, grouped, 1, sizes.length);
    grouped[1] /= groups;
    return grouped;
  }
}
