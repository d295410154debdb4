package dev.ridgeline.engine.interpreter;

import dev.ridgeline.core.UserError;
import dev.ridgeline.core.op.Movement;
import dev.ridgeline.core.tensor.DType;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Operators that reshape, join and cut; those that pick by index stand in {@link GatherKernels}.
 */
final class MovementKernels {
  private MovementKernels() {}

  static List<Array> run(Movement op, Operands in) {
    return op instanceof Movement.Split split
        ? split(split, in.get(0), in)
        : List.of(one(op, in.get(0), in));
  }

  private static Array one(Movement op, Array x, Operands in) {
    return switch (op) {
      case Movement.Reshape o -> x.reshaped(reshaped(x, in.get(1).wholes(), o.allowZero()));
      case Movement.Transpose o -> transpose(o, x);
      case Movement.Concat o ->
          concat(o.axis(), in.values().stream().map(v -> v.orElse(x)).toList());
      case Movement.Split _ -> throw new IllegalStateException("Split has several outputs");
      case Movement.Slice _ -> SliceKernel.run(in);
      case Movement.Gather o -> GatherKernels.gather(o, x, in.get(1));
      case Movement.GatherElements o -> GatherKernels.gatherElements(o, x, in.get(1));
      case Movement.GatherNd o -> GatherKernels.gatherNd(o, x, in.get(1));
      case Movement.ScatterElements o -> ScatterKernels.elements(o, x, in.get(1), in.get(2));
      case Movement.ScatterNd o -> ScatterKernels.nd(o, x, in.get(1), in.get(2));
      case Movement.Expand _ -> Broadcast.to(x, Broadcast.dims(x.dims, in.get(1).ints()));
      case Movement.Squeeze _ -> squeeze(x, in);
      case Movement.Unsqueeze _ -> unsqueeze(x, in.get(1));
      case Movement.Flatten o -> flatten(x, o.axis());
      case Movement.Pad o -> PadKernel.run(o, in);
      case Movement.Tile _ -> tile(x, in.get(1).ints());
      case Movement.DepthToSpace o -> depthToSpace(o, x);
      case Movement.SpaceToDepth o -> spaceToDepth(o, x);
      case Movement.ShapeOf o -> shapeOf(o, x);
      case Movement.SizeOf _ -> Array.scalar(DType.I64, x.size);
      case Movement.Trilu o -> trilu(o, x, in.has(1) ? in.get(1).whole(0) : 0);
      case Movement.ReverseSequence o -> reverseSequence(o, x, in.get(1));
      case Movement.OneHot o -> GatherKernels.oneHot(o, in);
      case Movement.Compress o -> GatherKernels.compress(o, x, in.get(1));
      case Movement.NonZero _ -> GatherKernels.nonZero(x);
    };
  }

  private static int[] reshaped(Array x, long[] shape, boolean allowZero) {
    int[] dims = new int[shape.length];
    int inferred = -1;
    long known = 1;
    for (int i = 0; i < shape.length; i++) {
      if (shape[i] == -1) {
        inferred = i;
        continue;
      }
      dims[i] = shape[i] == 0 && !allowZero && i < x.rank() ? x.dims[i] : Math.toIntExact(shape[i]);
      known *= dims[i];
    }
    if (inferred >= 0) {
      dims[inferred] = known == 0 ? 0 : Math.toIntExact(x.size / known);
    }
    if (Arrays.stream(dims).anyMatch(d -> d < 0) || Array.elements(dims) != x.size) {
      throw new UserError(
          "%s has %d elements, which do not fit shape %s"
              .formatted(x, x.size, Arrays.toString(shape)));
    }
    return dims;
  }

  private static Array transpose(Movement.Transpose op, Array x) {
    int rank = x.rank();
    int[] permutation =
        op.permutation().isEmpty()
            ? IntStream.range(0, rank).map(i -> rank - 1 - i).toArray()
            : op.permutation().stream().mapToInt(Integer::intValue).toArray();
    return Strided.transpose(x, permutation);
  }

  static Array concat(int givenAxis, List<Array> parts) {
    Array first = parts.getFirst();
    int axis = Array.axis(givenAxis, first.rank());
    int[] dims = first.dims.clone();
    dims[axis] = parts.stream().mapToInt(p -> p.dims[axis]).sum();
    Array joined = first.like(dims);
    int outer = 1;
    for (int i = 0; i < axis; i++) {
      outer *= dims[i];
    }
    int row = outer == 0 ? 0 : joined.size / outer;
    int to = 0;
    for (Array part : parts) {
      int length = outer == 0 ? 0 : part.size / outer;
      for (int o = 0; o < outer; o++) {
        joined.copy(o * row + to, part, o * length, length);
      }
      to += length;
    }
    return joined;
  }

