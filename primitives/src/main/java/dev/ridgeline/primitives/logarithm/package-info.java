/** Products and sums of logarithms: exact, and simulations of logarithmic number systems. */
package dev.ridgeline.primitives.logarithm;
