package dev.ridgeline.core.tensor;

/**
 * The element type of a tensor as it lies in memory. Sizes are in bits, because four-bit types
 * exist.
 */
public enum DType {
  F64(64, Kind.FLOAT),
  F32(32, Kind.FLOAT),
  F16(16, Kind.FLOAT),
  BF16(16, Kind.FLOAT),
  F8E4M3FN(8, Kind.FLOAT),
  F8E4M3FNUZ(8, Kind.FLOAT),
  F8E5M2(8, Kind.FLOAT),
  F8E5M2FNUZ(8, Kind.FLOAT),
  F8E8M0(8, Kind.FLOAT),
  F4E2M1(4, Kind.FLOAT),
  I64(64, Kind.SIGNED),
  I32(32, Kind.SIGNED),
  I16(16, Kind.SIGNED),
  I8(8, Kind.SIGNED),
  I4(4, Kind.SIGNED),
  I2(2, Kind.SIGNED),
  U64(64, Kind.UNSIGNED),
  U32(32, Kind.UNSIGNED),
  U16(16, Kind.UNSIGNED),
  U8(8, Kind.UNSIGNED),
  U4(4, Kind.UNSIGNED),
  U2(2, Kind.UNSIGNED),
  BOOL(8, Kind.BOOL),
  C64(64, Kind.COMPLEX),
  C128(128, Kind.COMPLEX),
  /** Strings: no fixed size; counted as 0 bytes. */
  STRING(0, Kind.OTHER),
  /** A sequence, map or optional: a value that is not a tensor. */
  NON_TENSOR(0, Kind.OTHER),
  /** Not known yet: the output of an operator that Ridgeline does not know. */
  UNKNOWN(0, Kind.OTHER);

  /** What the bits mean. */
  public enum Kind {
    FLOAT,
    SIGNED,
    UNSIGNED,
    BOOL,
    COMPLEX,
    OTHER
  }

  private final int bits;
  private final Kind kind;

  DType(int bits, Kind kind) {
    this.bits = bits;
    this.kind = kind;
  }

  /** Bits of one element; 0 where elements have no fixed size. */
  public int bits() {
    return bits;
  }

  public Kind kind() {
    return kind;
  }

  public boolean isFloat() {
    return kind == Kind.FLOAT;
  }

  public boolean isInteger() {
    return kind == Kind.SIGNED || kind == Kind.UNSIGNED;
  }

  /**
   * Bytes that {@code elements} elements take when packed densely (four-bit types two to a byte,
   * rounded up).
   */
  public long bytes(long elements) {
    return Math.ceilDiv(Math.multiplyExact(elements, (long) bits), 8L);
  }

  /** The name as printed, for example {@code f32}. */
  public String label() {
    return name().toLowerCase(java.util.Locale.ROOT);
  }
}
