package dev.ridgeline.engine.convert;

import dev.ridgeline.core.graph.Constant;
import dev.ridgeline.core.graph.Graph;
import dev.ridgeline.core.graph.Node;
import dev.ridgeline.core.op.Binary;
import dev.ridgeline.core.op.Contraction;
import dev.ridgeline.core.op.Movement;
import dev.ridgeline.core.op.Normalise;
import dev.ridgeline.core.op.Pool;
import dev.ridgeline.core.op.Reduce;
import dev.ridgeline.core.op.Unary;
import dev.ridgeline.core.op.Window;
import dev.ridgeline.core.tensor.DType;
import dev.ridgeline.core.tensor.Layout;
import dev.ridgeline.core.tensor.Shape;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.LongStream;

/**
 * Expresses operators that TFLite lacks by those that it has: global pools as means, matrix
 * products with constants as rows times weights, limits as minimum and maximum, normalisation as
 * product and sum, parts as slices. What it does not know stays as it is.
 */
final class TfliteOperators {
  private final Redraft draft;

  private TfliteOperators(Graph graph) {
    this.draft = new Redraft(graph);
  }

  static Graph apply(Graph graph) {
    return new TfliteOperators(graph).lowered();
  }

  private Graph lowered() {
    draft.inputs();
    for (Node node : draft.source().nodes()) {
      lower(node);
    }
    draft.source().outputs().forEach(draft::output);
    return draft.build();
  }

  private void lower(Node node) {
    switch (node.op()) {
      case Pool.Global pool -> global(node, pool);
      case Contraction.MatMul _ -> matMul(node);
      case Contraction.Gemm gemm -> gemm(node, gemm);
      case Unary.Clip _ -> clip(node);
      case Unary.HardSigmoid hard -> {
        String scaled =
            draft.step(
                node.name() + "/scaled",
                Binary.MUL,
                node.input(0),
                draft.scalar(node.name() + "/alpha", hard.alpha()));
        String moved =
            draft.step(
                node.name() + "/moved",
                Binary.ADD,
                scaled,
                draft.scalar(node.name() + "/beta", hard.beta()));
        limited(node, moved, Optional.of(0f), Optional.of(1f));
      }
      case Unary.Swish swish when swish.alpha() == 1 -> {
        String gate = draft.step(node.name() + "/gate", Unary.Function.SIGMOID, node.input(0));
        draft.result(node, Binary.MUL, node.input(0), gate);
      }
      case Unary.Function f when f == Unary.Function.RECIPROCAL ->
          draft.result(node, Binary.DIV, draft.scalar(node.name() + "/one", 1), node.input(0));
      case Normalise.BatchNorm norm -> batchNorm(node, norm);
      case Movement.Split split -> split(node, split);
      default -> draft.keep(node);
    }
  }

  private void global(Node node, Pool.Global pool) {
    Shape x = draft.type(node.input(0)).shape();
    if (pool.kind() == Pool.GlobalKind.LP || !x.ranked()) {
      draft.keep(node);
      return;
    }
    boolean plane =
        x.rank() == 4 && pool.layout() == Layout.NCHW && x.dim(2).isKnown() && x.dim(3).isKnown();
    if (pool.kind() == Pool.GlobalKind.AVERAGE && plane) {
      // Pools of integers keep the scale and run on every microcontroller library.
      Window window = Window.of(x.dim(2).size(), x.dim(3).size(), 1, 1, 0, 0);
      Pool.AveragePool mean = new Pool.AveragePool(window, false, false, Layout.NCHW);
      draft.result(node, mean, node.input(0));
      return;
    }
    int first = pool.layout().firstSpatialAxis();
    long[] axes = LongStream.range(first, first + x.rank() - 2L).toArray();
    Reduce.Kind kind = pool.kind() == Pool.GlobalKind.MAX ? Reduce.Kind.MAX : Reduce.Kind.MEAN;
    draft.result(
        node,
        new Reduce.Fold(kind, true, false),
        node.input(0),
        draft.vector(node.name() + "/axes", axes));
  }

  private Optional<Constant> floats(String value, int rank) {
    return draft
        .constant(value)
        .filter(c -> c.type().dtype() == DType.F32 && c.type().shape().rank() == rank);
  }

