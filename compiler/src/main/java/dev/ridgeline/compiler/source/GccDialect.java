package dev.ridgeline.compiler.source;

import dev.ridgeline.compiler.ir.BinaryOp;
import dev.ridgeline.compiler.ir.Expr;
import dev.ridgeline.compiler.ir.ScalarType;
import dev.ridgeline.compiler.ir.UnaryOp;
import dev.ridgeline.compiler.ir.ValueType;
import dev.ridgeline.core.tensor.DType;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * C11 with the vector extensions that gcc and clang share. Correct with contraction off and
 * wrapping integers only; partial vectors, gathers and scatters go lane by lane or through a copy.
 */
public final class GccDialect implements Dialect {
  private static final Set<String> WORDS =
      Set.of(
          ("auto break case char const continue default do double else enum extern float for goto if"
                  + " inline int long register restrict return short signed sizeof static struct switch"
                  + " typedef union unsigned void volatile while bool true false asm typeof main"
                  + " int8_t uint8_t int16_t int32_t int64_t INLINE KEEP NULL")
              .split(" "));

  /** Helpers and types end in the name of a type, entries of the library begin so. */
  private static final Pattern HELPER =
      Pattern.compile("(.*_)?([fiu](8|16|32|64)|bool)(x\\d+)?(_at)?|(entry|work)_\\d+|_.*");

  private final GccPrelude helpers = new GccPrelude();

  @Override
  public String preamble() {
    return """
    #include <stdbool.h>
    #include <stdint.h>
    #define INLINE static inline __attribute__((always_inline))
    /* keeps a vector in a register instead of loading it again in every operation */
    #if defined(__AVX512F__)
    #define KEEP(x) __asm__("" : "+v"(x))
    #elif defined(__x86_64__)
    #define KEEP(x) __asm__("" : "+x"(x))
    #else
    #define KEEP(x) (void)(x)
    #endif
    """
        + helpers.text()
        + "\n";
  }

  @Override
  public ScalarType indexType() {
    return ScalarType.I64;
  }

  @Override
  public String type(ValueType type) {
    return helpers.type(type);
  }

  @Override
  public String parameter(DType dtype, boolean written, String name) {
    return (written ? "" : "const ") + GccPrelude.memory(dtype) + " *restrict " + name;
  }

  @Override
  public String header(String name, List<String> parameters) {
    String list = parameters.isEmpty() ? "void" : String.join(", ", parameters);
    return "static __attribute__((noinline)) void " + name + "(" + list + ")";
  }

  @Override
  public boolean isReserved(String name) {
    return WORDS.contains(name) || HELPER.matcher(name).matches();
  }

  @Override
  public String number(Expr.FloatImm x) {
    double v = x.value();
    boolean single = x.type().scalar() == ScalarType.F32;
    String f = single ? "f" : "";
    if (Double.isNaN(v)) {
      return "__builtin_nan" + f + "(\"\")";
    }
    if (Double.isInfinite(v)) {
      return (v < 0 ? "-" : "") + "__builtin_inf" + f + "()";
    }
    return single ? Float.toString((float) v) + "f" : Double.toString(v);
  }

  @Override
  public String unary(UnaryOp op, ValueType type, String a) {
    String f = type.scalar() == ScalarType.F32 ? "f(" : "(";
    String x = type.isVector() ? "a[i]" : "a";
    String expression =
        switch (op) {
          case SQRT -> "__builtin_sqrt" + f + x + ")";
          case FLOOR -> "__builtin_floor" + f + x + ")";
          case CEIL -> "__builtin_ceil" + f + x + ")";
          case ROUND_EVEN -> "__builtin_rint" + f + x + ")";
          case ABS ->
              type.scalar().isFloat()
                  ? "__builtin_fabs" + f + x + ")"
                  : x + " < 0 ? -" + x + " : " + x;
          default -> throw new IllegalStateException(op + " is not left to targets");
        };
    return define(op.label(), type, List.of("a"), expression) + "(" + a + ")";
  }

