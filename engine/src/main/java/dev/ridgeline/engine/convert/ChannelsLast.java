package dev.ridgeline.engine.convert;

import dev.ridgeline.core.graph.Constant;
import dev.ridgeline.core.graph.Graph;
import dev.ridgeline.core.graph.Node;
import dev.ridgeline.core.op.Binary;
import dev.ridgeline.core.op.Compare;
import dev.ridgeline.core.op.Contraction;
import dev.ridgeline.core.op.Movement;
import dev.ridgeline.core.op.Normalise;
import dev.ridgeline.core.op.Op;
import dev.ridgeline.core.op.Pool;
import dev.ridgeline.core.op.Reduce;
import dev.ridgeline.core.op.Unary;
import dev.ridgeline.core.tensor.Dim;
import dev.ridgeline.core.tensor.Layout;
import dev.ridgeline.core.tensor.Shape;
import dev.ridgeline.core.tensor.TensorType;
import dev.ridgeline.engine.convert.StoredValues.Stored;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Turns a network of channels second (NCHW) into one of channels last (NHWC) by keeping account of
 * the order in which every value is stored: convolutions and pools get and give values channels
 * last, what stands between them works in that order, weights are laid anew, and the weights of a
 * product after a flattening are permuted instead of its input. Spatial inputs and outputs change
 * their layout. A transpose stays only where an operator needs the source's own order.
 *
 * <p>Convolutions and pools of one spatial axis become those of two, the first of size 1.
 */
final class ChannelsLast {
  /**
   * The network in its new layout.
   *
   * @param orders of inputs and outputs whose axes moved: axis i is the source's {@code order[i]}
   * @param transposes how many had to be put in
   */
  record Result(Graph graph, Map<String, List<Integer>> orders, int transposes) {
    Result {
      orders = Map.copyOf(orders);
    }
  }

  private final Redraft draft;
  private final StoredValues values;
  private final ReshapeOrder reshapes;
  private final ElementwiseOrder elements;
  private final MovedOrder moves;

  private ChannelsLast(Graph graph) {
    this.draft = new Redraft(graph);
    this.values = new StoredValues(draft);
    this.reshapes = new ReshapeOrder(draft, values);
    this.elements = new ElementwiseOrder(draft, values);
    this.moves = new MovedOrder(draft, values);
  }

  static Result apply(Graph graph) {
    return new ChannelsLast(graph).turned();
  }

  private Result turned() {
    Graph graph = draft.source();
    Map<String, List<Integer>> orders = new LinkedHashMap<>();
    Set<String> spatial = spatialInputs(graph);
    for (String input : graph.inputs()) {
      TensorType type = graph.type(input);
      if (spatial.contains(input)) {
        List<Integer> order = StoredValues.channelsLast(type.shape().rank());
        draft.input(input, new TensorType(type.dtype(), Shapes.ordered(type.shape(), order)));
        values.put(input, order);
        orders.put(input, order);
      } else {
        draft.input(input, type);
      }
    }
    graph.nodes().forEach(this::turn);
    for (String output : graph.outputs()) {
      List<Integer> order = output(output);
      if (!StoredValues.isIdentity(order)) {
        orders.put(output, order);
      }
    }
    return new Result(draft.build(), orders, values.transposes());
  }

  /** Declares an output, under its own name, and returns its order. */
  private List<Integer> output(String output) {
    if (values.isConstant(output)) {
      draft.output(output);
      return List.of();
    }
    Stored stored = values.of(output);
    boolean last =
        stored.flat().isEmpty()
            && stored.order().size() >= 3
            && stored.order().equals(StoredValues.channelsLast(stored.order().size()));
    List<Integer> order = last ? stored.order() : StoredValues.identity(stored.order().size());
    String name = values.in(output, order);
    if (!name.equals(output)) {
      name = named(output, name, Shapes.ordered(values.shape(output), order));
    }
    draft.output(name);
    return order;
  }

  /** Gives a value the name of an output that no node has, as where no values move. */
  private String named(String output, String value, Shape shape) {
    if (draft.defines(output)) {
      return value;
    }
    String stem = output + "/shape";
    draft.keep(
        new Node(
            draft.fresh(output + "/named"),
            new Movement.Reshape(true),
            List.of(value, draft.vector(stem, Shapes.sizes(shape))),
            List.of(output)));
    return output;
  }

