/** Rank correlations, bootstrap intervals, and differences between two sets of samples. */
package dev.ridgeline.measure.statistics;