  private static List<Array> split(Movement.Split op, Array x, Operands in) {
    int axis = Array.axis(op.axis(), x.rank());
    int[] sizes;
    if (in.has(1)) {
      sizes = in.get(1).ints();
    } else {
      int each = Math.ceilDiv(x.dims[axis], in.outputs());
      sizes = new int[in.outputs()];
      Arrays.fill(sizes, each);
      sizes[sizes.length - 1] = x.dims[axis] - each * (sizes.length - 1);
    }
    if (IntStream.of(sizes).sum() != x.dims[axis] || sizes.length != in.outputs()) {
      throw new UserError(
          "sizes %s do not divide an axis of %d into %d parts"
              .formatted(Arrays.toString(sizes), x.dims[axis], in.outputs()));
    }
    int[] strides = Strided.strides(x.dims);
    List<Array> parts = new ArrayList<>();
    int from = 0;
    for (int size : sizes) {
      int[] dims = x.dims.clone();
      dims[axis] = size;
      parts.add(Strided.gather(x, from * strides[axis], strides, dims));
      from += size;
    }
    return parts;
  }

  private static Array squeeze(Array x, Operands in) {
    int[] axes =
        in.has(1)
            ? ReduceKernels.axes(in.get(1), x.rank())
            : IntStream.range(0, x.rank()).filter(i -> x.dims[i] == 1).toArray();
    for (int axis : axes) {
      if (x.dims[axis] != 1) {
        throw new UserError("axis %d of %s is not of size 1".formatted(axis, x));
      }
    }
    return x.reshaped(
        IntStream.range(0, x.rank())
            .filter(i -> IntStream.of(axes).noneMatch(a -> a == i))
            .map(i -> x.dims[i])
            .toArray());
  }

  private static Array unsqueeze(Array x, Array axes) {
    int rank = x.rank() + axes.size;
    int[] at = ReduceKernels.axes(axes, rank);
    int[] dims = new int[rank];
    int from = 0;
    for (int i = 0; i < rank; i++) {
      int axis = i;
      dims[i] = IntStream.of(at).anyMatch(a -> a == axis) ? 1 : x.dims[from++];
    }
    return x.reshaped(dims);
  }

  private static Array flatten(Array x, int givenAxis) {
    int axis = givenAxis == x.rank() ? givenAxis : Array.axis(givenAxis, x.rank());
    int rows = Array.elements(Arrays.copyOf(x.dims, axis));
    int columns = Array.elements(Arrays.copyOfRange(x.dims, axis, x.rank()));
    return x.reshaped(rows, columns);
  }

  private static Array tile(Array x, int[] repeats) {
    Array result = x;
    for (int axis = 0; axis < repeats.length; axis++) {
      if (repeats[axis] == 0) {
        int[] none = result.dims.clone();
        none[axis] = 0;
        result = result.like(none);
      } else if (repeats[axis] > 1) {
        result = concat(axis, java.util.Collections.nCopies(repeats[axis], result));
      }
    }
    return result;
  }

  private static Array depthToSpace(Movement.DepthToSpace op, Array x) {
    int b = op.blockSize();
    int n = x.dims[0];
    int c = x.dims[1] / (b * b);
    int h = x.dims[2];
    int w = x.dims[3];
    Array moved =
        op.columnMajor()
            ? Strided.transpose(x.reshaped(n, c, b, b, h, w), 0, 1, 4, 2, 5, 3)
            : Strided.transpose(x.reshaped(n, b, b, c, h, w), 0, 3, 4, 1, 5, 2);
    return moved.reshaped(n, c, h * b, w * b);
  }

  private static Array spaceToDepth(Movement.SpaceToDepth op, Array x) {
    int b = op.blockSize();
    int n = x.dims[0];
    int c = x.dims[1];
    int h = x.dims[2] / b;
    int w = x.dims[3] / b;
    return Strided.transpose(x.reshaped(n, c, h, b, w, b), 0, 3, 5, 1, 2, 4)
        .reshaped(n, c * b * b, h, w);
  }

  private static Array shapeOf(Movement.ShapeOf op, Array x) {
    int rank = x.rank();
    int start = Math.clamp(op.start() < 0 ? (long) op.start() + rank : op.start(), 0, rank);
    int end = Math.clamp(op.end() < 0 ? (long) op.end() + rank : op.end(), 0, rank);
    return Array.longs(
        IntStream.range(start, Math.max(start, end)).mapToLong(i -> x.dims[i]).toArray());
  }

  private static Array trilu(Movement.Trilu op, Array x, long diagonal) {
    Array y = x.like(x.dims);
    int columns = x.dims[x.rank() - 1];
    int rows = x.dims[x.rank() - 2];
    for (int i = 0; i < x.size; i++) {
      long above = (i % columns) - (long) (i / columns % rows);
      if (op.upper() ? above >= diagonal : above <= diagonal) {
        y.copy(i, x, i, 1);
      }
    }
    return y;
  }

  private static Array reverseSequence(Movement.ReverseSequence op, Array x, Array lengths) {
    int[] strides = Strided.strides(x.dims);
    int batch = Array.axis(op.batchAxis(), x.rank());
    int time = Array.axis(op.timeAxis(), x.rank());
    Array y = x.like(x.dims);
    for (int i = 0; i < x.size; i++) {
      int t = i / strides[time] % x.dims[time];
      int length = Math.toIntExact(lengths.whole(i / strides[batch] % x.dims[batch]));
      int from = t < length ? length - 1 - t : t;
      y.copy(i, x, i + (from - t) * strides[time], 1);
    }
    return y;
  }
}