  private void matMul(Node node) {
    Optional<Constant> w = floats(node.input(1), 2);
    Shape x = draft.type(node.input(0)).shape();
    Shape y = draft.source().type(node.output()).shape();
    if (w.isEmpty() || !x.ranked() || x.rank() < 2 || !y.ranked()) {
      draft.keep(node);
      return;
    }
    String rows = node.input(0);
    if (x.rank() > 2) {
      long inputs = w.get().type().shape().dim(0).size();
      rows =
          draft.step(
              node.name() + "/rows",
              new Movement.Reshape(true),
              rows,
              draft.vector(node.name() + "/rows_shape", -1, inputs));
    }
    String turned =
        draft.constant(node.input(1) + "/rows", FloatConstants.permuted(w.get(), List.of(1, 0)));
    Contraction.Gemm gemm = new Contraction.Gemm(1, 1, false, true);
    if (x.rank() == 2) {
      draft.result(node, gemm, rows, turned);
      return;
    }
    String product = draft.step(node.name() + "/product", gemm, rows, turned);
    draft.result(
        node,
        new Movement.Reshape(true),
        product,
        draft.vector(node.name() + "/shape", Shapes.sizes(y)));
  }

  private void gemm(Node node, Contraction.Gemm gemm) {
    Optional<Constant> w = floats(node.input(1), 2);
    if (w.isEmpty() || gemm.transposeA()) {
      draft.keep(node);
      return;
    }
    Constant rows = gemm.transposeB() ? w.get() : FloatConstants.permuted(w.get(), List.of(1, 0));
    if (gemm.alpha() != 1) {
      rows = scaled(rows, gemm.alpha());
    }
    boolean same = gemm.transposeB() && gemm.alpha() == 1;
    String weights = same ? node.input(1) : draft.constant(node.input(1) + "/rows", rows);
    Contraction.Gemm plain = new Contraction.Gemm(1, 1, false, true);
    if (!node.has(2)) {
      draft.result(node, plain, node.input(0), weights);
      return;
    }
    long outputs = rows.type().shape().dim(0).size();
    Optional<Constant> bias = draft.constant(node.input(2)).filter(c -> isRow(c, outputs));
    if (bias.isEmpty()) {
      String product = draft.step(node.name() + "/product", plain, node.input(0), weights);
      String added = node.input(2);
      if (gemm.beta() != 1) {
        String beta = draft.scalar(node.name() + "/beta", gemm.beta());
        added = draft.step(node.name() + "/scaled", Binary.MUL, added, beta);
      }
      draft.result(node, Binary.ADD, product, added);
      return;
    }
    String vector = node.input(2);
    if (gemm.beta() != 1 || !bias.get().type().shape().equals(Shape.of(outputs))) {
      vector = draft.constant(node.input(2) + "/bias", row(bias.get(), outputs, gemm.beta()));
    }
    draft.result(node, plain, node.input(0), weights, vector);
  }

  private static Constant scaled(Constant constant, float factor) {
    float[] values = FloatConstants.floats(constant);
    for (int i = 0; i < values.length; i++) {
      values[i] *= factor;
    }
    return FloatConstants.of(values, constant.type().shape(), constant.role());
  }

  private static boolean isRow(Constant c, long outputs) {
    boolean last = c.type().shape().rank() == 0 || c.type().shape().dim(-1).is(c.elements());
    return c.type().dtype() == DType.F32 && last && (c.elements() == 1 || c.elements() == outputs);
  }

  private static Constant row(Constant bias, long outputs, float beta) {
    float[] given = FloatConstants.floats(bias);
    float[] values = new float[Math.toIntExact(outputs)];
    for (int i = 0; i < values.length; i++) {
      values[i] = beta * given[given.length == 1 ? 0 : i];
    }
    return FloatConstants.of(values, Shape.of(outputs), Constant.Role.PARAMETER);
  }

