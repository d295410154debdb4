package dev.ridgeline.core.cost;

/**
 * What one node costs. Traffic of a node has no ideal part: that model is about the network as a
 * whole.
 *
 * @param node the node's name
 * @param label the operator's name
 * @param kind the kind that the node is listed under
 * @param parameters trained elements that this node is the first to read
 * @param forward arithmetic of the forward pass
 * @param backward arithmetic of the backward pass: gradients of weights and, where something before
 *     the node is trained, of its inputs
 * @param forwardTraffic bytes of the forward pass
 * @param backwardTraffic bytes of the backward pass
 * @param output the type of output 0, printed
 */
public record NodeCost(
    String node,
    String label,
    WorkKind kind,
    long parameters,
    Work forward,
    Work backward,
    Traffic forwardTraffic,
    Traffic backwardTraffic,
    String output) {}
