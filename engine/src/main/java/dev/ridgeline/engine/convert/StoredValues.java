package dev.ridgeline.engine.convert;

import dev.ridgeline.core.graph.Constant;
import dev.ridgeline.core.graph.Node;
import dev.ridgeline.core.op.Movement;
import dev.ridgeline.core.tensor.Dim;
import dev.ridgeline.core.tensor.Shape;
import dev.ridgeline.core.tensor.TensorType;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;

/** In which order of axes each value of the source is kept in the graph that is made. */
final class StoredValues {
  /**
   * Rows of a spatial value that was stored channels last: element s * channels + c of a row is
   * element c * spatial + s of the source's.
   */
  record Flat(long channels, long spatial) {}

  /**
   * Where a value of the source is.
   *
   * @param name of the value in the graph that is made
   * @param order axis i of it is axis {@code order[i]} of the source's value
   * @param flat how its rows are mixed, of two dimensions in the source's order
   */
  record Stored(String name, List<Integer> order, Optional<Flat> flat) {
    boolean isPlain() {
      return flat.isEmpty() && isIdentity(order);
    }
  }

  private final Redraft draft;
  private final Map<String, Stored> values = new HashMap<>();
  private final Map<String, String> moved = new HashMap<>();
  private int transposes;

  StoredValues(Redraft draft) {
    this.draft = draft;
  }

  static List<Integer> identity(int rank) {
    return IntStream.range(0, rank).boxed().toList();
  }

  static boolean isIdentity(List<Integer> order) {
    return order.equals(identity(order.size()));
  }

  /** Batch, spatial axes, channels. */
  static List<Integer> channelsLast(int rank) {
    List<Integer> order = new ArrayList<>(List.of(0));
    order.addAll(IntStream.range(2, rank).boxed().toList());
    order.add(1);
    return List.copyOf(order);
  }

  /** How many transposes had to be put in. */
  int transposes() {
    return transposes;
  }

  void put(String value, List<Integer> order) {
    values.put(value, new Stored(value, List.copyOf(order), Optional.empty()));
  }

  void put(String value, Stored stored) {
    values.put(value, stored);
  }

  boolean isConstant(String value) {
    return draft.source().isConstant(value);
  }

  Shape shape(String value) {
    return draft.source().type(value).shape();
  }

  int rank(String value) {
    return shape(value).rank();
  }

  Stored of(String value) {
    Stored stored = values.get(value);
    if (stored != null) {
      return stored;
    }
    Shape shape = shape(value);
    int rank = shape.ranked() ? shape.rank() : 0;
    return new Stored(draft.use(value), identity(rank), Optional.empty());
  }

  /** Adds a node that works in the source's own order. */
  void keepPlain(Node node) {
    List<String> inputs =
        node.inputs().stream().map(i -> i.equals(Node.ABSENT) ? i : plain(i)).toList();
    draft.keep(new Node(node.name(), node.op(), inputs, node.outputs()));
  }

  /** The value in the source's own order. */
  String plain(String value) {
    Stored stored = of(value);
    return stored.isPlain() ? stored.name() : in(value, identity(rank(value)));
  }

  /** The value with axis i being the source's axis {@code order[i]}. */
  String in(String value, List<Integer> order) {
    if (isConstant(value)) {
      return isIdentity(order) ? draft.use(value) : turned(value, order);
    }
    Stored stored = of(value);
    if (stored.flat().isEmpty() && stored.order().equals(order)) {
      return stored.name();
    }
    String key = value + " " + order;
    String known = moved.get(key);
    if (known == null) {
      String rows = stored.flat().isPresent() ? unmixed(value, stored) : stored.name();
      known = reordered(rows, shape(value), stored.order(), order, value);
      moved.put(key, known);
    }
    return known;
  }

  private String turned(String value, List<Integer> order) {
    return moved.computeIfAbsent(
        value + " " + order,
        _ ->
            draft.constant(
                value + "/channels_last",
                FloatConstants.permuted(draft.constant(value).orElseThrow(), order)));
  }

  /** A value of {@code shape} stored in one order, in another. */
  String reordered(String name, Shape shape, List<Integer> from, List<Integer> to, String stem) {
    if (from.equals(to)) {
      return name;
    }
    if (extents(shape, from).equals(extents(shape, to))) {
      return reshaped(stem + "/reordered", name, Shapes.ordered(shape, to));
    }
    transposes++;
    List<Integer> permutation = to.stream().map(from::indexOf).toList();
    return draft.step(stem + "/transposed", new Movement.Transpose(permutation), name);
  }

  /** The axes that have more than one element. */
  private static List<Integer> extents(Shape shape, List<Integer> order) {
    return order.stream().filter(axis -> !shape.dim(axis).is(1)).toList();
  }

  String reshaped(String stem, String name, Shape shape) {
    return draft.step(
        stem, new Movement.Reshape(true), name, draft.vector(stem + "/shape", Shapes.sizes(shape)));
  }

  private String unmixed(String value, Stored stored) {
    Flat flat = stored.flat().orElseThrow();
    Dim rows = shape(value).dim(0);
    Shape parts = Shape.of(rows, Dim.of(flat.spatial()), Dim.of(flat.channels()));
    String split = reshaped(value + "/parts", stored.name(), parts);
    transposes++;
    String turned = draft.step(value + "/turned", new Movement.Transpose(List.of(0, 2, 1)), split);
    return reshaped(value + "/rows", turned, shape(value));
  }

  /** Weights [O, columns] for inputs whose rows are mixed. */
  String mixedColumns(String value, Flat flat) {
    Constant weights = draft.constant(value).orElseThrow();
    TensorType type = weights.type();
    Shape cube = Shape.of(type.shape().dim(0), Dim.of(flat.channels()), Dim.of(flat.spatial()));
    Constant turned =
        FloatConstants.permuted(FloatConstants.reshaped(weights, cube), List.of(0, 2, 1));
    return moved.computeIfAbsent(
        value + " " + flat,
        _ ->
            draft.constant(
                value + "/channels_last", FloatConstants.reshaped(turned, type.shape())));
  }
}
