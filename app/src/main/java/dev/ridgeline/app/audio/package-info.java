/** The command that shows a recording: waveform, spectra and the features of keyword spotting. */
package dev.ridgeline.app.audio;
