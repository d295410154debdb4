package dev.ridgeline.core.shape;

import dev.ridgeline.core.op.Movement;
import dev.ridgeline.core.tensor.DType;
import dev.ridgeline.core.tensor.Dim;
import dev.ridgeline.core.tensor.Shape;
import dev.ridgeline.core.tensor.TensorType;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;

/** Types of operators that move values. */
final class MovementTypes {
  private MovementTypes() {}

  static List<TensorType> infer(Movement op, NodeFacts facts) {
    if (op instanceof Movement.Split split) {
      return split(split, facts);
    }
    DType dtype =
        switch (op) {
          case Movement.ShapeOf _, Movement.SizeOf _, Movement.NonZero _ -> DType.I64;
          case Movement.OneHot _ -> facts.dtype(2);
          default -> facts.dtype(0);
        };
    return List.of(new TensorType(dtype, shape(op, facts)));
  }

  private static Shape shape(Movement op, NodeFacts facts) {
    Shape x = facts.shape(0);
    return switch (op) {
      case Movement.Reshape reshape -> ReshapeRule.apply(reshape, facts);
      case Movement.Expand _ -> expand(facts);
      case Movement.ShapeOf of ->
          x.ranked()
              ? Shape.of(ShapeArithmetic.axesOf(of, x.rank()).size())
              : Shape.of(facts.unknownDim("rank"));
      case Movement.SizeOf _ -> Shape.scalar();
      case Movement.NonZero _ ->
          Shape.of(
              x.ranked() ? Dim.of(x.rank()) : facts.unknownDim("rank"),
              facts.unknownDim("nonzero"));
      case Movement.Compress compress -> compress(compress, facts);
      case Movement.Gather gather -> gather(gather, facts);
      case Movement.GatherElements _ -> facts.shape(1);
      case Movement.GatherNd gather -> gatherNd(gather, facts);
      case Movement.OneHot hot -> oneHot(hot, facts);
      case Movement.Trilu _,
          Movement.ReverseSequence _,
          Movement.ScatterElements _,
          Movement.ScatterNd _ ->
          x;
      case Movement.Concat concat -> concat(concat, facts);
      default -> x.ranked() ? ranked(op, facts, x) : Shape.unranked();
    };
  }

  /** Operators whose rule needs the rank of input 0. */
  private static Shape ranked(Movement op, NodeFacts facts, Shape x) {
    return switch (op) {
      case Movement.Transpose transpose -> transpose(transpose, facts, x);
      case Movement.Slice _ -> SliceRule.apply(facts, x);
      case Movement.Squeeze _ -> squeeze(facts, x);
      case Movement.Unsqueeze _ -> unsqueeze(facts, x);
      case Movement.Flatten flatten -> flatten(flatten, facts, x);
      case Movement.Pad _ -> pad(facts, x);
      case Movement.Tile _ -> tile(facts, x);
      case Movement.DepthToSpace d2s -> {
        requireRank(facts, x, 4);
        Dim block = Dim.of(d2s.blockSize());
        Dim square = block.times(block);
        yield Shape.of(
            x.dim(0), x.dim(1).floorDiv(square), x.dim(2).times(block), x.dim(3).times(block));
      }
      case Movement.SpaceToDepth s2d -> {
        requireRank(facts, x, 4);
        Dim block = Dim.of(s2d.blockSize());
        yield Shape.of(
            x.dim(0),
            x.dim(1).times(block).times(block),
            x.dim(2).floorDiv(block),
            x.dim(3).floorDiv(block));
      }
      default -> throw new IllegalStateException("no shape rule for " + op);
    };
  }

  /** The shape that integer input {@code index} holds: its elements where they are known. */
  static Shape shapeFromInput(NodeFacts facts, int index) {
    Optional<IntValues> values = facts.ints(index);
    if (values.isPresent()) {
      return Shape.of(values.get().elements());
    }
    Shape shape = facts.shape(index);
    return shape.isKnown() && shape.rank() == 1 && shape.elements() <= 64
        ? facts.unknownShape((int) shape.elements())
        : Shape.unranked();
  }

  private static void requireRank(NodeFacts facts, Shape x, int rank) {
    if (x.rank() != rank) {
      throw facts.fail("takes %d dimensions but got %d".formatted(rank, x.rank()));
    }
  }

