package dev.ridgeline.primitives.winograd;

import dev.ridgeline.primitives.exact.RationalMatrix;

/**
 * A transform as doubles, made once.
 *
 * @param outputs m
 * @param inputs n
 * @param at m x n
 * @param g n x r
 * @param bt n x n
 * @param amplification see {@link WinogradError}
 */
record RealTransform(
    int outputs, int inputs, Matrix at, Matrix g, Matrix bt, double amplification) {

  /** Values row after row, not to be changed. */
  record Matrix(int rows, int columns, double[] values) {
    static Matrix of(RationalMatrix exact) {
      return new Matrix(exact.rows(), exact.columns(), exact.toDoubles());
    }
  }

  static RealTransform of(WinogradTransform transform) {
    return new RealTransform(
        transform.outputs(),
        transform.inputs(),
        Matrix.of(transform.at()),
        Matrix.of(transform.g()),
        Matrix.of(transform.bt()),
        WinogradError.amplification(transform));
  }
}
