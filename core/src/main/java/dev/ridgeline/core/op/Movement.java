package dev.ridgeline.core.op;

import java.util.List;

/** Operators that move values or describe shapes and compute none: no floating-point work. */
public sealed interface Movement extends Op {

  @Override
  default String label() {
    return getClass().getSimpleName();
  }

  /**
   * Inputs x, shape (i64 vector; -1 is inferred; 0 copies the input's size unless {@code
   * allowZero}).
   */
  record Reshape(boolean allowZero) implements Movement {}

  /** Output axis i is input axis {@code permutation[i]}; empty reverses the axes. */
  record Transpose(List<Integer> permutation) implements Movement {
    public Transpose {
      permutation = List.copyOf(permutation);
    }
  }

  /** Any number of inputs joined along {@code axis}. */
  record Concat(int axis) implements Movement {}

  /**
   * Inputs x, optional sizes (i64 vector); without sizes, as equal as possible over the outputs.
   */
  record Split(int axis) implements Movement {}

  /** Inputs x, starts, ends, optional axes, optional steps (integer vectors). */
  record Slice() implements Movement {}

  /** Inputs data, indices: rows of {@code axis} picked by index. */
  record Gather(int axis) implements Movement {}

  /** Inputs data, indices (same rank). */
  record GatherElements(int axis) implements Movement {}

  /** Inputs data, indices (last axis addresses). */
  record GatherNd(int batchDims) implements Movement {}

  /** How scattered values meet what is there. */
  enum Combine {
    NONE,
    ADD,
    MUL,
    MAX,
    MIN
  }

  /** Inputs data, indices, updates. */
  record ScatterElements(int axis, Combine combine) implements Movement {}

  /** Inputs data, indices, updates. */
  record ScatterNd(Combine combine) implements Movement {}

  /** Inputs x, shape: numpy broadcasting in both directions. */
  record Expand() implements Movement {}

  /** Inputs x, optional axes. */
  record Squeeze() implements Movement {}

  /** Inputs x, axes. */
  record Unsqueeze() implements Movement {}

  /** To two dimensions: everything before {@code axis}, everything from it. */
  record Flatten(int axis) implements Movement {}

  /** What stands outside the border. */
  enum PadMode {
    CONSTANT,
    REFLECT,
    EDGE,
    WRAP
  }

  /** Inputs x, pads (begins then ends), optional constant, optional axes. */
  record Pad(PadMode mode) implements Movement {}

  /** Inputs x, repeats. */
  record Tile() implements Movement {}

  /** Channels to space, NCHW; {@code columnMajor} is ONNX's mode CRD. */
  record DepthToSpace(int blockSize, boolean columnMajor) implements Movement {}

  record SpaceToDepth(int blockSize) implements Movement {}

  /** The sizes of axes start..end as an i64 vector. */
  record ShapeOf(int start, int end) implements Movement {
    @Override
    public String label() {
      return "Shape";
    }
  }

  /** The number of elements as an i64 scalar. */
  record SizeOf() implements Movement {
    @Override
    public String label() {
      return "Size";
    }
  }

  /** Upper or lower triangle; input 1, optional, the diagonal. */
  record Trilu(boolean upper) implements Movement {}

  /** Inputs x, sequence lengths. */
  record ReverseSequence(int batchAxis, int timeAxis) implements Movement {}

  /** Inputs indices, depth, values (off, on). */
  record OneHot(int axis) implements Movement {}

  /**
   * Inputs x, condition: the elements or rows where the condition holds; {@code flat} when no axis
   * was given.
   */
  record Compress(boolean flat, int axis) implements Movement {}

  /** Indices of the elements that are not zero. */
  record NonZero() implements Movement {}
}
