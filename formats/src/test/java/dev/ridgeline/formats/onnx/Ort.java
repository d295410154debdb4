package dev.ridgeline.formats.onnx;

import ai.onnxruntime.OnnxJavaType;
import ai.onnxruntime.OnnxValue;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import dev.ridgeline.core.tensor.DType;
import dev.ridgeline.core.tensor.Shape;
import dev.ridgeline.core.tensor.Tensor;
import dev.ridgeline.core.tensor.TensorType;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Runs model files in ONNX Runtime, one thread, without its graph optimisations. */
final class Ort {
  private Ort() {}

  /** A type that the Java binding cannot carry. */
  static final class Unbindable extends Exception {
    private static final long serialVersionUID = 1L;

    Unbindable(String message) {
      super(message);
    }
  }

  static List<Tensor> run(Path model, Map<String, Tensor> inputs) throws OrtException, Unbindable {
    OrtEnvironment environment = OrtEnvironment.getEnvironment();
    try (OrtSession.SessionOptions options = new OrtSession.SessionOptions()) {
      options.setIntraOpNumThreads(1);
      options.setInterOpNumThreads(1);
      options.setOptimizationLevel(OrtSession.SessionOptions.OptLevel.NO_OPT);
      options.setSessionLogLevel(ai.onnxruntime.OrtLoggingLevel.ORT_LOGGING_LEVEL_FATAL);
      try (OrtSession session = environment.createSession(model.toString(), options)) {
        Map<String, ai.onnxruntime.OnnxTensor> bound = new LinkedHashMap<>();
        for (Map.Entry<String, Tensor> input : inputs.entrySet()) {
          if (session.getInputNames().contains(input.getKey())) {
            bound.put(input.getKey(), bind(environment, input.getValue()));
          }
        }
        try (OrtSession.Result result = session.run(bound)) {
          List<Tensor> outputs = new ArrayList<>();
          for (Map.Entry<String, OnnxValue> output : result) {
            outputs.add(tensor(output.getValue()));
          }
          return outputs;
        } finally {
          bound.values().forEach(ai.onnxruntime.OnnxTensor::close);
        }
      }
    }
  }

  private static ai.onnxruntime.OnnxTensor bind(OrtEnvironment environment, Tensor tensor)
      throws OrtException, Unbindable {
    ByteBuffer copy =
        ByteBuffer.allocateDirect((int) tensor.data().byteSize()).order(ByteOrder.nativeOrder());
    MemorySegment.ofBuffer(copy).copyFrom(tensor.data());
    OnnxJavaType type =
        switch (tensor.type().dtype()) {
          case F32 -> OnnxJavaType.FLOAT;
          case F64 -> OnnxJavaType.DOUBLE;
          case F16 -> OnnxJavaType.FLOAT16;
          case BF16 -> OnnxJavaType.BFLOAT16;
          case I8 -> OnnxJavaType.INT8;
          case U8 -> OnnxJavaType.UINT8;
          case I16 -> OnnxJavaType.INT16;
          case I32 -> OnnxJavaType.INT32;
          case I64 -> OnnxJavaType.INT64;
          case BOOL -> OnnxJavaType.BOOL;
          default -> throw new Unbindable("inputs of type " + tensor.type().dtype().label());
        };
    return ai.onnxruntime.OnnxTensor.createTensor(
        environment, copy, tensor.type().shape().sizes(), type);
  }

  private static Tensor tensor(OnnxValue value) throws Unbindable {
    if (!(value instanceof ai.onnxruntime.OnnxTensor tensor)) {
      throw new Unbindable("outputs that are no tensors");
    }
    String name = tensor.getInfo().onnxType.name().replace("ONNX_TENSOR_ELEMENT_DATA_TYPE_", "");
    DType dtype = name.equals("BFLOAT16") ? DType.BF16 : ElementTypes.named(name);
    if (dtype == DType.UNKNOWN) {
      throw new Unbindable("outputs of type " + name);
    }
    TensorType type = new TensorType(dtype, Shape.of(tensor.getInfo().getShape()));
    ByteBuffer buffer = tensor.getByteBuffer();
    byte[] bytes = new byte[(int) type.bytes()];
    buffer.get(bytes);
    return new Tensor(type, MemorySegment.ofArray(bytes));
  }

  /** Elements of any number type as doubles. */
  static double[] numbers(Tensor tensor) {
    ByteBuffer data =
        ByteBuffer.wrap(tensor.data().toArray(ValueLayout.JAVA_BYTE))
            .order(ByteOrder.LITTLE_ENDIAN);
    double[] numbers = new double[(int) tensor.type().shape().elements()];
    for (int i = 0; i < numbers.length; i++) {
      numbers[i] =
          switch (tensor.type().dtype()) {
            case F32 -> data.getFloat(4 * i);
            case F64 -> data.getDouble(8 * i);
            case F16 -> Float.float16ToFloat(data.getShort(2 * i));
            case BF16 -> Float.intBitsToFloat(data.getShort(2 * i) << 16);
            case I64, U64 -> data.getLong(8 * i);
            case I32, U32 -> data.getInt(4 * i);
            case I16, U16 -> data.getShort(2 * i);
            default -> data.get(i);
          };
    }
    return numbers;
  }

  /** Whether two results are the same up to rounding, as the ONNX backend tests measure it. */
  static boolean close(List<Tensor> ours, List<Tensor> expected) {
    if (ours.size() != expected.size()) {
      return false;
    }
    for (int t = 0; t < ours.size(); t++) {
      if (!ours.get(t).type().equals(expected.get(t).type())) {
        return false;
      }
      double[] a = numbers(ours.get(t));
      double[] b = numbers(expected.get(t));
      for (int i = 0; i < a.length; i++) {
        boolean same = Double.compare(a[i], b[i]) == 0;
        if (!same && !(Math.abs(a[i] - b[i]) <= ABSOLUTE + RELATIVE * Math.abs(b[i]))) {
          return false;
        }
      }
    }
    return true;
  }

  private static final double RELATIVE = 1e-3;
  private static final double ABSOLUTE = 1e-5;
}
