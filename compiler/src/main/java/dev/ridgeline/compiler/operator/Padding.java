package dev.ridgeline.compiler.operator;

import static dev.ridgeline.compiler.expression.ComputationBuilder.axis;

import dev.ridgeline.compiler.expression.ComputationBuilder;
import dev.ridgeline.compiler.expression.IndexAxis;
import dev.ridgeline.compiler.ir.Buffer;
import dev.ridgeline.compiler.ir.Expr;
import dev.ridgeline.compiler.ir.Exprs;
import dev.ridgeline.compiler.ir.ScalarType;
import java.util.List;

/** The stage {@code Xp} that puts zeros around an NCHW tensor. */
final class Padding {
  private Padding() {}

  /** The padded tensor, [N, C, H + 2 pad, W + 2 pad]; the tensor itself where the pad is 0. */
  static Buffer spatial(ComputationBuilder c, Buffer x, int pad) {
    if (pad == 0) {
      return x;
    }
    IndexAxis n = axis("pn", x.shape().get(0));
    IndexAxis ch = axis("pc", x.shape().get(1));
    IndexAxis h = axis("ph", x.shape().get(2) + 2 * pad);
    IndexAxis w = axis("pw", x.shape().get(3) + 2 * pad);
    Expr y = Exprs.sub(h.var(), Exprs.index(pad));
    Expr z = Exprs.sub(w.var(), Exprs.index(pad));
    Expr inside =
        Exprs.and(
            Exprs.within(Exprs.index(0), y, Exprs.index(x.shape().get(2))),
            Exprs.within(Exprs.index(0), z, Exprs.index(x.shape().get(3))));
    Expr value = new Expr.Load(x, List.of(n.var(), ch.var(), y, z));
    return c.compute(
        "Xp", List.of(n, ch, h, w), Exprs.select(inside, value, Exprs.number(ScalarType.F32, 0)));
  }

  /** The padded tensor, [N, H + 2 pad, W + 2 pad, C], of one with channels last. */
  static Buffer channelsLast(ComputationBuilder c, Buffer x, int pad) {
    if (pad == 0) {
      return x;
    }
    IndexAxis n = axis("pn", x.shape().get(0));
    IndexAxis h = axis("ph", x.shape().get(1) + 2 * pad);
    IndexAxis w = axis("pw", x.shape().get(2) + 2 * pad);
    IndexAxis ch = axis("pc", x.shape().get(3));
    Expr y = Exprs.sub(h.var(), Exprs.index(pad));
    Expr z = Exprs.sub(w.var(), Exprs.index(pad));
    Expr inside =
        Exprs.and(
            Exprs.within(Exprs.index(0), y, Exprs.index(x.shape().get(1))),
            Exprs.within(Exprs.index(0), z, Exprs.index(x.shape().get(2))));
    Expr value = new Expr.Load(x, List.of(n.var(), y, z, ch.var()));
    return c.compute(
        "Xp", List.of(n, h, w, ch), Exprs.select(inside, value, Exprs.number(ScalarType.F32, 0)));
  }
}