  private void clip(Node node) {
    boolean real = draft.type(node.input(0)).dtype() == DType.F32;
    Optional<Float> least = FloatConstants.scalar(limit(node, 1));
    Optional<Float> most = FloatConstants.scalar(limit(node, 2));
    boolean computed = (node.has(1) && least.isEmpty()) || (node.has(2) && most.isEmpty());
    boolean fused =
        (most.equals(Optional.of(6f)) && least.equals(Optional.of(0f)))
            || (most.equals(Optional.of(1f)) && least.equals(Optional.of(-1f)));
    if (!real || computed || fused) {
      draft.keep(node);
    } else if (least.equals(Optional.of(0f)) && (most.isEmpty() || most.get().isInfinite())) {
      draft.result(node, Unary.Function.RELU, node.input(0));
    } else {
      limited(node, node.input(0), least, most);
    }
  }

  private Optional<Constant> limit(Node node, int index) {
    return node.has(index) ? draft.constant(node.input(index)) : Optional.empty();
  }

  private void limited(Node node, String x, Optional<Float> least, Optional<Float> most) {
    String at = x;
    if (least.isPresent()) {
      String low = draft.scalar(node.name() + "/least", least.get());
      if (most.isEmpty()) {
        draft.result(node, Binary.MAX, at, low);
        return;
      }
      at = draft.step(node.name() + "/raised", Binary.MAX, at, low);
    }
    if (most.isPresent()) {
      draft.result(node, Binary.MIN, at, draft.scalar(node.name() + "/most", most.get()));
    } else {
      draft.result(node, Unary.Function.IDENTITY, at);
    }
  }

  private void batchNorm(Node node, Normalise.BatchNorm norm) {
    List<Optional<Constant>> parts =
        IntStream.range(1, 5).mapToObj(i -> floats(node.input(i), 1)).toList();
    Shape x = draft.type(node.input(0)).shape();
    if (norm.training() || parts.stream().anyMatch(Optional::isEmpty) || !x.ranked()) {
      draft.keep(node);
      return;
    }
    List<float[]> values = parts.stream().map(p -> FloatConstants.floats(p.orElseThrow())).toList();
    int channels = values.getFirst().length;
    float[] factor = new float[channels];
    float[] offset = new float[channels];
    for (int c = 0; c < channels; c++) {
      double s = values.get(0)[c] / Math.sqrt(values.get(3)[c] + (double) norm.epsilon());
      factor[c] = (float) s;
      offset[c] = (float) (values.get(1)[c] - values.get(2)[c] * s);
    }
    int trailing = norm.layout() == Layout.NCHW ? x.rank() - 2 : 0;
    long[] sizes = new long[1 + trailing];
    Arrays.fill(sizes, 1);
    sizes[0] = channels;
    Shape shape = Shape.of(sizes);
    String scaled =
        draft.step(
            node.name() + "/scaled",
            Binary.MUL,
            node.input(0),
            draft.constant(
                node.name() + "/factor",
                FloatConstants.of(factor, shape, Constant.Role.PARAMETER)));
    draft.result(
        node,
        Binary.ADD,
        scaled,
        draft.constant(
            node.name() + "/offset", FloatConstants.of(offset, shape, Constant.Role.PARAMETER)));
  }

  private void split(Node node, Movement.Split split) {
    List<Shape> shapes = node.outputs().stream().map(o -> draft.source().type(o).shape()).toList();
    if (shapes.stream().anyMatch(s -> !s.ranked() || !s.dim(split.axis()).isKnown())) {
      draft.keep(node);
      return;
    }
    long at = 0;
    List<String> names = new ArrayList<>(Collections.nCopies(node.outputs().size(), ""));
    for (int i = 0; i < shapes.size(); i++) {
      long size = shapes.get(i).dim(split.axis()).size();
      String stem = node.name() + "/part" + i;
      names.set(i, node.outputs().get(i));
      if (!names.get(i).equals(Node.ABSENT)) {
        Node part =
            new Node(
                i == 0 ? node.name() : stem,
                new Movement.Slice(),
                List.of(
                    node.input(0),
                    draft.vector(stem + "/starts", at),
                    draft.vector(stem + "/ends", at + size),
                    draft.vector(stem + "/axes", split.axis())),
                List.of(names.get(i)));
        draft.keep(part);
      }
      at += size;
    }
  }
}
