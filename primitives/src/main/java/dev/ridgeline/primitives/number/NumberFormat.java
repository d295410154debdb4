package dev.ridgeline.primitives.number;

/**
 * How numbers are stored: a set of values and the rule by which others are rounded to it. Values
 * stand in doubles, which hold every value of every format here.
 */
public sealed interface NumberFormat permits FloatFormat, IntFormat, LogFormat {

  /** The name on the command line: {@code f16}, {@code int8-tap}, {@code lns8}. */
  String label();

  /**
   * The largest relative error of rounding one number (floating point, logarithmic), or of the
   * largest number of a tensor (integers).
   */
  double unitRoundoff();

  /**
   * Rounds a tensor in place.
   *
   * @param values {@code blocks} blocks of equal length, one after the other
   * @param blocks parts that may have a scale of their own, such as the taps of a transform
   */
  void store(double[] values, int blocks);

  /**
   * Whether inputs are given in this format, so that rounding them is no error of an algorithm.
   * Otherwise the rounding of the inputs is the error that one wants to know.
   */
  boolean givenRounded();
}
