package dev.ridgeline.primitives.fft;

import dev.ridgeline.primitives.conv.ConvOutcome;
import dev.ridgeline.primitives.conv.DenseAlgorithm;
import dev.ridgeline.primitives.conv.DenseProblem;
import dev.ridgeline.primitives.number.FloatFormat;
import dev.ridgeline.primitives.number.Precision;
import java.util.Optional;

/**
 * Convolution by FFT, every operation rounded: y = IFFT(sum over C of X conj W), on the half
 * spectrum, whole images or overlap-save tiles (the k - 1 wrapped outputs of each tile are
 * dropped).
 *
 * <p>Error: K = 2 u relative L2 at 64 x 64, C = 64. Filters are transformed in f64 and rounded
 * once. Cost: 2-D FFTs of C + K planes a tile, workspace the spectra. Limits: floating point only;
 * kernels up to the tile; at most {@value #MOST} values in one direction.
 *
 * <p>Source: Oppenheim, Schafer, "Discrete-time signal processing", 8.7; Mathieu, Henaff, LeCun
 * (2013), arXiv:1312.5851.
 */
public final class FftConv implements DenseAlgorithm {
  private static final int MOST = 4096;

  /** Fitted to 1.8 at 64 x 64, C = 1. */
  private static final double STAGES = 0.5;

  private final String name;
  private final int tile;

  private FftConv(String name, int tile) {
    this.name = name;
    this.tile = tile;
  }

  /** One FFT an image, of the next power of two. */
  public static FftConv whole() {
    return new FftConv("fft", 0);
  }

  /** Overlap-save with FFTs of {@code tile} in either direction, a power of two of at least 2. */
  public static FftConv tiles(int tile) {
    if (tile < 2 || Integer.bitCount(tile) != 1 || tile > MOST) {
      throw new IllegalArgumentException("a tile is a power of two up to " + MOST);
    }
    return new FftConv("fft-tile" + tile, tile);
  }

  @Override
  public String name() {
    return name;
  }

  @Override
  public Optional<ConvOutcome.Unsupported> refusal(DenseProblem part, Precision precision) {
    if (!(precision.storage() instanceof FloatFormat)) {
      return unsupported(
          "FFT needs a floating-point format but got %s; use direct or winograd-f2"
              .formatted(precision.storage().label()));
    }
    int kernel = Math.max(part.kernelRows(), part.kernelColumns());
    if (tile > 0 && kernel > tile) {
      return unsupported(
          "FFT tiles of %d need a kernel of at most %d but got %dx%d; use fft or larger tiles"
              .formatted(tile, tile, part.kernelRows(), part.kernelColumns()));
    }
    return tile == 0 && Math.max(part.inRows(), part.inColumns()) > MOST
        ? unsupported(
            "a whole FFT takes at most %d values in one direction but got %dx%d; use fft-tile16"
                .formatted(MOST, part.inRows(), part.inColumns()))
        : Optional.empty();
  }

  private static Optional<ConvOutcome.Unsupported> unsupported(String reason) {
    return Optional.of(new ConvOutcome.Unsupported(reason));
  }

  @Override
  public double predictedK(DenseProblem part) {
    double points = (double) transformSize(part.inRows()) * transformSize(part.inColumns());
    return STAGES * Math.sqrt(Math.log(points * part.inChannels()) / Math.log(2) + 1);
  }

  @Override
  public double[] run(DenseProblem part, double[] input, double[] filter, Precision precision) {
    return new FftRun(
            part, transformSize(part.inRows()), transformSize(part.inColumns()), precision)
        .output(input, filter);
  }

  private int transformSize(int inputs) {
    int least = inputs == 1 ? 1 : Integer.highestOneBit(inputs - 1) * 2;
    return tile == 0 ? least : tile;
  }
}