  @Override
  public String binary(BinaryOp op, ValueType type, String a, String b) {
    String at = type.isVector() ? "[i]" : "";
    String x = "a" + at;
    String y = "b" + at;
    String apart = "(" + x + " % " + y + " != 0 && (" + x + " ^ " + y + ") < 0)";
    String expression =
        switch (op) {
          case MIN -> x + " < " + y + " ? " + x + " : " + y;
          case MAX -> x + " > " + y + " ? " + x + " : " + y;
          // the machine's division traps for the least value by -1 and for 0
          case FLOOR_DIV ->
              y + " == 0 ? 0 : " + y + " == -1 ? -" + x + " : " + x + " / " + y + " - " + apart;
          case FLOOR_MOD ->
              "("
                  + y
                  + " == 0 || "
                  + y
                  + " == -1) ? 0 : "
                  + x
                  + " % "
                  + y
                  + " + ("
                  + apart
                  + " ? "
                  + y
                  + " : 0)";
          default -> throw new IllegalStateException(op + " is an operator of C");
        };
    String name =
        switch (op) {
          case MIN -> "min";
          case MAX -> "max";
          case FLOOR_DIV -> "floor_div";
          default -> "floor_mod";
        };
    return define(name, type, List.of("a", "b"), expression) + "(" + a + ", " + b + ")";
  }

  @Override
  public String fma(ValueType type, String a, String b, String c) {
    String f = type.scalar() == ScalarType.F32 ? "f" : "";
    String at = type.isVector() ? "[i]" : "";
    String expression = "__builtin_fma" + f + "(a" + at + ", b" + at + ", c" + at + ")";
    return define("fma", type, List.of("a", "b", "c"), expression)
        + "("
        + a
        + ", "
        + b
        + ", "
        + c
        + ")";
  }

  /** The helper {@code NAME_TYPE} that computes an expression of parameters of one type. */
  private String define(String name, ValueType type, List<String> parameters, String expression) {
    String c = helpers.type(type);
    String list = parameters.stream().map(p -> c + " " + p).collect(Collectors.joining(", "));
    String full = name + "_" + GccPrelude.suffix(type);
    String header = full + "(" + list + ")";
    if (!type.isVector()) {
      return helpers.function(full, () -> c + " " + header + " { return " + expression + "; }\n");
    }
    String loop = GccPrelude.lanes(c, header, type.lanes(), expression);
    Optional<X86Instruction> instruction = X86Instruction.of(name, type);
    if (instruction.isEmpty()) {
      return helpers.function(full, () -> loop);
    }
    String call = instruction.get().function() + "(" + String.join(", ", parameters) + ")";
    return helpers.function(
        full,
        instruction.get().condition(),
        c + " " + header + " { return " + call + "; }\n",
        loop);
  }

  @Override
  public String splat(ValueType type, String value) {
    String vector = helpers.type(type);
    String lane =
        GccPrelude.scalar(type.scalar() == ScalarType.BOOL ? ScalarType.I32 : type.scalar());
    String name = "splat_" + vector;
    helpers.function(
        name,
        () ->
            vector
                + " "
                + name
                + "("
                + lane
                + " a) { return ("
                + vector
                + "){"
                + IntStream.range(0, type.lanes())
                    .mapToObj(i -> "a")
                    .collect(Collectors.joining(", "))
                + "}; }\n");
    return name + "(" + value + ")";
  }

  @Override
  public String ramp(int lanes, String base, int stride) {
    ValueType type = new ValueType(ScalarType.I32, lanes);
    String vector = helpers.type(type);
    String name = "ramp_" + vector;
    helpers.function(
        name,
        () ->
            GccPrelude.lanes(
                vector, name + "(int32_t a, int32_t stride)", lanes, "a + i * stride"));
    return name + "(" + base + ", " + stride + ")";
  }

  @Override
  public String select(ValueType type, String mask, String then, String otherwise) {
    String vector = helpers.type(type);
    boolean narrow = type.scalar() == ScalarType.BOOL || type.scalar().bytes() == 4;
    String masks = helpers.type(type.withScalar(narrow ? ScalarType.I32 : ScalarType.I64));
    String name = "select_" + vector;
    String header = name + "(" + masks + " m, " + vector + " a, " + vector + " b)";
    helpers.function(
        name, () -> GccPrelude.lanes(vector, header, type.lanes(), "m[i] ? a[i] : b[i]"));
    return name + "(" + mask + ", " + then + ", " + otherwise + ")";
  }

  @Override
  public String mask(int lanes, int from, int to, String mask) {
    ScalarType lane = to == 4 ? ScalarType.I32 : ScalarType.I64;
    return convert(helpers.type(new ValueType(lane, lanes)), mask);
  }

  private static String convert(String vector, String value) {
    return "__builtin_convertvector(" + value + ", " + vector + ")";
  }

