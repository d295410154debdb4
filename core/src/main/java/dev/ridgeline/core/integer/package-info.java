/** The arithmetic of integers that stand for reals: the one place where its rounding is said. */
package dev.ridgeline.core.integer;
