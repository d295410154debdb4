/** Pruning of weights and channels. */
@org.jspecify.annotations.NullMarked
package dev.ridgeline.learning.prune;
