/** Types and shapes of every output, and the binding of symbolic dimensions. */
package dev.ridgeline.core.shape;
