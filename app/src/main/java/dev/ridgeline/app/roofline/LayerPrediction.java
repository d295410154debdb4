package dev.ridgeline.app.roofline;

import dev.ridgeline.measure.roofline.Bound;

/**
 * The least time that a roof allows one node.
 *
 * @param node the node's name
 * @param operator the operator's name
 * @param kind the kind of work
 * @param flops operations: 2 a MAC for convolutions and matrix products, all arithmetic for other
 *     nodes
 * @param bytes bytes to and from main memory under the prediction's traffic model
 * @param flopsPerByte operational intensity; 0 for a node that moves bytes and computes nothing
 * @param bound what binds
 * @param millis the least time
 */
public record LayerPrediction(
    String node,
    String operator,
    String kind,
    long flops,
    long bytes,
    double flopsPerByte,
    Bound bound,
    double millis) {}
