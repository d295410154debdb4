package dev.ridgeline.core.op;

/**
 * Two values in, one out, element by element, with numpy broadcasting. ONNX's variadic Sum, Mean,
 * Min and Max are chains of these.
 */
public enum Binary implements Op {
  ADD("Add"),
  SUB("Sub"),
  MUL("Mul"),
  DIV("Div"),
  POW("Pow"),
  /** Sign of the divisor (Python's {@code %}); integers. */
  MOD("Mod"),
  /** Sign of the dividend (C's {@code fmod}). */
  FMOD("FMod"),
  MIN("Min"),
  MAX("Max"),
  AND("And"),
  OR("Or"),
  XOR("Xor"),
  BITWISE_AND("BitwiseAnd"),
  BITWISE_OR("BitwiseOr"),
  BITWISE_XOR("BitwiseXor"),
  SHIFT_LEFT("ShiftLeft"),
  SHIFT_RIGHT("ShiftRight"),
  /** {@code x < 0 ? slope * x : x}; slope broadcasts to x. */
  PRELU("PRelu");

  private final String label;

  Binary(String label) {
    this.label = label;
  }

  @Override
  public String label() {
    return label;
  }
}
