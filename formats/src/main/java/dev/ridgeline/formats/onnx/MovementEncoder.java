package dev.ridgeline.formats.onnx;

import dev.ridgeline.core.op.Movement;
import java.util.Locale;

/** Names and attributes of movements in ONNX's form. */
final class MovementEncoder {
  private MovementEncoder() {}

  static String type(Movement op) {
    return switch (op) {
      case Movement.GatherNd _ -> "GatherND";
      case Movement.ScatterNd _ -> "ScatterND";
      default -> op.label();
    };
  }

  static void attributes(Movement op, AttributeWriter a) {
    switch (op) {
      case Movement.Reshape reshape -> a.flag("allowzero", reshape.allowZero());
      case Movement.Transpose transpose -> a.integersUnlessEmpty("perm", transpose.permutation());
      case Movement.Concat concat -> a.integer("axis", concat.axis());
      case Movement.Split split -> a.integer("axis", split.axis());
      case Movement.Gather gather -> a.integer("axis", gather.axis());
      case Movement.GatherElements gather -> a.integer("axis", gather.axis());
      case Movement.GatherNd gather -> a.integer("batch_dims", gather.batchDims());
      case Movement.ScatterElements scatter ->
          a.integer("axis", scatter.axis()).text("reduction", name(scatter.combine()));
      case Movement.ScatterNd scatter -> a.text("reduction", name(scatter.combine()));
      case Movement.Flatten flatten -> a.integer("axis", flatten.axis());
      case Movement.Pad pad -> a.text("mode", pad.mode().name().toLowerCase(Locale.ROOT));
      case Movement.DepthToSpace d2s ->
          a.integer("blocksize", d2s.blockSize()).text("mode", d2s.columnMajor() ? "CRD" : "DCR");
      case Movement.SpaceToDepth s2d -> a.integer("blocksize", s2d.blockSize());
      case Movement.ShapeOf of -> {
        if (of.start() != 0) {
          a.integer("start", of.start());
        }
        if (of.end() != Integer.MAX_VALUE) {
          a.integer("end", of.end());
        }
      }
      case Movement.Trilu trilu -> a.flag("upper", trilu.upper());
      case Movement.ReverseSequence reverse ->
          a.integer("batch_axis", reverse.batchAxis()).integer("time_axis", reverse.timeAxis());
      case Movement.OneHot hot -> a.integer("axis", hot.axis());
      case Movement.Compress compress -> {
        if (!compress.flat()) {
          a.integer("axis", compress.axis());
        }
      }
      case Movement.Slice _,
          Movement.Expand _,
          Movement.Squeeze _,
          Movement.Unsqueeze _,
          Movement.Tile _,
          Movement.SizeOf _,
          Movement.NonZero _ -> {}
    }
  }

  private static String name(Movement.Combine combine) {
    return combine.name().toLowerCase(Locale.ROOT);
  }
}
