package dev.ridgeline.peers.onnxruntime;

import ai.onnxruntime.OnnxJavaType;
import ai.onnxruntime.TensorInfo;
import ai.onnxruntime.ValueInfo;
import dev.ridgeline.core.tensor.DType;
import dev.ridgeline.core.tensor.Dim;
import dev.ridgeline.core.tensor.Shape;
import dev.ridgeline.core.tensor.TensorType;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Element types and shapes between ONNX Runtime's words and ours. */
final class OrtTypes {
  private OrtTypes() {}

  /** The type by which a buffer of these elements is handed over; empty where there is none. */
  static Optional<OnnxJavaType> toOrt(DType dtype) {
    return switch (dtype) {
      case F64 -> Optional.of(OnnxJavaType.DOUBLE);
      case F32 -> Optional.of(OnnxJavaType.FLOAT);
      case F16 -> Optional.of(OnnxJavaType.FLOAT16);
      case BF16 -> Optional.of(OnnxJavaType.BFLOAT16);
      case I64 -> Optional.of(OnnxJavaType.INT64);
      case I32 -> Optional.of(OnnxJavaType.INT32);
      case I16 -> Optional.of(OnnxJavaType.INT16);
      case I8 -> Optional.of(OnnxJavaType.INT8);
      case U8 -> Optional.of(OnnxJavaType.UINT8);
      case BOOL -> Optional.of(OnnxJavaType.BOOL);
      default -> Optional.empty();
    };
  }

  /** What ONNX Runtime says of an input or output that the model calls {@code name}. */
  static TensorType type(String name, ValueInfo info) {
    if (!(info instanceof TensorInfo tensor)) {
      return new TensorType(DType.NON_TENSOR, Shape.unranked());
    }
    long[] sizes = tensor.getShape();
    String[] names = tensor.getDimensionNames();
    List<Dim> dims = new ArrayList<>();
    for (int i = 0; i < sizes.length; i++) {
      dims.add(sizes[i] >= 0 ? Dim.of(sizes[i]) : Dim.symbol(symbol(name, names, i)));
    }
    return new TensorType(dtype(tensor), Shape.of(dims));
  }

  private static String symbol(String value, String[] names, int axis) {
    String given = axis < names.length ? names[axis] : "";
    return given.isEmpty() ? value + "." + axis : given;
  }

  private static DType dtype(TensorInfo tensor) {
    return switch (tensor.onnxType) {
      case ONNX_TENSOR_ELEMENT_DATA_TYPE_FLOAT -> DType.F32;
      case ONNX_TENSOR_ELEMENT_DATA_TYPE_DOUBLE -> DType.F64;
      case ONNX_TENSOR_ELEMENT_DATA_TYPE_FLOAT16 -> DType.F16;
      case ONNX_TENSOR_ELEMENT_DATA_TYPE_BFLOAT16 -> DType.BF16;
      case ONNX_TENSOR_ELEMENT_DATA_TYPE_INT64 -> DType.I64;
      case ONNX_TENSOR_ELEMENT_DATA_TYPE_INT32 -> DType.I32;
      case ONNX_TENSOR_ELEMENT_DATA_TYPE_INT16 -> DType.I16;
      case ONNX_TENSOR_ELEMENT_DATA_TYPE_INT8 -> DType.I8;
      case ONNX_TENSOR_ELEMENT_DATA_TYPE_UINT64 -> DType.U64;
      case ONNX_TENSOR_ELEMENT_DATA_TYPE_UINT32 -> DType.U32;
      case ONNX_TENSOR_ELEMENT_DATA_TYPE_UINT16 -> DType.U16;
      case ONNX_TENSOR_ELEMENT_DATA_TYPE_UINT8 -> DType.U8;
      case ONNX_TENSOR_ELEMENT_DATA_TYPE_BOOL -> DType.BOOL;
      case ONNX_TENSOR_ELEMENT_DATA_TYPE_STRING -> DType.STRING;
      default -> DType.UNKNOWN;
    };
  }
}
