/** WAV files, spectra and the front ends of keyword spotting. */
package dev.ridgeline.audio;
