package dev.ridgeline.engine.kernel;

import dev.ridgeline.compiler.operator.BlockedConv2d;
import dev.ridgeline.compiler.operator.Conv2d;
import dev.ridgeline.compiler.operator.ConvEpilogue;
import dev.ridgeline.compiler.operator.WinogradInput;
import dev.ridgeline.compiler.operator.WinogradMatrix;
import dev.ridgeline.compiler.operator.WinogradOutput;
import dev.ridgeline.core.tensor.Tensor;
import dev.ridgeline.primitives.exact.RationalMatrix;
import dev.ridgeline.primitives.winograd.WinogradTransform;
import java.util.Arrays;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * A 3x3 convolution cut into tiles of 4x4 outputs for Winograd's F(4x4, 3x3), with the points 0, 1,
 * -1, 1/2, -2 and infinity: 36 multiplications an input and output channel and tile in place of
 * 144. Rounding errors of a product are enlarged 6.9 times (the amplification of the transform,
 * squared for two dimensions), beside a sum over the channels that is 9 times as short.
 *
 * @param geometry of the convolution
 */
record WinogradTiles(ConvGeometry geometry) {
  private static final int OUTPUTS = 4;
  private static final int TAPS = 3;
  private static final int INPUTS = OUTPUTS + TAPS - 1;
  private static final int PLACES = INPUTS * INPUTS;
  private static final int LANES = 8;

  /**
   * Multiplications and additions that a core is assumed to do in the time in which a byte comes
   * from memory or the last cache: 16 a cycle against 5 bytes.
   */
  private static final double MACS_A_BYTE = 3;

  /** What two more steps are assumed to cost, in multiplications. */
  private static final double MACS_OF_STEPS = 1e6;

  /** A gain below this is taken for within what the estimate may be wrong. */
  private static final double LEAST_GAIN = 1.2;

  /**
   * Bytes of transformed weights up to which a layer goes this way: VGG's layers of 512 channels
   * would take 149 MiB more than the weights they are made from.
   */
  private static final long MOST_WEIGHT_BYTES = 16L << 20;

  private static final WinogradTransform TRANSFORM = WinogradTransform.of(OUTPUTS, TAPS);
  private static final WinogradMatrix AT = matrix(TRANSFORM.at());
  private static final WinogradMatrix BT = matrix(TRANSFORM.bt());
  private static final double[] G = TRANSFORM.g().toDoubles();

  /** The tiles, where they are possible and are expected to win over sums as they stand. */
  static Optional<WinogradTiles> of(ConvGeometry g) {
    boolean possible =
        g.kernelHeight() == TAPS
            && g.kernelWidth() == TAPS
            && g.stride() == 1
            && g.strideWidth() == 1
            && g.dilation() == 1
            && g.groups() == 1
            && g.channels() % LANES == 0
            && g.outChannels() % LANES == 0;
    WinogradTiles tiles = new WinogradTiles(g);
    boolean wanted =
        tiles.weights() * Float.BYTES <= MOST_WEIGHT_BYTES && tiles.gain() >= LEAST_GAIN;
    return possible && wanted ? Optional.of(tiles) : Optional.empty();
  }

  /** How many times as fast as direct sums it is expected to be. */
  double gain() {
    double pixels = (double) geometry.batch() * outHeight() * outWidth();
    double channels = (double) geometry.channels() * geometry.outChannels();
    double direct = pixels * TAPS * TAPS * channels;
    double products = (double) tiles() * PLACES * channels;
    double bytes = 2.0 * (inputBytes() + productBytes()) + PLACES * channels * Float.BYTES;
    return direct / (products + MACS_A_BYTE * bytes + MACS_OF_STEPS);
  }

  private int outHeight() {
    return geometry.unpadded().outHeight();
  }

  private int outWidth() {
    return geometry.unpadded().outWidth();
  }

  private int rows() {
    return Math.ceilDiv(outHeight(), OUTPUTS);
  }

  private int columns() {
    return Math.ceilDiv(outWidth(), OUTPUTS);
  }

  private int tiles() {
    return geometry.batch() * rows() * columns();
  }

  /** Bytes of the transformed tiles. */
  long inputBytes() {
    return (long) tiles() * PLACES * geometry.channels() * Float.BYTES;
  }

  /** Bytes of the products. */
  long productBytes() {
    return (long) tiles() * PLACES * geometry.outChannels() * Float.BYTES;
  }

  /** The geometry with the pads below and on the right enlarged to whole tiles. */
  ConvGeometry padded() {
    int below = OUTPUTS * rows() + TAPS - 1 - geometry.height() - geometry.padTop();
    int right = OUTPUTS * columns() + TAPS - 1 - geometry.width() - geometry.padLeft();
    return geometry.withEnds(below, right);
  }

  WinogradInput input() {
    return new WinogradInput(geometry.batch(), rows(), columns(), geometry.channels(), OUTPUTS, BT);
  }

  /** All products: a pointwise convolution of the tiles with a group for each place. */
  BlockedConv2d products() {
    int in = PLACES * geometry.channels();
    int out = PLACES * geometry.outChannels();
    return BlockedConv2d.of(new Conv2d(1, in, 1, tiles(), out, 1, 1, 1, 0, 1, PLACES));
  }

  WinogradOutput output(ConvEpilogue epilogue) {
    return new WinogradOutput(
        geometry.batch(), outHeight(), outWidth(), geometry.outChannels(), AT, epilogue);
  }

  /** How many values {@link #transform} writes. */
  long weights() {
    return (long) PLACES * geometry.channels() * geometry.outChannels();
  }

  /**
   * Writes the weights transformed, G g Gt in f64 rounded once, as {@link #products} reads them.
   *
   * @param weights [O, C, 3, 3]
   */
  void transform(Tensor weights, Block packed) {
    int channels = geometry.channels();
    int outputs = geometry.outChannels();
    int block = products().block();
    IntStream.range(0, outputs / block)
        .parallel()
        .forEach(part -> {
          int first = part * block;
          float[] filters =
              weights.floats((long) first * channels * TAPS * TAPS, block * channels * TAPS * TAPS);
          float[][] panels = new float[PLACES][channels * block];
          for (int filter = 0; filter < block * channels; filter++) {
            double[] u = transformed(filters, filter * TAPS * TAPS);
            int to = filter % channels * block + filter / channels;
            for (int place = 0; place < PLACES; place++) {
              panels[place][to] = (float) u[place];
            }
          }
          for (int place = 0; place < PLACES; place++) {
            packed.set((long) (place * outputs + first) * channels, panels[place]);
          }
        });
  }

  private static double[] transformed(float[] filters, int first) {
    double[] half = new double[INPUTS * TAPS];
    for (int i = 0; i < half.length; i++) {
      for (int r = 0; r < TAPS; r++) {
        half[i] += G[i / TAPS * TAPS + r] * filters[first + r * TAPS + i % TAPS];
      }
    }
    double[] all = new double[PLACES];
    for (int i = 0; i < PLACES; i++) {
      for (int s = 0; s < TAPS; s++) {
        all[i] += half[i / INPUTS * TAPS + s] * G[i % INPUTS * TAPS + s];
      }
    }
    return all;
  }

  private static WinogradMatrix matrix(RationalMatrix exact) {
    return new WinogradMatrix(
        exact.rows(), exact.columns(), Arrays.stream(exact.toDoubles()).boxed().toList());
  }
}