  @Override
  public String cast(ValueType from, ScalarType to, String a) {
    ValueType type = from.withScalar(to);
    String result = helpers.type(type);
    if (from.scalar().isFloat() && to.isInteger()) {
      return saturate(from, type) + "(" + a + ")";
    }
    String plain = "cast_" + to.label() + "_" + GccPrelude.suffix(from);
    return type.isVector()
        ? convert(result, a)
        : helpers.function(
                plain,
                () ->
                    result
                        + " "
                        + plain
                        + "("
                        + helpers.type(from)
                        + " a) { return ("
                        + result
                        + ")a; }\n")
            + "("
            + a
            + ")";
  }

  /** Out of range goes to the ends, what is not a number to 0. */
  private String saturate(ValueType from, ValueType to) {
    String power = to.scalar() == ScalarType.I32 ? "0x1p31" : "0x1p63";
    String limit = power + (from.scalar() == ScalarType.F32 ? "f" : "");
    String most = to.scalar() == ScalarType.I32 ? "INT32_MAX" : "INT64_MAX";
    String least = to.scalar() == ScalarType.I32 ? "INT32_MIN" : "INT64_MIN";
    String result = helpers.type(to);
    String name = "saturate_" + to.scalar().label() + "_" + GccPrelude.suffix(from);
    String header = name + "(" + helpers.type(from) + " a)";
    if (from.isVector() && from.scalar().bytes() == to.scalar().bytes()) {
      String high = splat(from, limit);
      String low = splat(from, "-" + limit);
      String inside = select(from, "a >= " + high, splat(from, "0"), "a");
      String clamped = select(from, inside + " >= " + low, inside, low);
      String converted = convert(result, clamped);
      String capped = select(to, "a >= " + high, splat(to, most), converted);
      String whole = select(to, "a == a", capped, splat(to, "0"));
      return helpers.function(
          name, () -> result + " " + header + " {\n  return " + whole + ";\n}\n");
    }
    if (from.isVector()) {
      // lane by lane: gcc 12 fails on a loop over 16 lanes that grow to 8 bytes
      String lane = saturate(from.withLanes(1), to.withLanes(1));
      String lanes =
          IntStream.range(0, from.lanes())
              .mapToObj(i -> lane + "(a[" + i + "])")
              .collect(Collectors.joining(", "));
      return helpers.function(
          name, () -> result + " " + header + " { return (" + result + "){" + lanes + "}; }\n");
    }
    String whole = "(" + GccPrelude.scalar(to.scalar()) + ")a";
    String capped = "a >= " + limit + " ? " + most + " : a < -" + limit + " ? " + least;
    return helpers.function(
        name,
        () -> result + " " + header + " { return a != a ? 0 : " + capped + " : " + whole + "; }\n");
  }

  @Override
  public String reinterpret(ValueType from, ScalarType to, String a) {
    String result = helpers.type(from.withScalar(to));
    if (from.isVector()) {
      return "(" + result + ")(" + a + ")";
    }
    String name = "bits_" + to.label() + "_" + GccPrelude.suffix(from);
    helpers.function(
        name,
        () ->
            result
                + " "
                + name
                + "("
                + helpers.type(from)
                + " a) {\n  "
                + result
                + " r;\n  __builtin_memcpy(&r, &a, sizeof r);\n  return r;\n}\n");
    return name + "(" + a + ")";
  }

  @Override
  public String load(Access access, String pointer) {
    String loaded = new GccMemory(helpers).load(access, pointer);
    if (access.memory() == DType.BOOL) {
      return "(" + convert(helpers.type(access.type()), loaded) + " != 0)";
    }
    return access.memory().bits() < 32 ? convert(helpers.type(access.type()), loaded) : loaded;
  }

  @Override
  public String store(Access access, String pointer, String value) {
    String narrow = value;
    if (access.memory() == DType.BOOL) {
      narrow = "(" + value + ") & 1";
    }
    if (access.memory().bits() < 32) {
      narrow = convert(helpers.memoryVector(access.memory(), access.type().lanes()), narrow);
    }
    return new GccMemory(helpers).store(access, pointer, narrow);
  }

  @Override
  public Optional<String> pin(ValueType type, String name) {
    int bytes = type.scalar().bytes() * type.lanes();
    return bytes == 16 || bytes == 32 ? Optional.of("KEEP(" + name + ")") : Optional.empty();
  }
}
