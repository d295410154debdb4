/** TensorFlow Lite models, in and out, by a FlatBuffers reader and writer of our own. */
package dev.ridgeline.formats.tflite;
