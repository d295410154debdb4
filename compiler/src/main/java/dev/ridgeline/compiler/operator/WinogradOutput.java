package dev.ridgeline.compiler.operator;

import static dev.ridgeline.compiler.expression.ComputationBuilder.axis;

import dev.ridgeline.compiler.expression.Computation;
import dev.ridgeline.compiler.expression.ComputationBuilder;
import dev.ridgeline.compiler.expression.IndexAxis;
import dev.ridgeline.compiler.ir.Buffer;
import dev.ridgeline.compiler.ir.Expr;
import dev.ridgeline.compiler.ir.Exprs;
import dev.ridgeline.core.tensor.DType;
import java.util.List;

/**
 * The results of Winograd's convolution out of the products of its tiles, f32: At p A for each tile
 * p of n x n products, m x m outputs of which those outside of the image are dropped. M [N, TY, TX,
 * n, n, O] with TY = ceil(OH / m); Y [N, OH, OW, O].
 *
 * @param batch N
 * @param height OH
 * @param width OW
 * @param channels O
 * @param at m x n
 * @param epilogue what happens to the sums before they are stored
 */
public record WinogradOutput(
    int batch, int height, int width, int channels, WinogradMatrix at, ConvEpilogue epilogue)
    implements Operator {
  public WinogradOutput {
    Extents.require("winograd-output", "N", batch);
    Extents.require("winograd-output", "OH", height);
    Extents.require("winograd-output", "OW", width);
    Extents.require("winograd-output", "O", channels);
  }

  private int tileRows() {
    return Math.ceilDiv(height, at.rows());
  }

  private int tileColumns() {
    return Math.ceilDiv(width, at.rows());
  }

  @Override
  public String name() {
    return "winograd-output";
  }

  @Override
  public String shape() {
    return batch + "x" + height + "x" + width + "x" + channels;
  }

  /** As if every element of the matrices were multiplied. */
  @Override
  public long flops() {
    long n = at.columns();
    long tile = n * n * at.rows() + n * at.rows() * at.rows();
    return 2L * batch * tileRows() * tileColumns() * channels * tile;
  }

  @Override
  public Computation computation() {
    ComputationBuilder c = new ComputationBuilder("winograd_output");
    int n = at.columns();
    int m = at.rows();
    Buffer products = c.input("M", DType.F32, batch, tileRows(), tileColumns(), n, n, channels);
    IndexAxis image = axis("n", batch);
    IndexAxis y = axis("y", height);
    IndexAxis x = axis("x", width);
    IndexAxis o = axis("o", channels);
    epilogue.finish(
        c,
        List.of(image, y, x, o),
        () ->
            ComputationBuilder.at(
                tiles(c, products),
                image.var(),
                Exprs.div(y.var(), Exprs.index(m)),
                Exprs.div(x.var(), Exprs.index(m)),
                Exprs.mod(y.var(), Exprs.index(m)),
                Exprs.mod(x.var(), Exprs.index(m)),
                o.var()));
    return c.build("Y");
  }

  /** Stages {@code S}, rows transformed, and {@code Z}, [N, TY, TX, m, m, O]. */
  private Buffer tiles(ComputationBuilder c, Buffer products) {
    List<IndexAxis> s = axes("s", at.columns());
    Buffer rows = c.compute("S", s, at.product(s.get(3), a -> tile(products, s, 3, a)));
    List<IndexAxis> z = axes("z", at.rows());
    return c.compute("Z", z, at.product(z.get(4), b -> tile(rows, z, 4, b)));
  }

  /** Of a stage: [N, TY, TX, m, columns, O]. */
  private List<IndexAxis> axes(String stage, int columns) {
    return List.of(
        axis(stage + "n", batch),
        axis(stage + "ty", tileRows()),
        axis(stage + "tx", tileColumns()),
        axis(stage + "i", at.rows()),
        axis(stage + "j", columns),
        axis(stage + "o", channels));
  }

  /** The element at the axes but for one. */
  private static Expr tile(Buffer of, List<IndexAxis> axes, int replaced, int value) {
    Expr[] indices = axes.stream().map(IndexAxis::var).toArray(Expr[]::new);
    indices[replaced] = Exprs.index(value);
    return ComputationBuilder.at(of, indices);
  }
}
