package dev.ridgeline.core.cost;

/**
 * The cost of one pass over the network.
 *
 * @param work arithmetic
 * @param traffic bytes under the three traffic models
 * @param peakActivationBytes the most bytes of activations (inputs and outputs of the network among
 *     them, weights not) that live at once when nodes run in the graph's order, every value frees
 *     its memory after its last use, and views share theirs; the backward figure holds what the
 *     backward pass needs of the forward pass
 */
public record Pass(Work work, Traffic traffic, long peakActivationBytes) {

  /** Operations of convolutions and matrix products (2 a MAC) per byte of one traffic model. */
  public double intensity(Traffic.Model model) {
    return 2.0 * work.macs() / traffic.bytes(model);
  }
}
