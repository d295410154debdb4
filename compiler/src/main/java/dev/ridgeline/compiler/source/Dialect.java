package dev.ridgeline.compiler.source;

import dev.ridgeline.compiler.ir.BinaryOp;
import dev.ridgeline.compiler.ir.Expr;
import dev.ridgeline.compiler.ir.ScalarType;
import dev.ridgeline.compiler.ir.UnaryOp;
import dev.ridgeline.compiler.ir.ValueType;
import dev.ridgeline.core.tensor.DType;
import java.util.List;
import java.util.Optional;

/**
 * What the relatives of C do differently: types, literals, qualifiers, function headers, built-in
 * functions, vectors. Operands are given and results returned as source text; operands stand as
 * arguments of a call without parentheses.
 *
 * <p>What all share: scalars; {@code + - * / & | ^ ~ << >>} and comparisons of scalars and vectors
 * (a comparison of vectors gives integer lanes of the operands' width, -1 for true); {@code ?:} by
 * a scalar; statements.
 *
 * <p>An object serves one translation unit: it remembers the helper functions that it used, which
 * {@link #preamble} defines.
 */
public interface Dialect {

  /** What stands before all functions: types and helper functions that were used so far. */
  String preamble();

  /** The type in which indices, loop variables and scalar parameters are held: i32 or i64. */
  ScalarType indexType();

  String type(ValueType type);

  /** A parameter that is memory. */
  String parameter(DType dtype, boolean written, String name);

  /** What stands before the opening brace or, for a prototype, the semicolon. */
  String header(String name, List<String> parameters);

  /** Words that cannot be names of ours. */
  boolean isReserved(String name);

  String number(Expr.FloatImm value);

  /** SQRT, FLOOR, CEIL, ROUND_EVEN of floats, ABS of all. */
  String unary(UnaryOp op, ValueType type, String a);

  /** MIN, MAX, FLOOR_DIV, FLOOR_MOD. */
  String binary(BinaryOp op, ValueType type, String a, String b);

  String fma(ValueType type, String a, String b, String c);

  String splat(ValueType type, String value);

  /** {@code base, base + stride, ...} of i32. */
  String ramp(int lanes, String base, int stride);

  /** Lanes of one vector or the other by a mask with lanes of the same width. */
  String select(ValueType type, String mask, String then, String otherwise);

  /** A mask with lanes of {@code from} bytes as one of {@code to} bytes. */
  String mask(int lanes, int from, int to, String mask);

  /** Conversion by value between types that are not bool; the operand needs no parentheses. */
  String cast(ValueType from, ScalarType to, String a);

  String reinterpret(ValueType from, ScalarType to, String a);

  /** A vector from memory, widened to {@code type}; bool as a mask of 4 bytes. */
  String load(Access access, String pointer);

  /** A statement without its semicolon. */
  String store(Access access, String pointer, String value);

  /** A statement that keeps a local in a register, where that helps. */
  Optional<String> pin(ValueType type, String name);
}
