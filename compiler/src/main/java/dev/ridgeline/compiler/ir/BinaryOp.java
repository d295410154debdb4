package dev.ridgeline.compiler.ir;

/** Operations on two values of one type. Integers wrap. */
public enum BinaryOp {
  ADD("+"),
  SUB("-"),
  MUL("*"),
  /** Floats only. */
  DIV("/"),
  /** Integers only, rounded towards minus infinity; division by zero is an error. */
  FLOOR_DIV("div"),
  /** Integers only, with the sign of the divisor. */
  FLOOR_MOD("mod"),
  /** {@code a < b ? a : b}, so the second where one is not a number. */
  MIN("min"),
  /** {@code a > b ? a : b}, so the second where one is not a number. */
  MAX("max"),
  /** Booleans and integers. */
  AND("&"),
  /** Booleans and integers. */
  OR("|"),
  /** Booleans and integers. */
  XOR("^"),
  /** Integers; the count is masked to the width. */
  SHL("<<"),
  /** Integers, arithmetic; the count is masked to the width. */
  SHR(">>");

  private final String symbol;

  BinaryOp(String symbol) {
    this.symbol = symbol;
  }

  public String symbol() {
    return symbol;
  }
}
