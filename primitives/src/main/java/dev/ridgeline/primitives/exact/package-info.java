/** Exact rational arithmetic for generated transforms and their proofs. */
package dev.ridgeline.primitives.exact;
