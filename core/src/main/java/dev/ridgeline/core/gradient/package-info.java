/** Training graphs: losses and gradients as ordinary operators of the same graph. */
package dev.ridgeline.core.gradient;
