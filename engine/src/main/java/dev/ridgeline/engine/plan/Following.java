package dev.ridgeline.engine.plan;

import dev.ridgeline.compiler.operator.Chain;
import dev.ridgeline.core.graph.Node;
import dev.ridgeline.core.op.Binary;
import dev.ridgeline.engine.kernel.Epilogue;
import dev.ridgeline.engine.kernel.Order;
import dev.ridgeline.engine.kernel.Placed;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The nodes after a convolution or product that are computed with it: bias, one sum with a value
 * that is there already, functions. Each must be the only reader of what it follows.
 *
 * @param nodes the first one and those that follow
 * @param epilogue what they do
 * @param output name of the last one's value
 */
record Following(List<Node> nodes, Epilogue epilogue, String output) {

  /**
   * @param node the convolution or product
   * @param bias its own bias
   * @param order of its result
   * @param channels elements along the axis of the bias
   */
  static Following of(Draft draft, Node node, Optional<String> bias, Order order, int channels) {
    List<Node> nodes = new ArrayList<>(List.of(node));
    Optional<Placed> vector = bias.map(Placed::rowMajor);
    Optional<String> residual = Optional.empty();
    List<Chain.Link> functions = new ArrayList<>();
    String value = node.output();
    for (Optional<Node> next = draft.onlyReader(value);
        next.isPresent() && !draft.isDone(next.get());
        next = draft.onlyReader(value)) {
      Node reader = next.get();
      Optional<Chain.Link> function = Links.function(draft, reader);
      if (function.isPresent() && reader.input(0).equals(value)) {
        functions.add(function.get());
      } else if (reader.op() == Binary.ADD && functions.isEmpty()) {
        String other = reader.input(0).equals(value) ? reader.input(1) : reader.input(0);
        if (other.equals(value)) {
          break;
        }
        if (vector.isEmpty() && residual.isEmpty() && isBias(draft, other, value, channels)) {
          vector = Optional.of(Placed.rowMajor(other));
        } else if (residual.isEmpty()
            && draft.isThere(other)
            && !draft.isConstant(other)
            && draft.type(other).equals(draft.type(value))) {
          residual = Optional.of(other);
        } else {
          break;
        }
      } else {
        break;
      }
      nodes.add(reader);
      value = reader.output();
    }
    Optional<Placed> sum = residual.map(name -> draft.in(name, order));
    return new Following(nodes, new Epilogue(vector, sum, functions), value);
  }

  /** A constant with one element a channel and no other axis. */
  private static boolean isBias(Draft draft, String other, String value, int channels) {
    if (!draft.isConstant(other) || !draft.isF32(other) || draft.elements(other) != channels) {
      return false;
    }
    int[] own = draft.dims(other);
    int rank = draft.dims(value).length;
    int axis = rank > 2 && draft.dims(value)[1] == channels ? 1 : rank - 1;
    int at = axis - (rank - own.length);
    return at >= 0 && own[at] == channels;
  }
}
