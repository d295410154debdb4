package dev.ridgeline.formats.pytorch;

import dev.ridgeline.core.tensor.DType;

/** PyTorch's storages by element type. */
enum StorageType {
  DOUBLE("DoubleStorage", DType.F64),
  FLOAT("FloatStorage", DType.F32),
  HALF("HalfStorage", DType.F16),
  BFLOAT16("BFloat16Storage", DType.BF16),
  LONG("LongStorage", DType.I64),
  INT("IntStorage", DType.I32),
  SHORT("ShortStorage", DType.I16),
  CHAR("CharStorage", DType.I8),
  BYTE("ByteStorage", DType.U8),
  BOOL("BoolStorage", DType.BOOL);

  private final String className;
  private final DType dtype;

  StorageType(String className, DType dtype) {
    this.className = className;
    this.dtype = dtype;
  }

  String className() {
    return className;
  }

  DType dtype() {
    return dtype;
  }

  long elementBytes() {
    return dtype.bits() / 8;
  }
}
