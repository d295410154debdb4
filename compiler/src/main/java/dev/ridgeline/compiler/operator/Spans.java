package dev.ridgeline.compiler.operator;

import dev.ridgeline.compiler.expression.IndexAxis;
import dev.ridgeline.compiler.ir.Expr;
import dev.ridgeline.compiler.ir.Exprs;

/** Positions of windows along one dimension. */
final class Spans {
  private Spans() {}

  /** {@code out * stride + kernel * dilation}: the place in the padded input. */
  static Expr at(IndexAxis out, IndexAxis kernel, int stride, int dilation) {
    return Exprs.add(Exprs.mul(out.var(), stride), Exprs.mul(kernel.var(), dilation));
  }

  /** Pairs of output position and kernel tap that fall on the input and not on padding. */
  static long inside(int out, int in, int kernel, int stride, int pad, int dilation) {
    long count = 0;
    for (int y = 0; y < out; y++) {
      for (int r = 0; r < kernel; r++) {
        int at = y * stride + r * dilation - pad;
        count += at >= 0 && at < in ? 1 : 0;
      }
    }
    return count;
  }
}
