package dev.ridgeline.core.tensor;

/** What is known of a tensor before it exists: element type and shape. */
public record TensorType(DType dtype, Shape shape) {
  private static final TensorType UNKNOWN = new TensorType(DType.UNKNOWN, Shape.unranked());

  public static TensorType unknown() {
    return UNKNOWN;
  }

  public static TensorType f32(long... sizes) {
    return new TensorType(DType.F32, Shape.of(sizes));
  }

  public static TensorType i64(long... sizes) {
    return new TensorType(DType.I64, Shape.of(sizes));
  }

  public boolean isKnown() {
    return dtype != DType.UNKNOWN && shape.isKnown();
  }

  /**
   * Bytes of the tensor, dense; throws {@link IllegalStateException} while the shape is not known.
   */
  public long bytes() {
    return dtype.bytes(shape.elements());
  }

  @Override
  public String toString() {
    return dtype.label() + shape;
  }
}
