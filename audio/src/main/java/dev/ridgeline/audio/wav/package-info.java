/** Reading and writing WAV files. */
package dev.ridgeline.audio.wav;
