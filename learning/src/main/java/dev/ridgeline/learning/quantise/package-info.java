/** Quantising trained networks. */
@org.jspecify.annotations.NullMarked
package dev.ridgeline.learning.quantise;
