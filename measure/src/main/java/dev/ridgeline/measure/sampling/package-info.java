/** Clocks, repeated samples until their spread is known, steady state, and contention. */
package dev.ridgeline.measure.sampling;