  private static Shape transpose(Movement.Transpose op, NodeFacts facts, Shape x) {
    List<Integer> permutation = op.permutation();
    if (permutation.isEmpty()) {
      List<Dim> reversed = new ArrayList<>(x.dims());
      Collections.reverse(reversed);
      return Shape.of(reversed);
    }
    if (permutation.size() != x.rank() || new TreeSet<>(permutation).size() != x.rank()) {
      throw facts.fail("%s is no permutation of %d axes".formatted(permutation, x.rank()));
    }
    return Shape.of(permutation.stream().map(a -> x.dim(facts.axis(a, x.rank()))).toList());
  }

  private static Shape concat(Movement.Concat op, NodeFacts facts) {
    Shape result = facts.shape(0);
    if (!facts.ranked(facts.inputCount())) {
      return Shape.unranked();
    }
    int axis = facts.axis(op.axis(), result.rank());
    for (int i = 1; i < facts.inputCount(); i++) {
      Shape next = facts.shape(i);
      if (next.rank() != result.rank()) {
        throw facts.fail("all inputs need the same number of dimensions");
      }
      for (int d = 0; d < result.rank(); d++) {
        Dim dim =
            d == axis
                ? result.dim(d).plus(next.dim(d))
                : facts.same(result.dim(d), next.dim(d), "sizes of axis " + d + " of all inputs");
        result = result.with(d, dim);
      }
    }
    return result;
  }

  private static List<TensorType> split(Movement.Split op, NodeFacts facts) {
    Shape x = facts.shape(0);
    int parts = facts.node().outputs().size();
    List<TensorType> types = new ArrayList<>();
    Optional<List<Long>> sizes = facts.longs(1);
    for (int i = 0; i < parts; i++) {
      if (!x.ranked()) {
        types.add(new TensorType(facts.dtype(0), x));
        continue;
      }
      int axis = facts.axis(op.axis(), x.rank());
      Dim part;
      if (facts.has(1)) {
        if (sizes.isPresent() && sizes.get().size() != parts) {
          throw facts.fail(
              "%d sizes are given for %d outputs".formatted(sizes.get().size(), parts));
        }
        part = sizes.isPresent() ? Dim.of(sizes.get().get(i)) : facts.unknownDim("part" + i);
      } else if (x.dim(axis).isKnown()) {
        long whole = x.dim(axis).size();
        long chunk = Math.ceilDiv(whole, (long) parts);
        part = Dim.of(Math.max(0, Math.min(chunk, whole - chunk * i)));
      } else {
        part = x.dim(axis).floorDiv(Dim.of(parts));
      }
      types.add(new TensorType(facts.dtype(0), x.with(axis, part)));
    }
    return types;
  }

  private static Shape gather(Movement.Gather op, NodeFacts facts) {
    if (!facts.ranked(2)) {
      return Shape.unranked();
    }
    Shape data = facts.shape(0);
    int axis = facts.axis(op.axis(), data.rank());
    List<Dim> dims = new ArrayList<>(data.dims().subList(0, axis));
    dims.addAll(facts.shape(1).dims());
    dims.addAll(data.dims().subList(axis + 1, data.rank()));
    return Shape.of(dims);
  }

  private static Shape gatherNd(Movement.GatherNd op, NodeFacts facts) {
    if (!facts.ranked(2) || facts.shape(1).rank() == 0 || !facts.shape(1).dim(-1).isKnown()) {
      return Shape.unranked();
    }
    Shape data = facts.shape(0);
    Shape indices = facts.shape(1);
    List<Dim> dims = new ArrayList<>(indices.dims().subList(0, indices.rank() - 1));
    dims.addAll(
        data.dims().subList(Math.toIntExact(op.batchDims() + indices.dim(-1).size()), data.rank()));
    return Shape.of(dims);
  }

  private static Shape oneHot(Movement.OneHot op, NodeFacts facts) {
    if (!facts.shape(0).ranked()) {
      return Shape.unranked();
    }
    List<Dim> dims = new ArrayList<>(facts.shape(0).dims());
    Dim depth = facts.ints(1).map(v -> v.elements().getFirst()).orElse(facts.unknownDim("depth"));
    dims.add(facts.axis(op.axis(), dims.size() + 1), depth);
    return Shape.of(dims);
  }

