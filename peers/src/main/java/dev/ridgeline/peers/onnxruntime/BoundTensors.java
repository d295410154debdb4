package dev.ridgeline.peers.onnxruntime;

import ai.onnxruntime.OnnxJavaType;
import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import dev.ridgeline.core.tensor.Tensor;
import dev.ridgeline.core.tensor.TensorType;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Tensors of ONNX Runtime over memory of ours, which is freed with them.
 *
 * @param arena owner of the memory
 * @param tensors what ONNX Runtime gets, by name
 * @param views the same memory as tensors of ours, by name
 */
record BoundTensors(Arena arena, Map<String, OnnxTensor> tensors, Map<String, Tensor> views)
    implements AutoCloseable {

  /** No tensors yet. */
  @SuppressWarnings("MustBeClosedChecker") // closed with the record
  static BoundTensors none() {
    return new BoundTensors(Arena.ofShared(), new LinkedHashMap<>(), new LinkedHashMap<>());
  }

  /** Adds a tensor over new memory and returns the memory. */
  MemorySegment add(OrtEnvironment environment, String name, TensorType type) throws OrtException {
    OnnxJavaType ort =
        OrtTypes.toOrt(type.dtype())
            .orElseThrow(() -> new IllegalArgumentException(type + " cannot be handed over"));
    MemorySegment data = arena.allocate(type.bytes(), 64);
    long[] sizes = type.shape().sizes();
    tensors.put(name, OnnxTensor.createTensor(environment, data.asByteBuffer(), sizes, ort));
    views.put(name, new Tensor(type, data));
    return data;
  }

  @Override
  public void close() {
    tensors.values().forEach(OnnxTensor::close);
    arena.close();
  }
}
