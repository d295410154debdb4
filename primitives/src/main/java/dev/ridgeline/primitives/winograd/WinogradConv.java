package dev.ridgeline.primitives.winograd;

import dev.ridgeline.primitives.conv.ConvOutcome;
import dev.ridgeline.primitives.conv.DenseAlgorithm;
import dev.ridgeline.primitives.conv.DenseProblem;
import dev.ridgeline.primitives.exact.Rational;
import dev.ridgeline.primitives.number.FloatFormat;
import dev.ridgeline.primitives.number.Phase;
import dev.ridgeline.primitives.number.Precision;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Winograd convolution, every operation rounded: Y = At [sum over C of (G g Gt) o (Bt d B)] A, the
 * transforms of rows and columns nested, so that kernels may be rectangular.
 *
 * <p>Shapes: U is n n x K x C, V is n n x C x T, their product n n x K x T for T tiles.
 *
 * <p>Error: K u relative L2 with K at 3x3, C = 64 of 4.5 for m = 2, 19 for m = 4, 56 for m = 6
 * ({@code ridgeline conv --study error}). Filters are transformed in f64 and rounded once. Cost: n
 * n multiplications for m m outputs and channel; workspace U, V and their product.
 *
 * <p>Limits: m + r - 1 at most {@value WinogradTransform#MOST_INPUTS} in either direction.
 */
public final class WinogradConv implements DenseAlgorithm {
  private final String name;
  private final int tile;
  private final List<Rational> points;
  private final Map<Integer, RealTransform> made = new ConcurrentHashMap<>();

  private WinogradConv(String name, int tile, List<Rational> points) {
    this.name = name;
    this.tile = tile;
    this.points = List.copyOf(points);
  }

  /** Tiles of m x m outputs with the best points known, whatever the kernel. */
  public static WinogradConv tile(int tile) {
    return new WinogradConv("winograd-f" + tile, tile, List.of());
  }

  /** Tiles of m x m outputs with these points wherever their number fits the kernel. */
  public static WinogradConv withPoints(String name, int tile, List<Rational> points) {
    return new WinogradConv(name, tile, points);
  }

  @Override
  public String name() {
    return name;
  }

  /** The transform for kernels of this size. */
  public WinogradTransform transform(int taps) {
    return tile > 1 && taps > 1 && points.size() == tile + taps - 2
        ? WinogradTransform.of(tile, taps, points)
        : WinogradTransform.of(tile, taps);
  }

  private RealTransform real(int taps) {
    return made.computeIfAbsent(taps, size -> RealTransform.of(transform(size)));
  }

  @Override
  public Optional<ConvOutcome.Unsupported> refusal(DenseProblem part, Precision precision) {
    int most = WinogradTransform.MOST_INPUTS + 1 - tile;
    int kernel = Math.max(part.kernelRows(), part.kernelColumns());
    return kernel <= most
        ? Optional.empty()
        : Optional.of(
            new ConvOutcome.Unsupported(
                "Winograd with tile %d needs a kernel of at most %d but got %dx%d; use fft or im2col"
                    .formatted(tile, most, part.kernelRows(), part.kernelColumns())));
  }

  @Override
  public double predictedK(DenseProblem part) {
    return WinogradError.expectedK(
        real(part.kernelRows()), real(part.kernelColumns()), part.inChannels());
  }

  @Override
  public double[] run(DenseProblem part, double[] input, double[] filter, Precision precision) {
    Nested nested = new Nested(real(part.kernelRows()), real(part.kernelColumns()), part);
    double[] u = nested.filters(filter);
    precision.storage(Phase.FILTER_TRANSFORM).store(u, nested.taps());
    double[] v = nested.inputs(input, precision.arithmetic(Phase.INPUT_TRANSFORM));
    precision.storage(Phase.INPUT_TRANSFORM).store(v, nested.taps());
    double[] m = nested.product(u, v, precision.arithmetic(Phase.PRODUCT));
    return nested.outputs(m, precision.arithmetic(Phase.OUTPUT_TRANSFORM));
  }

  /** The transforms of one part. */
  private static final class Nested {
    private final RealTransform rows;
    private final RealTransform columns;
    private final DenseProblem part;
    private final int down;
    private final int across;

    Nested(RealTransform rows, RealTransform columns, DenseProblem part) {
      this.rows = rows;
      this.columns = columns;
      this.part = part;
      this.down = (part.outRows() + rows.outputs() - 1) / rows.outputs();
      this.across = (part.outColumns() + columns.outputs() - 1) / columns.outputs();
    }

    int taps() {
      return rows.inputs() * columns.inputs();
    }

    private int tiles() {
      return part.batch() * down * across;
    }

    double[] filters(double[] filter) {
      SmallTransform transform = new SmallTransform(rows.g(), columns.g(), FloatFormat.F64);
      int filters = part.outChannels() * part.inChannels();
      double[] u = new double[taps() * filters];
      double[] in = new double[transform.inputs()];
      double[] out = new double[transform.outputs()];
      for (int f = 0; f < filters; f++) {
        System.arraycopy(filter, f * in.length, in, 0, in.length);
        transform.apply(in, out);
        for (int t = 0; t < out.length; t++) {
          u[t * filters + f] = out[t];
        }
      }
      return u;
    }

    double[] inputs(double[] input, FloatFormat arithmetic) {
      SmallTransform transform = new SmallTransform(rows.bt(), columns.bt(), arithmetic);
      int count = part.inChannels() * tiles();
      double[] v = new double[taps() * count];
      double[] in = new double[transform.inputs()];
      double[] out = new double[transform.outputs()];
      for (int n = 0; n < part.batch(); n++) {
        for (int c = 0; c < part.inChannels(); c++) {
          for (int tile = 0; tile < down * across; tile++) {
            tile(input, n * part.inChannels() + c, tile, in);
            transform.apply(in, out);
            int place = c * tiles() + n * down * across + tile;
            for (int t = 0; t < out.length; t++) {
              v[t * count + place] = out[t];
            }
          }
        }
      }
      return v;
    }

    /** Copies a tile; what lies past the input is 0 and reaches only outputs past the output. */
    private void tile(double[] input, int plane, int tile, double[] in) {
      int top = tile / across * rows.outputs();
      int left = tile % across * columns.outputs();
      int width = part.inColumns();
      int height = part.inRows();
      int at = 0;
      for (int i = top; i < top + rows.inputs(); i++) {
        for (int j = left; j < left + columns.inputs(); j++) {
          boolean inside = i < height && j < width;
          in[at++] = inside ? input[(plane * height + i) * width + j] : 0;
        }
      }
    }

    /** n n multiplications of K x C by C x T, the sum over C in order. */
    double[] product(double[] u, double[] v, FloatFormat arithmetic) {
      int outs = part.outChannels();
      int ins = part.inChannels();
      int tiles = tiles();
      double[] m = new double[taps() * outs * tiles];
      for (int t = 0; t < taps(); t++) {
        for (int k = 0; k < outs; k++) {
          int row = (t * outs + k) * tiles;
          for (int c = 0; c < ins; c++) {
            double factor = u[(t * outs + k) * ins + c];
            int from = (t * ins + c) * tiles;
            for (int i = 0; i < tiles; i++) {
              m[row + i] = arithmetic.add(m[row + i], arithmetic.multiply(factor, v[from + i]));
            }
          }
        }
      }
      return m;
    }

    double[] outputs(double[] m, FloatFormat arithmetic) {
      SmallTransform transform = new SmallTransform(rows.at(), columns.at(), arithmetic);
      int outs = part.outChannels();
      double[] y = new double[part.batch() * outs * part.outRows() * part.outColumns()];
      double[] in = new double[transform.inputs()];
      double[] out = new double[transform.outputs()];
      for (int k = 0; k < outs; k++) {
        for (int tile = 0; tile < tiles(); tile++) {
          for (int t = 0; t < in.length; t++) {
            in[t] = m[(t * outs + k) * tiles() + tile];
          }
          transform.apply(in, out);
          place(out, tile / (down * across) * outs + k, tile % (down * across), y);
        }
      }
      return y;
    }

    private void place(double[] out, int plane, int tile, double[] y) {
      int top = tile / across * rows.outputs();
      int left = tile % across * columns.outputs();
      for (int i = 0; i < Math.min(rows.outputs(), part.outRows() - top); i++) {
        for (int j = 0; j < Math.min(columns.outputs(), part.outColumns() - left); j++) {
          y[(plane * part.outRows() + top + i) * part.outColumns() + left + j] =
              out[i * columns.outputs() + j];
        }
      }
    }
  }
}
