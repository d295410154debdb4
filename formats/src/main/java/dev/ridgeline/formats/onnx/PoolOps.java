package dev.ridgeline.formats.onnx;

import dev.ridgeline.core.graph.Node;
import dev.ridgeline.core.op.Pool;
import dev.ridgeline.core.tensor.Layout;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;

/** Lifts pools and resampling. */
final class PoolOps {
  private PoolOps() {}

  static boolean lift(NodeLift node) {
    Attributes a = node.attributes();
    boolean ceil = a.flag("ceil_mode", false);
    switch (node.type()) {
      case "MaxPool" ->
          node.emit(
              new Pool.MaxPool(
                  Windows.pool(node), ceil, a.flag("storage_order", false), Layout.NCHW));
      case "AveragePool" ->
          node.emit(
              new Pool.AveragePool(
                  Windows.pool(node), ceil, a.flag("count_include_pad", false), Layout.NCHW));
      case "LpPool" ->
          node.emit(new Pool.LpPool(Windows.pool(node), ceil, norm(node), Layout.NCHW));
      case "GlobalAveragePool" -> global(node, Pool.GlobalKind.AVERAGE, 0);
      case "GlobalMaxPool" -> global(node, Pool.GlobalKind.MAX, 0);
      case "GlobalLpPool" -> global(node, Pool.GlobalKind.LP, norm(node));
      case "Resize" -> resize(node);
      case "Upsample" -> upsample(node);
      default -> {
        return false;
      }
    }
    return true;
  }

  private static void global(NodeLift node, Pool.GlobalKind kind, int p) {
    node.emit(new Pool.Global(kind, p, Layout.NCHW));
  }

  /** The order of an Lp pool, a float in version 1. */
  private static int norm(NodeLift node) {
    return node.version() < 2
        ? Math.round(node.attributes().number("p", 2f))
        : node.attributes().small("p", 2);
  }

  private static void resize(NodeLift node) {
    Attributes a = node.attributes();
    String mode = a.text("mode", "nearest");
    if (node.version() < 11) {
      node.emit(asymmetric(mode), node.need(0), Node.ABSENT, node.need(1));
      return;
    }
    List<Integer> axes = a.integers("axes").orElse(List.of()).stream().map(Long::intValue).toList();
    Pool.Resize resize =
        new Pool.Resize(
            mode,
            a.text("coordinate_transformation_mode", "half_pixel"),
            a.text("nearest_mode", "round_prefer_floor"),
            a.number("cubic_coeff_a", -0.75f),
            a.flag("exclude_outside", false),
            a.number("extrapolation_value", 0f),
            a.flag("antialias", false),
            a.text("keep_aspect_ratio_policy", "stretch"),
            axes);
    // Only one coordinate mode reads the region of interest; others fill the place.
    String roi = resize.coordinates().equals("tf_crop_and_resize") ? node.in(1) : Node.ABSENT;
    node.emit(resize, node.need(0), roi, node.unlessEmpty(2), node.unlessEmpty(3));
  }

  /** Resize of version 10 and Upsample: positions are multiplied by the scale and cut off. */
  private static Pool.Resize asymmetric(String mode) {
    String name = mode.equals("bilinear") ? "linear" : mode;
    return new Pool.Resize(
        name, "asymmetric", "floor", -0.75f, false, 0f, false, "stretch", List.of());
  }

  private static void upsample(NodeLift node) {
    Attributes a = node.attributes();
    Pool.Resize resize = asymmetric(a.text("mode", "nearest"));
    if (node.version() >= 9) {
      node.emit(resize, node.need(0), Node.ABSENT, node.need(1));
      return;
    }
    Optional<List<Float>> scales = a.floats("scales");
    if (scales.isEmpty()) {
      int rank = node.rank(0);
      List<Float> all = new ArrayList<>(Collections.nCopies(rank, 1f));
      all.set(rank - 2, a.number("height_scale", 1f));
      all.set(rank - 1, a.number("width_scale", 1f));
      scales = Optional.of(all);
    }
    node.emit(resize, node.need(0), Node.ABSENT, node.floats("scales", scales.get()));
  }
}
