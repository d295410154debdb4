/** Changing the sample rate. */
package dev.ridgeline.audio.resample;
