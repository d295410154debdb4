/** Winograd convolution: transforms from points, their proof, the algorithm and its search. */
package dev.ridgeline.primitives.winograd;
