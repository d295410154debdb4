package dev.ridgeline.core.gradient;

import dev.ridgeline.core.UserError;
import dev.ridgeline.core.graph.Constant;
import dev.ridgeline.core.graph.ConstantData;
import dev.ridgeline.core.graph.GraphBuilder;
import dev.ridgeline.core.graph.Node;
import dev.ridgeline.core.op.Binary;
import dev.ridgeline.core.op.Compare;
import dev.ridgeline.core.op.Movement;
import dev.ridgeline.core.op.Op;
import dev.ridgeline.core.op.Reduce;
import dev.ridgeline.core.op.Unary;
import dev.ridgeline.core.tensor.DType;
import dev.ridgeline.core.tensor.Shape;
import dev.ridgeline.core.tensor.TensorType;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;

/** The training graph while it is written: the gradients known so far, and short forms of nodes. */
final class Tape {
  private final GraphBuilder graph;
  private final Set<String> active;
  private final Map<String, String> gradients = new HashMap<>();

  /**
   * @param active values that depend on what is trained: only they get gradients
   */
  Tape(GraphBuilder graph, Set<String> active) {
    this.graph = graph;
    this.active = active;
  }

  boolean wants(Node node, int input) {
    return node.has(input) && active.contains(node.input(input));
  }

  Optional<String> gradient(String value) {
    return Optional.ofNullable(gradients.get(value));
  }

  /** Adds {@code part} to the gradient of input {@code index}, summed over broadcast axes. */
  void give(Node node, int index, String part) {
    if (!wants(node, index)) {
      return;
    }
    give(node.input(index), sumTo(part, sizes(node.input(index))));
  }

  void give(String value, String part) {
    gradients.merge(value, part, this::sum);
  }

  TensorType type(String value) {
    return graph.type(value);
  }

  long[] sizes(String value) {
    Shape shape = graph.type(value).shape();
    if (!shape.isKnown()) {
      throw new UserError(
          "a gradient needs known shapes but '%s' is %s; bind every dimension, the batch too"
              .formatted(value, graph.type(value)));
    }
    return shape.sizes();
  }

  String op(Op op, String... inputs) {
    return graph.add("grad_" + op.label(), op, inputs);
  }

  List<String> op(Op op, int outputs, String... inputs) {
    return graph.add("grad_" + op.label(), op, List.of(inputs), outputs);
  }

  String sum(String a, String b) {
    return op(Binary.ADD, a, b);
  }

  String difference(String a, String b) {
    return op(Binary.SUB, a, b);
  }

  String product(String a, String b) {
    return op(Binary.MUL, a, b);
  }

  String quotient(String a, String b) {
    return op(Binary.DIV, a, b);
  }

  String negative(String a) {
    return op(Unary.Function.NEG, a);
  }

  String scaled(String a, double factor) {
    return product(a, number(a, factor));
  }

  /** A scalar of the element type of {@code like}. */
  String number(String like, double value) {
    return filled(type(like).dtype(), value);
  }

  String filled(DType dtype, double value, long... sizes) {
    return graph.constant(
        graph.fresh("grad_number"),
        new Constant(
            new TensorType(dtype, Shape.of(sizes)),
            Constant.Role.LITERAL,
            new ConstantData.Filled(value)));
  }

  String vector(long... elements) {
    return graph.vector("grad_vector", elements);
  }

  String reshaped(String a, long... sizes) {
    return Arrays.equals(sizes(a), sizes) ? a : op(new Movement.Reshape(false), a, vector(sizes));
  }

  String transposed(String a, Integer... permutation) {
    return op(new Movement.Transpose(List.of(permutation)), a);
  }

  /** {@code a} with its last two axes swapped. */
  String turned(String a) {
    int rank = sizes(a).length;
    Integer[] permutation = IntStream.range(0, rank).boxed().toArray(Integer[]::new);
    permutation[rank - 1] = rank - 2;
    permutation[rank - 2] = rank - 1;
    return transposed(a, permutation);
  }

  /** The sum over {@code axes}, kept as axes of one element. */
  String total(String a, long... axes) {
    return axes.length == 0
        ? a
        : op(new Reduce.Fold(Reduce.Kind.SUM, true, false), a, vector(axes));
  }

  /** The mean over {@code axes}, kept as axes of one element. */
  String mean(String a, long... axes) {
    return axes.length == 0
        ? a
        : op(new Reduce.Fold(Reduce.Kind.MEAN, true, false), a, vector(axes));
  }

  String expanded(String a, long... sizes) {
    return Arrays.equals(sizes(a), sizes) ? a : op(new Movement.Expand(), a, vector(sizes));
  }

  /** {@code a} where {@code condition} holds, else 0. */
  String where(String condition, String a) {
    return op(new Compare.Where(), condition, a, number(a, 0));
  }

  /** What a broadcast of {@code sizes} to the shape of {@code a} is turned round to: the sum. */
  String sumTo(String a, long[] sizes) {
    long[] from = sizes(a);
    int more = from.length - sizes.length;
    long[] axes =
        IntStream.range(0, from.length)
            .filter(i -> i < more || (sizes[i - more] == 1 && from[i] != 1))
            .asLongStream()
            .toArray();
    String summed = total(a, axes);
    return reshaped(expanded(summed, broadcast(sizes(summed), sizes, more)), sizes);
  }

  /** Sizes with which {@code sizes} fill axes of one element; others as they are. */
  private static long[] broadcast(long[] from, long[] sizes, int more) {
    long[] to = from.clone();
    for (int i = Math.max(0, more); i < from.length; i++) {
      to[i] = Math.max(from[i], sizes[i - more]);
    }
    return to;
  }
}
