/** Recording from a microphone. */
package dev.ridgeline.audio.capture;
