package dev.ridgeline.compiler.source;

import dev.ridgeline.compiler.ir.ScalarType;
import dev.ridgeline.compiler.ir.ValueType;
import dev.ridgeline.core.tensor.DType;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Supplier;

/**
 * The vector types and helper functions that a translation unit uses, in the order of first use.
 * Vectors are GCC's; functions on lanes are loops that gcc and clang turn into one instruction
 * where there is one.
 */
final class GccPrelude {
  private final Map<String, String> types = new LinkedHashMap<>();
  private final Map<String, String> functions = new LinkedHashMap<>();

  String text() {
    return String.join("", types.values()) + String.join("", functions.values());
  }

  /** Adds a function unless it is there; what it uses is added before it. */
  String function(String name, Supplier<String> text) {
    if (!functions.containsKey(name)) {
      functions.put(name, "INLINE " + text.get());
    }
    return name;
  }

  /** The same with one text where a condition of the preprocessor holds and another elsewhere. */
  String function(String name, String condition, String there, String elsewhere) {
    functions.putIfAbsent(
        name, "#if " + condition + "\nINLINE " + there + "#else\nINLINE " + elsewhere + "#endif\n");
    return name;
  }

  static String scalar(ScalarType type) {
    return switch (type) {
      case BOOL -> "bool";
      case I32 -> "int32_t";
      case I64 -> "int64_t";
      case F32 -> "float";
      case F64 -> "double";
    };
  }

  static String memory(DType dtype) {
    return switch (dtype) {
      case F32 -> "float";
      case F64 -> "double";
      case I64 -> "int64_t";
      case I32 -> "int32_t";
      case I16 -> "int16_t";
      case I8 -> "int8_t";
      case U8, BOOL -> "uint8_t";
      default -> throw new IllegalArgumentException("no memory of type " + dtype);
    };
  }

  /** The type of a scalar or vector; booleans in vectors are masks of i32. */
  String type(ValueType type) {
    if (!type.isVector()) {
      return scalar(type.scalar());
    }
    ScalarType lane = type.scalar() == ScalarType.BOOL ? ScalarType.I32 : type.scalar();
    return vector(lane.label(), scalar(lane), lane.bytes(), type.lanes());
  }

  /** The vector of lanes as they lie in memory. */
  String memoryVector(DType dtype, int lanes) {
    String label = dtype == DType.BOOL ? "u8" : dtype.label();
    return vector(label, memory(dtype), dtype.bits() < 8 ? 1 : dtype.bits() / 8, lanes);
  }

  private String vector(String label, String lane, int bytes, int lanes) {
    String name = label + "x" + lanes;
    types.computeIfAbsent(
        name,
        n ->
            "typedef "
                + lane
                + " "
                + n
                + " __attribute__((vector_size("
                + bytes * lanes
                + ")));\ntypedef "
                + lane
                + " "
                + n
                + "_at __attribute__((vector_size("
                + bytes * lanes
                + "), aligned("
                + bytes
                + "), may_alias));\n");
    return name;
  }

  /** {@code f32x8} for names of functions. */
  static String suffix(ValueType type) {
    return type.toString();
  }

  /** A function that applies {@code expression}, in lanes {@code a[i]}, to every lane. */
  static String lanes(String result, String header, int lanes, String expression) {
    return result
        + " "
        + header
        + " {\n  "
        + result
        + " r;\n  for (int i = 0; i < "
        + lanes
        + "; i++) r[i] = "
        + expression
        + ";\n  return r;\n}\n";
  }
}
