package dev.ridgeline.formats.tflite;

import dev.ridgeline.core.tensor.DType;
import java.util.List;

/** Element types by their number in the schema. */
final class TfliteTypes {
  private static final List<DType> BY_CODE =
      List.of(
          DType.F32,
          DType.F16,
          DType.I32,
          DType.U8,
          DType.I64,
          DType.STRING,
          DType.BOOL,
          DType.I16,
          DType.C64,
          DType.I8,
          DType.F64,
          DType.C128,
          DType.U64,
          DType.NON_TENSOR,
          DType.NON_TENSOR,
          DType.U32,
          DType.U16,
          DType.I4,
          DType.BF16);

  private TfliteTypes() {}

  static DType of(int code) {
    if (code < 0 || code >= BY_CODE.size()) {
      throw new MalformedTflite("there is no element type " + code);
    }
    return BY_CODE.get(code);
  }

  /** The number of an element type; -1 when the schema has none. */
  static int code(DType dtype) {
    return dtype == DType.NON_TENSOR ? -1 : BY_CODE.indexOf(dtype);
  }
}
