package dev.ridgeline.primitives.fast;

import dev.ridgeline.core.execution.Gemm;
import dev.ridgeline.primitives.conv.ConvAlgorithm;
import dev.ridgeline.primitives.conv.ConvAxis;
import dev.ridgeline.primitives.conv.ConvProblem;
import dev.ridgeline.primitives.conv.SplitConv;
import dev.ridgeline.primitives.fft.FftConv;
import java.util.Optional;

/**
 * Convolution by Fourier transforms of overlapping tiles (overlap-save): tiles of n x n inputs give
 * n - k + 1 outputs in each direction. At each of n (n/2 + 1) frequencies, real and imaginary parts
 * of all channels are multiplied by the conjugate filter as one real matrix product of (tiles x 2C)
 * by (2C x 2O).
 *
 * <p>Cost: 8 n (n/2 + 1) FLOPs a tile, input and output channel, whatever the kernel. Workspace:
 * the padded images and a block of spectra. Limits: a kernel that spans at most {@value
 * #MOST_SPAN}, stride 1, one group, zero padding, a filter whose spectra take at most 1 GiB.
 * Dilation is free.
 */
public final class FastFft implements FastAlgorithm {
  static final int MOST_SPAN = 65;
  private static final int FULL_ROWS = 16;
  private static final int BLOCK_BYTES = 2 << 20;
  private static final long MOST_FILTER_BYTES = 1L << 30;

  @Override
  public String name() {
    return "fft-tiles";
  }

  @Override
  public ConvAlgorithm studied(ConvProblem problem) {
    return new SplitConv(FftConv.tiles(new Plan(problem).size()));
  }

  @Override
  public Optional<String> refusal(ConvProblem p) {
    if (p.rows().stride() != 1 || p.columns().stride() != 1) {
      return Optional.of(
          "the fast fft has stride 1 but this is %dx%d; most of its outputs would be dropped; use im2col"
              .formatted(p.rows().stride(), p.columns().stride()));
    }
    if (p.groups() != 1) {
      return Optional.of(
          "the fast fft has one group but this has %d; convolve each group alone"
              .formatted(p.groups()));
    }
    int span = Math.max(span(p.rows()), span(p.columns()));
    if (span > MOST_SPAN) {
      return Optional.of(
          "the fast fft has kernels that span at most %d but this spans %d; use im2col"
              .formatted(MOST_SPAN, span));
    }
    long bytes = new Plan(p).filterBytes();
    if (bytes > MOST_FILTER_BYTES) {
      return Optional.of(
          "the spectra of the filter would take %d MiB, at most %d MiB are allowed; use winograd or im2col"
              .formatted(bytes >> 20, MOST_FILTER_BYTES >> 20));
    }
    return FastLowered.padding(p, "fft");
  }

  static int span(ConvAxis axis) {
    return axis.dilation() * (axis.kernel() - 1) + 1;
  }

  @Override
  public long workspaceBytes(ConvProblem p, int threads) {
    Plan plan = new Plan(p);
    Blocks blocks = plan.blocks(threads);
    long spectra = 8L * plan.frequencies() * blocks.size() * (plan.channels() + plan.outChannels());
    return plan.imageBytes() * p.batch() + Math.min(threads, blocks.count()) * spectra;
  }

  @Override
  public FastConv prepare(ConvProblem problem, float[] filter, Gemm gemm, int threads) {
    refusal(problem)
        .ifPresent(reason -> {
          throw new IllegalArgumentException(reason);
        });
    return new FastFftRun(this, new Plan(problem), filter, gemm, threads);
  }

  /** Sizes that follow from the problem. */
  record Plan(ConvProblem problem) {

    /**
     * n: the tile that needs the fewest products. Few tiles cost as much as {@value #FULL_ROWS}:
     * the spectra of the filter are read from memory whatever their number.
     */
    int size() {
      int span = Math.max(span(problem.rows()), span(problem.columns()));
      int best = 0;
      double least = Double.POSITIVE_INFINITY;
      for (int n = 8; n <= 128; n *= 2) {
        if (n < span + 1) {
          continue;
        }
        double tiles =
            (double) Math.ceilDiv(problem.rows().output(), n - span(problem.rows()) + 1)
                * Math.ceilDiv(problem.columns().output(), n - span(problem.columns()) + 1);
        double work = Math.max(FULL_ROWS, tiles * problem.batch()) * n * (n / 2 + 1);
        if (work < least) {
          least = work;
          best = n;
        }
      }
      return best;
    }

    int outRows() {
      return size() - span(problem.rows()) + 1;
    }

    int outColumns() {
      return size() - span(problem.columns()) + 1;
    }

    int tileRows() {
      return Math.ceilDiv(problem.rows().output(), outRows());
    }

    int tileColumns() {
      return Math.ceilDiv(problem.columns().output(), outColumns());
    }

    int tiles() {
      return tileRows() * tileColumns();
    }

    /** Those that differ for real tiles. */
    int frequencies() {
      return size() * (size() / 2 + 1);
    }

    /** Input channels, whole pairs of vectors. */
    int channels() {
      return pairs(problem.inChannels());
    }

    /** Output channels, whole pairs of vectors. */
    int outChannels() {
      return pairs(problem.outChannels());
    }

    private static int pairs(int channels) {
      return Math.ceilDiv(channels, 2 * TileFft.LANES) * 2 * TileFft.LANES;
    }

    Blocks blocks(int threads) {
      int tileBytes = 8 * frequencies() * (channels() + outChannels());
      return Blocks.of(problem.batch() * tiles(), Math.max(16, BLOCK_BYTES / tileBytes), threads);
    }

    long filterBytes() {
      return 16L * frequencies() * channels() * outChannels();
    }

    private int imageRows() {
      return tileRows() * outRows() + span(problem.rows()) - 1;
    }

    private int imageColumns() {
      return tileColumns() * outColumns() + span(problem.columns()) - 1;
    }

    Border border() {
      return new Border(
          new Border.Size(problem.rows().input(), problem.columns().input(), problem.inChannels()),
          problem.rows().padBefore(),
          problem.columns().padBefore(),
          imageRows(),
          imageColumns(),
          channels());
    }

    long imageBytes() {
      return 4L * imageRows() * imageColumns() * channels();
    }
  }
}
