package dev.ridgeline.learning.compress;

import dev.ridgeline.core.graph.Graph;

/**
 * A smaller network.
 *
 * @param graph as it is saved
 * @param parameters weights and biases that are not 0, batch normalisations folded
 * @param bytes of weights packed at their width (those of which most are 0 as a bit each and the
 *     others in full, where that is smaller), biases, scales and zero points
 * @param macs multiply-accumulates of one clip, zeros included
 */
public record Compressed(Graph graph, long parameters, long bytes, long macs) {}