  /** Inputs that reach a convolution or pool through operators that work element by element. */
  private static Set<String> spatialInputs(Graph graph) {
    Map<String, List<Node>> readers = new HashMap<>();
    for (Node node : graph.nodes()) {
      node.inputs().forEach(i -> readers.computeIfAbsent(i, _ -> new ArrayList<>()).add(node));
    }
    Set<String> found = new HashSet<>();
    for (String input : graph.inputs()) {
      Shape shape = graph.type(input).shape();
      if (shape.ranked() && shape.rank() >= 3 && reaches(input, readers, new HashSet<>())) {
        found.add(input);
      }
    }
    return found;
  }

  private static boolean reaches(String value, Map<String, List<Node>> readers, Set<String> seen) {
    if (!seen.add(value)) {
      return false;
    }
    for (Node node : readers.getOrDefault(value, List.of())) {
      boolean passes =
          node.op() instanceof Unary
              || node.op() instanceof Binary
              || node.op() instanceof Movement.Pad;
      if (isSpatial(node.op()) || (passes && reaches(node.output(), readers, seen))) {
        return true;
      }
    }
    return false;
  }

  private static boolean isSpatial(Op op) {
    return switch (op) {
      case Contraction.Conv conv -> conv.layout() == Layout.NCHW;
      case Pool.MaxPool pool -> pool.layout() == Layout.NCHW;
      case Pool.AveragePool pool -> pool.layout() == Layout.NCHW;
      default -> false;
    };
  }

  private void turn(Node node) {
    switch (node.op()) {
      case Contraction.Conv conv when conv.layout() == Layout.NCHW && isFollowed(node) ->
          conv(node, conv);
      case Pool.MaxPool pool when isSpatial(pool) && isFollowed(node) ->
          window(
              node,
              new Pool.MaxPool(
                  Windows.two(pool.window()),
                  pool.ceilMode(),
                  pool.columnMajorIndices(),
                  Layout.NHWC),
              List.of());
      case Pool.AveragePool pool when isSpatial(pool) && isFollowed(node) ->
          window(
              node,
              new Pool.AveragePool(
                  Windows.two(pool.window()), pool.ceilMode(), pool.countIncludePad(), Layout.NHWC),
              List.of());
      case Unary unary when unary == Unary.Function.IDENTITY && !values.isConstant(node.input(0)) ->
          values.put(node.output(), values.of(node.input(0)));
      case Unary _ -> unary(node);
      case Binary _, Compare _ -> elements.turn(node);
      case Contraction.Gemm _ -> gemm(node);
      case Reduce.Fold fold -> reduce(node, fold);
      case Normalise.Softmax softmax -> softmax(node, softmax);
      case Movement.Concat concat -> moves.concat(node, concat);
      case Movement.Slice _ -> moves.slice(node);
      case Movement.Pad _ -> moves.pad(node);
      case Movement.Transpose transpose -> moves.transpose(node, transpose);
      case Movement.Reshape _, Movement.Flatten _, Movement.Squeeze _, Movement.Unsqueeze _ ->
          reshapes.turn(node);
      default -> values.keepPlain(node);
    }
  }

  private boolean isFollowed(Node node) {
    Shape x = values.shape(node.input(0));
    return x.ranked()
        && (x.rank() == 3 || x.rank() == 4)
        && node.outputs().size() == 1
        && (node.inputs().size() < 2 || values.isConstant(node.input(1)));
  }

  private void conv(Node node, Contraction.Conv conv) {
    int rank = values.rank(node.input(0));
    Constant w = draft.constant(node.input(1)).orElseThrow();
    Constant turned = FloatConstants.permuted(w, StoredValues.channelsLast(rank));
    if (rank == 3) {
      long[] sizes = turned.type().shape().sizes();
      turned = FloatConstants.reshaped(turned, Shape.of(sizes[0], 1, sizes[1], sizes[2]));
    }
    List<String> parameters = new ArrayList<>();
    parameters.add(draft.constant(node.input(1) + "/channels_last", turned));
    if (node.has(2)) {
      parameters.add(values.plain(node.input(2)));
    }
    window(
        node,
        new Contraction.Conv(Windows.two(conv.window()), conv.groups(), Layout.NHWC),
        parameters);
  }

