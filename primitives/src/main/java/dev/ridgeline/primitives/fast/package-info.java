/**
 * Convolution algorithms in f32 made for speed: channels last, filters prepared once, the matrix
 * multiplication passed in. The other packages say how large an algorithm's error is; this one how
 * long it takes.
 */
package dev.ridgeline.primitives.fast;
