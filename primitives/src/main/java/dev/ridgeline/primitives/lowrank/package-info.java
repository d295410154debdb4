/** Matrices of low rank in place of full ones. */
package dev.ridgeline.primitives.lowrank;
