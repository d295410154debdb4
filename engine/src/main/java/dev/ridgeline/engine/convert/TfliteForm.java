package dev.ridgeline.engine.convert;

import dev.ridgeline.core.graph.Constant;
import dev.ridgeline.core.graph.Graph;
import dev.ridgeline.engine.rewrite.Rewriting;
import java.util.List;
import java.util.Map;

/**
 * A network in the form of TFLite: channels last, its operators and paddings, normalisation folded
 * into weights.
 *
 * <p><b>Error.</b> Folding rounds each weight once more, other steps change no value: outputs agree
 * with those of the source as two orders of summation do.
 *
 * <p><b>Limits.</b> Networks of f32; operators that have no such form stay as they are, and writing
 * names them.
 *
 * @param graph the network, with the source's names
 * @param orders inputs and outputs whose axes moved: axis i is axis {@code order[i]} of the
 *     source's
 * @param transposes how many transposes had to be put in
 */
public record TfliteForm(Graph graph, Map<String, List<Integer>> orders, int transposes) {
  /** Copies the orders. */
  public TfliteForm {
    orders = Map.copyOf(orders);
  }

  /** Brings a graph into this form; best one whose shapes are known but for the batch. */
  public static TfliteForm of(Graph graph) {
    Graph rewritten = Rewriting.of(graph).graph();
    Graph lowered = ScaleFolding.apply(TfliteOperators.apply(rewritten));
    ChannelsLast.Result turned = ChannelsLast.apply(lowered);
    return new TfliteForm(ExplicitPads.apply(turned.graph()), turned.orders(), turned.transposes());
  }

  /** A constant with axis i of the result being axis {@code order[i]}. */
  public static Constant ordered(Constant constant, List<Integer> order) {
    return FloatConstants.permuted(constant, order);
  }
}
