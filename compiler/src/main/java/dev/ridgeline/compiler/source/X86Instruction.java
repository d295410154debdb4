package dev.ridgeline.compiler.source;

import dev.ridgeline.compiler.ir.ScalarType;
import dev.ridgeline.compiler.ir.ValueType;
import java.util.Optional;

/**
 * An instruction of x86 that does what a loop over lanes says, under gcc's name for it. gcc finds
 * the instruction in the loop, too, but takes longer.
 *
 * @param condition of the preprocessor under which there is the name
 * @param function gcc's name
 */
record X86Instruction(String condition, String function) {

  /**
   * The instruction for a function of vectors: {@code fma}, or {@code min} and {@code max}, which
   * give the second operand where one is NaN.
   */
  static Optional<X86Instruction> of(String name, ValueType type) {
    boolean single = type.scalar() == ScalarType.F32;
    if (!single && type.scalar() != ScalarType.F64) {
      return Optional.empty();
    }
    String suffix = single ? "ps" : "pd";
    int bytes = type.lanes() * type.scalar().bytes();
    if (bytes != 16 && bytes != 32) {
      return Optional.empty();
    }
    String width = bytes == 32 ? "256" : "";
    return switch (name) {
      case "fma" -> Optional.of(gcc("__FMA__", "vfmadd" + suffix + width));
      case "min", "max" ->
          Optional.of(gcc(bytes == 32 ? "__AVX__" : "__SSE2__", name + suffix + width));
      default -> Optional.empty();
    };
  }

  private static X86Instruction gcc(String feature, String instruction) {
    return new X86Instruction(
        "defined(" + feature + ") && defined(__GNUC__) && !defined(__clang__)",
        "__builtin_ia32_" + instruction);
  }
}
