/** The TensorFlow Lite interpreter. */
package dev.ridgeline.peers.tflite;
