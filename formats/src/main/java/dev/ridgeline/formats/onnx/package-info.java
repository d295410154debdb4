/** ONNX files: read into the graph and written from it. */
package dev.ridgeline.formats.onnx;
