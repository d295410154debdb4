/** Convolution and multiplication by other means: their error, their speed, their choice. */
package dev.ridgeline.primitives;