  private static Shape compress(Movement.Compress op, NodeFacts facts) {
    Dim kept = facts.unknownDim("kept");
    Shape x = facts.shape(0);
    return op.flat()
        ? Shape.of(kept)
        : x.ranked() ? x.with(facts.axis(op.axis(), x.rank()), kept) : x;
  }

  private static Shape expand(NodeFacts facts) {
    return ElementwiseTypes.broadcast(facts, facts.shape(0), shapeFromInput(facts, 1));
  }

  private static Shape squeeze(NodeFacts facts, Shape x) {
    Optional<List<Long>> axes = facts.longs(1);
    if (facts.has(1) && axes.isEmpty()) {
      return Shape.unranked();
    }
    List<Dim> dims = new ArrayList<>();
    TreeSet<Integer> squeezed = new TreeSet<>();
    axes.ifPresent(given -> given.forEach(a -> squeezed.add(facts.axis(a, x.rank()))));
    for (int i = 0; i < x.rank(); i++) {
      boolean drop = axes.isPresent() ? squeezed.contains(i) : x.dim(i).is(1);
      if (drop && x.dim(i).isKnown() && !x.dim(i).is(1)) {
        throw facts.fail(
            "axis %d has size %s; only axes of size 1 can be squeezed".formatted(i, x.dim(i)));
      }
      if (!drop) {
        dims.add(x.dim(i));
      }
    }
    return Shape.of(dims);
  }

  private static Shape unsqueeze(NodeFacts facts, Shape x) {
    Optional<List<Long>> axes = facts.longs(1);
    if (axes.isEmpty()) {
      Shape given = facts.shape(1);
      return given.isKnown() && given.elements() < 64
          ? facts.unknownShape((int) (x.rank() + given.elements()))
          : Shape.unranked();
    }
    int rank = x.rank() + axes.get().size();
    TreeSet<Integer> added = new TreeSet<>();
    axes.get().forEach(a -> added.add(facts.axis(a, rank)));
    if (added.size() != axes.get().size()) {
      throw facts.fail("axes %s name one axis twice".formatted(axes.get()));
    }
    List<Dim> dims = new ArrayList<>(x.dims());
    added.forEach(a -> dims.add(a, Dim.of(1)));
    return Shape.of(dims);
  }

  private static Shape flatten(Movement.Flatten op, NodeFacts facts, Shape x) {
    int axis = op.axis() == x.rank() ? x.rank() : facts.axis(op.axis(), Math.max(1, x.rank()));
    Dim before = Dim.of(1);
    Dim after = Dim.of(1);
    for (int i = 0; i < x.rank(); i++) {
      if (i < axis) {
        before = before.times(x.dim(i));
      } else {
        after = after.times(x.dim(i));
      }
    }
    return Shape.of(before, after);
  }

  private static Shape pad(NodeFacts facts, Shape x) {
    Optional<List<Long>> pads = facts.longs(1);
    Optional<List<Long>> axes = facts.longs(3);
    if (pads.isEmpty() || (facts.has(3) && axes.isEmpty())) {
      return facts.unknownShape(x.rank());
    }
    int count = axes.map(List::size).orElse(x.rank());
    if (pads.get().size() != 2 * count) {
      throw facts.fail(
          "%d pads are given but %d axes need %d".formatted(pads.get().size(), count, 2 * count));
    }
    Shape result = x;
    for (int i = 0; i < count; i++) {
      int axis = axes.isPresent() ? facts.axis(axes.get().get(i), x.rank()) : i;
      result =
          result.with(
              axis, x.dim(axis).plus(Math.addExact(pads.get().get(i), pads.get().get(i + count))));
    }
    return result;
  }

  private static Shape tile(NodeFacts facts, Shape x) {
    Optional<IntValues> repeats = facts.ints(1);
    if (repeats.isEmpty()) {
      return facts.unknownShape(x.rank());
    }
    if (repeats.get().elements().size() != x.rank()) {
      throw facts.fail(
          "%d repeats are given for %d dimensions"
              .formatted(repeats.get().elements().size(), x.rank()));
    }
    List<Dim> dims = new ArrayList<>();
    for (int i = 0; i < x.rank(); i++) {
      dims.add(x.dim(i).times(repeats.get().elements().get(i)));
    }
    return Shape.of(dims);
  }
}
