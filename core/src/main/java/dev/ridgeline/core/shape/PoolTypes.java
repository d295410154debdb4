package dev.ridgeline.core.shape;

import dev.ridgeline.core.op.Pool;
import dev.ridgeline.core.op.Window;
import dev.ridgeline.core.tensor.DType;
import dev.ridgeline.core.tensor.Dim;
import dev.ridgeline.core.tensor.Layout;
import dev.ridgeline.core.tensor.Shape;
import dev.ridgeline.core.tensor.TensorType;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/** Types of pooling and resampling. */
final class PoolTypes {
  private PoolTypes() {}

  static List<TensorType> infer(Pool op, NodeFacts facts) {
    Shape x = facts.shape(0);
    DType dtype = facts.dtype(0);
    return switch (op) {
      case Pool.MaxPool pool -> {
        Shape out = pool(facts, x, pool.window(), pool.ceilMode(), pool.layout());
        yield List.of(new TensorType(dtype, out), new TensorType(DType.I64, out));
      }
      case Pool.AveragePool pool ->
          List.of(
              new TensorType(dtype, pool(facts, x, pool.window(), pool.ceilMode(), pool.layout())));
      case Pool.LpPool pool ->
          List.of(
              new TensorType(dtype, pool(facts, x, pool.window(), pool.ceilMode(), pool.layout())));
      case Pool.Global pool -> List.of(new TensorType(dtype, global(x, pool.layout())));
      case Pool.Resize resize -> List.of(new TensorType(dtype, resize(facts, resize)));
    };
  }

  /**
   * Number of positions of a window along one axis: floor((in + pads - extent) / stride) + 1, or
   * with ceil (then without a last position that starts in the padding at the end); ceil(in /
   * stride) for automatic pads.
   */
  static Dim slide(NodeFacts facts, Dim in, Window window, int i, boolean ceilMode) {
    long stride = window.strides().get(i);
    if (window.autoPad() != Window.AutoPad.EXPLICIT) {
      return in.ceilDiv(stride);
    }
    long begin = window.padsBegin().get(i);
    long rest = begin + window.padsEnd().get(i) - window.extent(i);
    if (!in.isKnown()) {
      Dim room = in.plus(rest);
      return (ceilMode ? room.ceilDiv(stride) : room.floorDiv(Dim.of(stride))).plus(1);
    }
    long room = Math.addExact(in.size(), rest);
    if (room < 0) {
      throw facts.fail(
          "a window of extent %d does not fit %s elements with %d of padding"
              .formatted(window.extent(i), in, begin + window.padsEnd().get(i)));
    }
    long out = (ceilMode ? Math.ceilDiv(room, stride) : room / stride) + 1;
    if (ceilMode && (out - 1) * stride >= in.size() + begin) {
      out--;
    }
    return Dim.of(out);
  }

  static Shape pool(NodeFacts facts, Shape x, Window window, boolean ceilMode, Layout layout) {
    if (!x.ranked()) {
      return x;
    }
    if (x.rank() != window.axes() + 2) {
      throw facts.fail(
          "an input of %d dimensions does not fit a window over %d axes"
              .formatted(x.rank(), window.axes()));
    }
    Shape result = x;
    for (int i = 0; i < window.axes(); i++) {
      int axis = layout.firstSpatialAxis() + i;
      result = result.with(axis, slide(facts, x.dim(axis), window, i, ceilMode));
    }
    return result;
  }

  private static Shape global(Shape x, Layout layout) {
    if (!x.ranked()) {
      return x;
    }
    Shape result = x;
    for (int i = 0; i < x.rank() - 2; i++) {
      result = result.with(layout.firstSpatialAxis() + i, Dim.of(1));
    }
    return result;
  }

  private static Shape resize(NodeFacts facts, Pool.Resize op) {
    Shape x = facts.shape(0);
    if (!x.ranked()) {
      return x;
    }
    List<Integer> axes =
        op.axes().isEmpty()
            ? IntStream.range(0, x.rank()).boxed().toList()
            : op.axes().stream().map(a -> facts.axis(a, x.rank())).toList();
    Optional<List<Dim>> sizes =
        facts.ints(3).map(IntValues::elements).filter(v -> v.size() == axes.size());
    Optional<List<Float>> scales = facts.floats(2).filter(v -> v.size() == axes.size());
    Shape result = x;
    boolean keepRatio = !op.aspectRatioPolicy().equals("stretch");
    for (int i = 0; i < axes.size(); i++) {
      Dim in = x.dim(axes.get(i));
      Dim out;
      if (sizes.isPresent() && !keepRatio) {
        out = sizes.get().get(i);
      } else if (scales.isPresent() && in.isKnown()) {
        out = Dim.of((long) Math.floor(in.size() * (double) scales.get().get(i)));
      } else if (scales.isPresent() && scales.get().get(i) == 1f) {
        out = in;
      } else if (scales.isPresent() && scales.get().get(i) == Math.rint(scales.get().get(i))) {
        out = in.times(Dim.of((long) (float) scales.get().get(i)));
      } else {
        out =
            sizes.isPresent() && x.isKnown()
                ? ratioKept(op, x, axes, sizes.get(), i)
                : facts.unknownDim("resized" + i);
      }
      result = result.with(axes.get(i), out);
    }
    return result;
  }

  private static Dim ratioKept(
      Pool.Resize op, Shape x, List<Integer> axes, List<Dim> sizes, int i) {
    if (!sizes.stream().allMatch(Dim::isKnown)) {
      return Dim.symbol("resized" + i + sizes);
    }
    boolean notLarger = op.aspectRatioPolicy().equals("not_larger");
    double scale = notLarger ? Double.POSITIVE_INFINITY : 0;
    for (int j = 0; j < axes.size(); j++) {
      double s = (double) sizes.get(j).size() / x.dim(axes.get(j)).size();
      scale = notLarger ? Math.min(scale, s) : Math.max(scale, s);
    }
    return Dim.of(Math.round(x.dim(axes.get(i)).size() * scale));
  }
}
