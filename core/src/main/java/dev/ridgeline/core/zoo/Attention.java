package dev.ridgeline.core.zoo;

import dev.ridgeline.core.op.Contraction;

/**
 * The moves of multi-head attention that all transformers share.
 *
 * @param net the graph's layers
 * @param module the attention's module
 * @param heads number of heads
 */
record Attention(Layers net, String module, long heads) {

  /** What scores are multiplied by: one over the root of a head's size. */
  float scale(long hidden) {
    return (float) (1 / Math.sqrt((double) hidden / heads));
  }

  /** [N, S, hidden] to [N, heads, S, size], or [N, heads, size, S] when {@code transposed}. */
  String split(String name, String x, boolean transposed) {
    String stem = module + "." + name;
    long size = net.size(x, -1) / heads;
    String y = net.reshape(stem + ".split", x, 0, net.size(x, 1), heads, size);
    return transposed
        ? net.transpose(stem + ".heads", y, 0, 2, 3, 1)
        : net.transpose(stem + ".heads", y, 0, 2, 1, 3);
  }

  /** Values weighed by attention, heads joined again: [N, S, hidden]. */
  String mix(String weights, String values) {
    String y = net.graph().add(module + ".context", new Contraction.MatMul(), weights, values);
    long sequence = net.size(y, 2);
    long hidden = net.size(y, 1) * net.size(y, 3);
    y = net.transpose(module + ".context.rows", y, 0, 2, 1, 3);
    return net.reshape(module + ".context.join", y, 0, sequence, hidden);
  }
}
