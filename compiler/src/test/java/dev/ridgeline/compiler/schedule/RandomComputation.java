package dev.ridgeline.compiler.schedule;

import static dev.ridgeline.compiler.expression.ComputationBuilder.axis;

import dev.ridgeline.compiler.expression.Computation;
import dev.ridgeline.compiler.expression.ComputationBuilder;
import dev.ridgeline.compiler.expression.IndexAxis;
import dev.ridgeline.compiler.ir.BinaryOp;
import dev.ridgeline.compiler.ir.Buffer;
import dev.ridgeline.compiler.ir.Combiner;
import dev.ridgeline.compiler.ir.CompareOp;
import dev.ridgeline.compiler.ir.Expr;
import dev.ridgeline.compiler.ir.Exprs;
import dev.ridgeline.compiler.ir.ScalarType;
import dev.ridgeline.compiler.ir.ValueType;
import dev.ridgeline.compiler.simplify.Interval;
import dev.ridgeline.compiler.simplify.Ranges;
import dev.ridgeline.core.tensor.DType;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/** Small computations of one to three stages, made at random from a seed. */
final class RandomComputation {
  private static final int[] EXTENTS = {1, 2, 3, 4, 5, 6, 7, 8, 9, 12, 13, 16, 17};

  private final SplittableRandom random;
  private final ComputationBuilder builder;
  private final DType type;
  private final List<Buffer> stages = new ArrayList<>();
  private int inputs;

  private RandomComputation(SplittableRandom random) {
    this.random = random;
    builder = new ComputationBuilder("p");
    type = random.nextInt(3) > 0 ? DType.F32 : DType.I32;
  }

  static Computation of(SplittableRandom random) {
    return new RandomComputation(random).build();
  }

  private Computation build() {
    int count = 1 + random.nextInt(3);
    if (random.nextInt(6) == 0 && type == DType.F32) {
      paddedWindow();
      count = 2 + random.nextInt(2);
    }
    for (int n = stages.size(); n < count; n++) {
      stages.add(stage("S" + n));
    }
    String last = stages.getLast().name();
    return count > 1 && random.nextInt(6) == 0
        ? builder.build(last, stages.getFirst().name())
        : builder.build(last);
  }

  /** A window that slides over a padded line or plane, as convolutions have it: two stages. */
  private void paddedWindow() {
    int pad = 1 + random.nextInt(3);
    int window = 1 + random.nextInt(2 * pad + 1);
    int length = 1 + random.nextInt(17);
    IndexAxis row = axis("h", 1 + random.nextInt(4));
    IndexAxis wide = axis("i", length + 2 * pad);
    Buffer line = builder.input("X", type, row.extent(), length);
    Buffer weights = builder.input("W", type, window);
    Expr from = Exprs.sub(wide.var(), Exprs.index(pad));
    Expr inside = Exprs.within(Exprs.index(0), from, Exprs.index(length));
    Expr element = Exprs.load(line, row.var(), from);
    stages.add(
        builder.compute("S0", type, List.of(row, wide), new Expr.Select(inside, element, zero())));
    IndexAxis out = axis("i", length + 2 * pad - window + 1);
    IndexAxis tap = axis("k", window);
    Expr padded = Exprs.load(stages.getFirst(), row.var(), Exprs.add(out.var(), tap.var()));
    Expr weight = Exprs.load(weights, tap.var());
    Expr term =
        random.nextBoolean()
            ? new Expr.Binary(BinaryOp.MUL, padded, weight)
            : new Expr.Binary(BinaryOp.MUL, weight, padded);
    stages.add(builder.reduce("S1", type, Combiner.SUM, List.of(row, out), List.of(tap), term));
  }

  private Buffer stage(String name) {
    int spatialCount = random.nextInt(8) == 0 ? 0 : 1 + random.nextInt(3);
    int reduceCount = random.nextInt(2) * (1 + random.nextInt(2));
    List<IndexAxis> spatial = axes("ijh", spatialCount, 1200);
    int points = spatial.stream().mapToInt(IndexAxis::extent).reduce(1, (a, b) -> a * b);
    List<IndexAxis> reduce = axes("kr", reduceCount, Math.max(1, 4000 / points));
    List<IndexAxis> all = new ArrayList<>(spatial);
    all.addAll(reduce);
    if (reduce.isEmpty()) {
      DType own = type == DType.I32 && random.nextInt(4) == 0 ? narrow() : type;
      return builder.compute(name, own, spatial, value(all));
    }
    Combiner combiner =
        switch (random.nextInt(6)) {
          case 0 -> Combiner.MAX;
          case 1 -> Combiner.MIN;
          case 2 -> type == DType.I32 ? Combiner.PRODUCT : Combiner.SUM;
          default -> Combiner.SUM;
        };
    Expr term = value(all);
    if (random.nextInt(3) == 0) {
      term = new Expr.Select(condition(all), term, combiner.identity(scalar()));
    }
    return builder.reduce(name, type, combiner, spatial, reduce, term);
  }

  private DType narrow() {
    return switch (random.nextInt(3)) {
      case 0 -> DType.I8;
      case 1 -> DType.U8;
      default -> DType.I16;
    };
  }

  private ScalarType scalar() {
    return ScalarType.loadedFrom(type);
  }

