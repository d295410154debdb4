/** Convolution in the frequency domain. */
package dev.ridgeline.primitives.fft;
