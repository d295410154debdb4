package dev.ridgeline.core.cost;

import java.util.List;

/**
 * What a network costs at one batch size and input shape: exact integers, by node and in total.
 *
 * @param model the graph's name
 * @param parameters trained elements
 * @param buffers elements kept but not trained (running statistics)
 * @param weightBytes bytes of all constants but literals, in the types that they are stored in
 * @param forward the forward pass
 * @param backward the backward pass alone
 * @param inputGradient whether the gradient for the network's inputs is counted in the backward
 *     pass
 * @param nodes the costs of the counted nodes, in the graph's order
 * @param uncounted the nodes that are missing from every total
 */
public record Ledger(
    String model,
    long parameters,
    long buffers,
    long weightBytes,
    Pass forward,
    Pass backward,
    boolean inputGradient,
    List<NodeCost> nodes,
    List<Uncounted> uncounted) {

  public Ledger {
    nodes = List.copyOf(nodes);
    uncounted = List.copyOf(uncounted);
  }

  /** Multiply-accumulates of a forward and a backward pass together. */
  public long forwardBackwardMacs() {
    return Math.addExact(forward.work().macs(), backward.work().macs());
  }

  /** Operations of the backward pass for one of the forward pass. */
  public double backwardToForward() {
    return (double) backward.work().totalFlops() / forward.work().totalFlops();
  }
}
