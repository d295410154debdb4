package dev.ridgeline.compiler.ir;

import java.util.OptionalLong;

/** What operations do to integers, in one place for the simplifier and the interpreter. */
public final class Integers {
  private Integers() {}

  /**
   * The result in the given type: wrapped to 32 bits for I32, 0 or 1 for BOOL. Empty for a division
   * by zero and for operations that integers do not have.
   */
  public static OptionalLong apply(BinaryOp op, ScalarType type, long a, long b) {
    long mask = type == ScalarType.I64 ? 63 : 31;
    return switch (op) {
      case ADD -> wrapped(type, a + b);
      case SUB -> wrapped(type, a - b);
      case MUL -> wrapped(type, a * b);
      case DIV -> OptionalLong.empty();
      case FLOOR_DIV -> b == 0 ? OptionalLong.empty() : wrapped(type, Math.floorDiv(a, b));
      case FLOOR_MOD -> b == 0 ? OptionalLong.empty() : wrapped(type, Math.floorMod(a, b));
      case MIN -> OptionalLong.of(Math.min(a, b));
      case MAX -> OptionalLong.of(Math.max(a, b));
      case AND -> OptionalLong.of(a & b);
      case OR -> OptionalLong.of(a | b);
      case XOR -> OptionalLong.of(a ^ b);
      case SHL -> wrapped(type, a << (b & mask));
      case SHR -> wrapped(type, a >> (b & mask));
    };
  }

  /** The low bits of {@code value} as the type holds them. */
  public static OptionalLong wrapped(ScalarType type, long value) {
    return OptionalLong.of(type == ScalarType.I32 ? (int) value : value);
  }
}
