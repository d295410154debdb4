/** Spectra in floating point: FFT, spectrogram, mel bands and cepstral coefficients. */
package dev.ridgeline.audio.spectrum;
