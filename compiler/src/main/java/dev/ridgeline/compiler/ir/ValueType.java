package dev.ridgeline.compiler.ir;

/**
 * The type of an expression: a scalar, or a vector of {@code lanes} scalars.
 *
 * @param scalar element type
 * @param lanes number of elements, a power of two; 1 for a scalar
 */
public record ValueType(ScalarType scalar, int lanes) {
  public static final ValueType BOOL = new ValueType(ScalarType.BOOL, 1);
  public static final ValueType I32 = new ValueType(ScalarType.I32, 1);
  public static final ValueType I64 = new ValueType(ScalarType.I64, 1);
  public static final ValueType F32 = new ValueType(ScalarType.F32, 1);
  public static final ValueType F64 = new ValueType(ScalarType.F64, 1);

  public ValueType {
    if (Integer.bitCount(lanes) != 1) {
      throw new IllegalArgumentException("lanes are a power of two but got " + lanes);
    }
  }

  public static ValueType of(ScalarType scalar) {
    return new ValueType(scalar, 1);
  }

  public boolean isVector() {
    return lanes > 1;
  }

  public ValueType withLanes(int count) {
    return new ValueType(scalar, count);
  }

  public ValueType withScalar(ScalarType other) {
    return new ValueType(other, lanes);
  }

  /** For example {@code f32} or {@code f32x8}. */
  @Override
  public String toString() {
    return isVector() ? scalar.label() + "x" + lanes : scalar.label();
  }
}
