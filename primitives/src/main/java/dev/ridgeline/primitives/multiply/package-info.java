/** Matrix multiplication: a ladder of plain rungs, and Strassen's algorithm on top of any. */
package dev.ridgeline.primitives.multiply;
