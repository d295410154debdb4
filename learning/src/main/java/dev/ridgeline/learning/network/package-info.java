/**
 * Trains small networks on the CPU in plain loops: chains and residual networks of convolutions,
 * normalisations, ReLU, means and fully connected layers, channels last.
 */
package dev.ridgeline.learning.network;
