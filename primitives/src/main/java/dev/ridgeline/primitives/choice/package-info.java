/** Chooses the algorithm of a convolution: under an error and a workspace, by measurement. */
package dev.ridgeline.primitives.choice;
