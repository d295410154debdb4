package dev.ridgeline.formats.onnx;

import dev.ridgeline.core.graph.Node;
import dev.ridgeline.core.op.Movement;
import dev.ridgeline.core.op.Op;
import dev.ridgeline.core.tensor.DType;
import dev.ridgeline.formats.file.Quote;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Lifts operators that move values or describe shapes. */
final class MovementOps {
  private MovementOps() {}

  static boolean lift(NodeLift node) {
    return shaping(node) || picking(node) || other(node);
  }

  private static boolean shaping(NodeLift node) {
    Attributes a = node.attributes();
    switch (node.type()) {
      case "Reshape" -> {
        Movement.Reshape op = new Movement.Reshape(a.flag("allowzero", false));
        if (node.version() < 5) {
          node.emit(op, node.need(0), node.vector("shape", longs(node, "shape")));
        } else {
          node.emit(op);
        }
      }
      case "Transpose" ->
          node.emit(
              new Movement.Transpose(
                  a.integers("perm").orElse(List.of()).stream().map(Long::intValue).toList()));
      case "Squeeze" -> withAxes(node, new Movement.Squeeze());
      case "Unsqueeze" -> withAxes(node, new Movement.Unsqueeze());
      case "Flatten" -> node.emit(new Movement.Flatten(a.small("axis", 1)));
      case "Expand" -> node.emit(new Movement.Expand());
      case "Shape" ->
          node.emit(new Movement.ShapeOf(a.small("start", 0), a.small("end", Integer.MAX_VALUE)));
      case "Size" -> node.emit(new Movement.SizeOf());
      case "Concat" -> {
        if (node.inputCount() == 0) {
          throw node.fail("it has no inputs");
        }
        int axis = node.version() < 4 ? a.small("axis", 1) : (int) a.needInteger("axis");
        node.emit(new Movement.Concat(axis));
      }
      case "Split" -> split(node);
      default -> {
        return false;
      }
    }
    return true;
  }

  private static boolean picking(NodeLift node) {
    Attributes a = node.attributes();
    switch (node.type()) {
      case "Slice" -> slice(node);
      case "Gather" -> node.emit(new Movement.Gather(a.small("axis", 0)));
      case "GatherElements" -> node.emit(new Movement.GatherElements(a.small("axis", 0)));
      case "GatherND" -> node.emit(new Movement.GatherNd(a.small("batch_dims", 0)));
      case "Scatter", "ScatterElements" ->
          node.emit(new Movement.ScatterElements(a.small("axis", 0), combine(node)));
      case "ScatterND" -> node.emit(new Movement.ScatterNd(combine(node)));
      case "Compress" -> node.emit(new Movement.Compress(!a.has("axis"), a.small("axis", 0)));
      case "NonZero" -> node.emit(new Movement.NonZero());
      case "OneHot" -> node.emit(new Movement.OneHot(a.small("axis", -1)));
      default -> {
        return false;
      }
    }
    return true;
  }

  private static boolean other(NodeLift node) {
    Attributes a = node.attributes();
    switch (node.type()) {
      case "Pad" -> pad(node);
      case "Tile" -> tile(node);
      case "DepthToSpace" ->
          node.emit(new Movement.DepthToSpace(block(node), a.text("mode", "DCR").equals("CRD")));
      case "SpaceToDepth" -> node.emit(new Movement.SpaceToDepth(block(node)));
      case "Trilu" -> node.emit(new Movement.Trilu(a.flag("upper", true)));
      case "ReverseSequence" ->
          node.emit(
              new Movement.ReverseSequence(a.small("batch_axis", 1), a.small("time_axis", 0)));
      default -> {
        return false;
      }
    }
    return true;
  }

  private static List<Long> longs(NodeLift node, String key) {
    return node.attributes()
        .anyIntegers(key)
        .orElseThrow(() -> node.fail("attribute '" + key + "' is missing"));
  }

  /** Up to version 12 the axes are an attribute. */
  private static void withAxes(NodeLift node, Op op) {
    Optional<List<Long>> axes = node.attributes().integers("axes");
    if (axes.isPresent()) {
      node.emit(op, node.need(0), node.vector("axes", axes.get()));
    } else {
      node.emit(op);
    }
  }

  private static void split(NodeLift node) {
    Attributes a = node.attributes();
    Movement.Split op = new Movement.Split(a.small("axis", 0));
    Optional<List<Long>> sizes = a.integers("split");
    if (sizes.isPresent()) {
      node.emit(op, node.need(0), node.vector("split", sizes.get()));
    } else {
      node.emit(op);
    }
  }

  private static void slice(NodeLift node) {
    if (node.version() >= 10) {
      node.emit(new Movement.Slice());
      return;
    }
    Optional<List<Long>> axes = node.attributes().integers("axes");
    String starts = node.vector("starts", longs(node, "starts"));
    String ends = node.vector("ends", longs(node, "ends"));
    node.emit(
        new Movement.Slice(),
        node.need(0),
        starts,
        ends,
        axes.isPresent() ? node.vector("axes", axes.get()) : Node.ABSENT);
  }

  private static Movement.Combine combine(NodeLift node) {
    String reduction = node.attributes().text("reduction", "none");
    return switch (reduction) {
      case "none" -> Movement.Combine.NONE;
      case "add" -> Movement.Combine.ADD;
      case "mul" -> Movement.Combine.MUL;
      case "max" -> Movement.Combine.MAX;
      case "min" -> Movement.Combine.MIN;
      default -> throw new NotFollowed("reduction '" + Quote.of(reduction) + "' is not known");
    };
  }

  private static void pad(NodeLift node) {
    Attributes a = node.attributes();
    String mode = a.text("mode", "constant");
    Movement.Pad op =
        new Movement.Pad(
            switch (mode) {
              case "constant" -> Movement.PadMode.CONSTANT;
              case "reflect" -> Movement.PadMode.REFLECT;
              case "edge" -> Movement.PadMode.EDGE;
              case "wrap" -> Movement.PadMode.WRAP;
              default -> throw new NotFollowed("pad mode '" + Quote.of(mode) + "' is not known");
            });
    if (node.version() >= 11) {
      node.emit(op);
      return;
    }
    String pads = node.vector("pads", longs(node, node.version() < 2 ? "paddings" : "pads"));
    DType dtype = node.type(0).dtype() == DType.UNKNOWN ? DType.F32 : node.type(0).dtype();
    String value = a.has("value") ? node.scalar("value", dtype, a.number("value", 0)) : Node.ABSENT;
    node.emit(op, node.need(0), pads, value);
  }

  private static void tile(NodeLift node) {
    if (node.version() >= 6) {
      node.emit(new Movement.Tile());
      return;
    }
    // Version 1 repeats one axis.
    Optional<List<Long>> tiles = node.integers(1);
    Optional<List<Long>> axis = node.integers(2);
    if (tiles.isEmpty() || axis.isEmpty() || tiles.get().size() != 1 || axis.get().size() != 1) {
      throw new NotFollowed("tiles or axis are not constants");
    }
    int rank = node.rank(0);
    List<Long> repeats = new ArrayList<>(java.util.Collections.nCopies(rank, 1L));
    repeats.set(axis.get().getFirst().intValue(), tiles.get().getFirst());
    node.emit(new Movement.Tile(), node.need(0), node.vector("repeats", repeats));
  }

  private static int block(NodeLift node) {
    long block = node.attributes().needInteger("blocksize");
    if (block < 1 || block > 1 << 15) {
      throw node.fail("a block size of %d is not in 1 to 32768".formatted(block));
    }
    return (int) block;
  }
}