  private List<IndexAxis> axes(String names, int count, int most) {
    List<IndexAxis> axes = new ArrayList<>();
    int left = most;
    for (int n = 0; n < count; n++) {
      int extent = Math.min(left, EXTENTS[random.nextInt(EXTENTS.length)]);
      axes.add(axis(names.substring(n, n + 1), Math.max(1, extent)));
      left /= Math.max(1, extent);
    }
    return axes;
  }

  private Expr value(List<IndexAxis> axes) {
    Expr first = read(axes);
    return switch (random.nextInt(7)) {
      case 0 -> first;
      case 1 -> new Expr.Binary(BinaryOp.ADD, first, constant());
      case 2 -> new Expr.Binary(BinaryOp.MAX, first, constant());
      case 3 -> new Expr.Binary(BinaryOp.SUB, first, read(axes));
      case 4 ->
          axes.isEmpty()
              ? first
              : new Expr.Select(condition(axes), first, random.nextBoolean() ? read(axes) : zero());
      default -> new Expr.Binary(BinaryOp.MUL, first, read(axes));
    };
  }

  private Expr zero() {
    return Exprs.number(scalar(), 0);
  }

  private Expr constant() {
    return Exprs.number(scalar(), random.nextInt(-3, 4));
  }

  private Expr condition(List<IndexAxis> axes) {
    if (axes.isEmpty()) {
      return Exprs.TRUE;
    }
    Expr a = axes.get(random.nextInt(axes.size())).var();
    Expr b = axes.get(random.nextInt(axes.size())).var();
    return switch (random.nextInt(4)) {
      case 0 -> Exprs.lt(a, Exprs.index(1 + random.nextInt(9)));
      case 1 -> Exprs.le(Exprs.index(random.nextInt(5)), a);
      case 2 -> Exprs.le(a, Exprs.add(b, random.nextInt(3)));
      default ->
          Exprs.compare(
              CompareOp.NE, Exprs.mod(a, Exprs.index(2 + random.nextInt(3))), Exprs.index(0));
    };
  }

  /** An element of an input or an earlier stage, guarded where the index can leave it. */
  private Expr read(List<IndexAxis> axes) {
    Ranges ranges = Ranges.NONE;
    for (IndexAxis a : axes) {
      ranges = ranges.withLoop(a.var().name(), Exprs.index(a.extent()));
    }
    if (!stages.isEmpty() && random.nextInt(3) > 0) {
      return stageRead(stages.get(random.nextInt(stages.size())), axes, ranges);
    }
    List<Expr> indices = new ArrayList<>();
    List<Integer> shape = new ArrayList<>();
    for (IndexAxis a : axes) {
      if (random.nextInt(5) > 0 || shape.isEmpty()) {
        Expr index = index(a, axes, false);
        indices.add(index);
        shape.add((int) ranges.of(index).hi() + 1);
      }
    }
    if (indices.size() > 1 && random.nextInt(4) == 0) {
      indices = indices.reversed();
      shape = shape.reversed();
    }
    if (shape.stream().mapToLong(Integer::longValue).reduce(1, (x, y) -> x * y) > 20000) {
      return constant();
    }
    Buffer input =
        builder.input("A" + inputs++, type, shape.stream().mapToInt(Integer::intValue).toArray());
    return new Expr.Load(input, indices);
  }

  private Expr index(IndexAxis a, List<IndexAxis> axes, boolean shiftDown) {
    Expr base = a.var();
    return switch (random.nextInt(7)) {
      case 0 -> Exprs.add(base, axes.get(random.nextInt(axes.size())).var());
      case 1 -> Exprs.add(Exprs.mul(base, 2), random.nextInt(2));
      case 2 -> Exprs.add(base, shiftDown ? -random.nextInt(3) : random.nextInt(3));
      default -> base;
    };
  }

  private Expr stageRead(Buffer stage, List<IndexAxis> axes, Ranges ranges) {
    List<Expr> indices = new ArrayList<>();
    Expr inside = Exprs.TRUE;
    boolean clamp = random.nextInt(5) == 0;
    for (int extent : stage.shape()) {
      Expr index = Exprs.index(random.nextInt(extent));
      if (!axes.isEmpty() && random.nextInt(8) > 0) {
        List<IndexAxis> same = axes.stream().filter(a -> a.extent() == extent).toList();
        List<IndexAxis> from = same.isEmpty() || random.nextInt(4) == 0 ? axes : same;
        index = index(from.get(random.nextInt(from.size())), axes, true);
      }
      Interval range = ranges.of(index);
      if (range.lo() < 0 || range.hi() >= extent) {
        if (clamp) {
          index = Exprs.min(Exprs.max(index, Exprs.index(0)), Exprs.index(extent - 1));
        } else {
          inside = Exprs.and(inside, Exprs.within(Exprs.index(0), index, Exprs.index(extent)));
        }
      }
      indices.add(index);
    }
    Expr load = new Expr.Load(stage, indices);
    Expr guarded = inside.equals(Exprs.TRUE) ? load : new Expr.Select(inside, load, zero());
    if (!guarded.type().equals(ValueType.of(scalar()))) {
      throw new IllegalStateException("stage of another type");
    }
    return guarded;
  }
}
