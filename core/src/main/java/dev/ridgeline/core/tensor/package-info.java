/** Tensors, their element types, and shapes whose dimensions may be symbolic. */
package dev.ridgeline.core.tensor;