  private void window(Node node, Op op, List<String> parameters) {
    int rank = values.rank(node.input(0));
    List<Integer> order = StoredValues.channelsLast(rank);
    List<String> inputs = new ArrayList<>();
    String x = values.in(node.input(0), order);
    if (rank == 4) {
      inputs.add(x);
      inputs.addAll(parameters);
      draft.result(node, op, inputs.toArray(String[]::new));
    } else {
      inputs.add(values.reshaped(node.name() + "/rows", x, row(node.input(0), order)));
      inputs.addAll(parameters);
      String y = draft.step(node.name() + "/row", op, inputs.toArray(String[]::new));
      Shape out = Shapes.ordered(values.shape(node.output()), order);
      draft.result(
          node,
          new Movement.Reshape(true),
          y,
          draft.vector(node.name() + "/shape", Shapes.sizes(out)));
    }
    values.put(node.output(), order);
  }

  /** The shape [N, 1, W, C] of a value with one spatial axis. */
  private Shape row(String value, List<Integer> order) {
    List<Dim> dims = new ArrayList<>(Shapes.ordered(values.shape(value), order).dims());
    dims.add(1, Dim.of(1));
    return Shape.of(dims);
  }

  private void unary(Node node) {
    Stored x = values.of(node.input(0));
    List<String> inputs = new ArrayList<>(node.inputs());
    inputs.set(0, x.name());
    draft.keep(new Node(node.name(), node.op(), inputs, node.outputs()));
    values.put(node.output(), new Stored(node.output(), x.order(), x.flat()));
  }

  private void gemm(Node node) {
    Stored x = values.of(node.input(0));
    Contraction.Gemm gemm = (Contraction.Gemm) node.op();
    boolean rows = gemm.transposeB() && !gemm.transposeA() && values.isConstant(node.input(1));
    if (x.flat().isEmpty() || !rows) {
      values.keepPlain(node);
      return;
    }
    List<String> inputs = new ArrayList<>();
    inputs.add(x.name());
    inputs.add(values.mixedColumns(node.input(1), x.flat().get()));
    if (node.has(2)) {
      inputs.add(values.plain(node.input(2)));
    }
    draft.result(node, gemm, inputs.toArray(String[]::new));
  }

  private void reduce(Node node, Reduce.Fold fold) {
    Stored x = values.of(node.input(0));
    Optional<List<Long>> given =
        node.has(1)
            ? FloatConstants.integers(draft.constant(node.input(1)))
            : Optional.of(
                StoredValues.identity(x.order().size()).stream().map(a -> (long) a).toList());
    boolean none = !node.has(1) && fold.noopWithEmptyAxes();
    if (x.isPlain() || x.flat().isPresent() || given.isEmpty() || none) {
      values.keepPlain(node);
      return;
    }
    int rank = x.order().size();
    Set<Integer> axes = new HashSet<>();
    given.get().forEach(a -> axes.add(Math.toIntExact(a < 0 ? a + rank : a)));
    long[] turned = axes.stream().mapToLong(a -> x.order().indexOf(a)).sorted().toArray();
    draft.result(node, fold, x.name(), draft.vector(node.name() + "/axes", turned));
    if (fold.keepDims()) {
      values.put(node.output(), x.order());
      return;
    }
    List<Integer> left = new ArrayList<>();
    for (int axis : x.order()) {
      if (!axes.contains(axis)) {
        left.add(axis - (int) axes.stream().filter(a -> a < axis).count());
      }
    }
    values.put(node.output(), left);
  }

  private void softmax(Node node, Normalise.Softmax softmax) {
    int rank = values.rank(node.input(0));
    int axis = softmax.axis() < 0 ? softmax.axis() + rank : softmax.axis();
    List<Integer> order = new ArrayList<>(values.of(node.input(0)).order());
    if (order.getLast() != axis) {
      order = new ArrayList<>(StoredValues.identity(rank));
      order.removeIf(a -> a == axis);
      order.add(axis);
    }
    draft.result(node, new Normalise.Softmax(-1), values.in(node.input(0), order));
    values.put(node.output(), order);
  }
}
