package dev.ridgeline.formats.onnx;

import dev.ridgeline.core.tensor.DType;
import java.util.List;

/** ONNX's numbers for element types. */
final class ElementTypes {
  private static final List<DType> BY_CODE =
      List.of(
          DType.UNKNOWN,
          DType.F32,
          DType.U8,
          DType.I8,
          DType.U16,
          DType.I16,
          DType.I32,
          DType.I64,
          DType.STRING,
          DType.BOOL,
          DType.F16,
          DType.F64,
          DType.U32,
          DType.U64,
          DType.C64,
          DType.C128,
          DType.BF16,
          DType.F8E4M3FN,
          DType.F8E4M3FNUZ,
          DType.F8E5M2,
          DType.F8E5M2FNUZ,
          DType.U4,
          DType.I4,
          DType.F4E2M1,
          DType.F8E8M0,
          DType.U2,
          DType.I2);

  private ElementTypes() {}

  static DType of(int code) {
    if (code < 0 || code >= BY_CODE.size()) {
      throw new MalformedOnnx(
          "element type %d is not one of ONNX's 0 to %d".formatted(code, BY_CODE.size() - 1));
    }
    return BY_CODE.get(code);
  }

  /** The number of an element type; 0 for values that are no tensors. */
  static int code(DType dtype) {
    return Math.max(0, BY_CODE.indexOf(dtype));
  }

  /** The type that the string form of Cast (opsets 1 to 5) names. */
  static DType named(String name) {
    return switch (name) {
      case "FLOAT" -> DType.F32;
      case "DOUBLE" -> DType.F64;
      case "FLOAT16" -> DType.F16;
      case "INT8" -> DType.I8;
      case "INT16" -> DType.I16;
      case "INT32" -> DType.I32;
      case "INT64" -> DType.I64;
      case "UINT8" -> DType.U8;
      case "UINT16" -> DType.U16;
      case "UINT32" -> DType.U32;
      case "UINT64" -> DType.U64;
      case "BOOL" -> DType.BOOL;
      default -> DType.UNKNOWN;
    };
  }
}
