package dev.ridgeline.compiler.operator;

import static dev.ridgeline.compiler.expression.ComputationBuilder.at;
import static dev.ridgeline.compiler.expression.ComputationBuilder.axis;

import dev.ridgeline.compiler.expression.Computation;
import dev.ridgeline.compiler.expression.ComputationBuilder;
import dev.ridgeline.compiler.expression.IndexAxis;
import dev.ridgeline.compiler.ir.Buffer;
import dev.ridgeline.compiler.ir.Exprs;
import dev.ridgeline.core.tensor.DType;
import java.util.List;

/**
 * The tiles of an image as Winograd's convolution multiplies them, f32: V = Bt d B for each tile d
 * of n x n inputs, neighbours m apart and overlapping by n - m. X [N, m TY + n - m, m TX + n - m,
 * C], zeros around the image included; V [N, TY, TX, n, n, C].
 *
 * @param batch N
 * @param tileRows TY
 * @param tileColumns TX
 * @param channels C
 * @param step m, outputs of a tile in each direction
 * @param bt n x n
 */
public record WinogradInput(
    int batch, int tileRows, int tileColumns, int channels, int step, WinogradMatrix bt)
    implements Operator {
  public WinogradInput {
    Extents.require("winograd-input", "N", batch);
    Extents.require("winograd-input", "TY", tileRows);
    Extents.require("winograd-input", "TX", tileColumns);
    Extents.require("winograd-input", "C", channels);
    Extents.require("winograd-input", "m", step);
  }

  private int height() {
    return step * tileRows + bt.columns() - step;
  }

  private int width() {
    return step * tileColumns + bt.columns() - step;
  }

  @Override
  public String name() {
    return "winograd-input";
  }

  @Override
  public String shape() {
    return batch + "x" + height() + "x" + width() + "x" + channels;
  }

  /** As if every element of the matrices were multiplied. */
  @Override
  public long flops() {
    long n = bt.columns();
    return 2L * batch * tileRows * tileColumns * channels * 2 * n * n * n;
  }

  @Override
  public Computation computation() {
    ComputationBuilder c = new ComputationBuilder("winograd_input");
    Buffer rows = rows(c);
    IndexAxis image = axis("n", batch);
    IndexAxis ty = axis("ty", tileRows);
    IndexAxis tx = axis("tx", tileColumns);
    IndexAxis i = axis("i", bt.rows());
    IndexAxis j = axis("j", bt.rows());
    IndexAxis ch = axis("c", channels);
    c.compute(
        "V",
        List.of(image, ty, tx, i, j, ch),
        bt.product(
            j, b -> at(rows, image.var(), ty.var(), tx.var(), i.var(), Exprs.index(b), ch.var())));
    return c.build("V");
  }

  /** Stage {@code T}, the rows of tiles transformed: [N, TY, TX, n, n, C]. */
  private Buffer rows(ComputationBuilder c) {
    Buffer x = c.input("X", DType.F32, batch, height(), width(), channels);
    IndexAxis image = axis("tn", batch);
    IndexAxis ty = axis("th", tileRows);
    IndexAxis tx = axis("tw", tileColumns);
    IndexAxis i = axis("ti", bt.rows());
    IndexAxis b = axis("tb", bt.columns());
    IndexAxis ch = axis("tc", channels);
    return c.compute(
        "T",
        List.of(image, ty, tx, i, b, ch),
        bt.product(
            i,
            a ->
                at(
                    x,
                    image.var(),
                    Exprs.add(Exprs.mul(ty.var(), step), a),
                    Exprs.add(Exprs.mul(tx.var(), step), b.var()),
                    ch.var())));
  }
}
