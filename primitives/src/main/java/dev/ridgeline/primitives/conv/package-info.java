/** Convolution: the problem, its exact reference, and algorithms in every number format. */
package dev.ridgeline.primitives.conv;
