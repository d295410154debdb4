package dev.ridgeline.compiler.ir;

import dev.ridgeline.core.tensor.DType;

/**
 * The types in which programs compute. Memory may hold narrower integers: they are widened to
 * {@link #I32} when loaded and keep their low bits when stored.
 */
public enum ScalarType {
  BOOL(1),
  I32(4),
  I64(8),
  F32(4),
  F64(8);

  private final int bytes;

  ScalarType(int bytes) {
    this.bytes = bytes;
  }

  public int bytes() {
    return bytes;
  }

  public boolean isFloat() {
    return this == F32 || this == F64;
  }

  public boolean isInteger() {
    return this == I32 || this == I64;
  }

  /** The type that an element of memory has once it is loaded. */
  public static ScalarType loadedFrom(DType dtype) {
    return switch (dtype) {
      case F32 -> F32;
      case F64 -> F64;
      case I64 -> I64;
      case I8, U8, I16, I32 -> I32;
      case BOOL -> BOOL;
      default ->
          throw new IllegalArgumentException(
              "programs compute with f32, f64, i8, u8, i16, i32, i64 and bool but got "
                  + dtype.label());
    };
  }

  /** The name as printed, for example {@code f32}. */
  public String label() {
    return name().toLowerCase(java.util.Locale.ROOT);
  }
}
