/** ONNX Runtime as an engine that can be measured beside ours. */
package dev.ridgeline.peers.onnxruntime;
