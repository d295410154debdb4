package dev.ridgeline.primitives.fast;

import dev.ridgeline.core.execution.Gemm;
import dev.ridgeline.primitives.conv.ConvAlgorithm;
import dev.ridgeline.primitives.conv.ConvAxis;
import dev.ridgeline.primitives.conv.ConvProblem;
import dev.ridgeline.primitives.conv.SplitConv;
import dev.ridgeline.primitives.exact.RationalMatrix;
import dev.ridgeline.primitives.winograd.WinogradConv;
import dev.ridgeline.primitives.winograd.WinogradTransform;
import java.util.Optional;

/**
 * Winograd F(m x m, 3 x 3): tiles of n = m + 2 inputs are transformed, n n multiplications of
 * (tiles x C) by (C x O) take the place of the convolution, and their results are transformed back.
 *
 * <p>Cost: n n / m m multiplications an output channel, input channel and pixel instead of 9.
 * Workspace: the padded images and a block of transformed tiles, chosen to stay in the cache.
 * Limits: kernel 3x3, stride 1, dilation 1, one group, zero padding. Channels are filled up to
 * whole vectors with zeros.
 */
public final class FastWinograd implements FastAlgorithm {
  /** Bytes of transformed tiles and products that a block may take. */
  static final int BLOCK_BYTES = 1 << 20;

  private final int outputs;

  private FastWinograd(int outputs) {
    this.outputs = outputs;
  }

  /** With tiles of m x m outputs: 2, 4 or 6. */
  public static FastWinograd tile(int m) {
    return new FastWinograd(WinogradTile.of(m).outputs());
  }

  @Override
  public String name() {
    return "winograd-f" + outputs;
  }

  @Override
  public ConvAlgorithm studied(ConvProblem problem) {
    return new SplitConv(WinogradConv.tile(outputs));
  }

  @Override
  public Optional<String> refusal(ConvProblem p) {
    if (p.rows().kernel() != 3 || p.columns().kernel() != 3) {
      return Optional.of(
          "the fast %s has a kernel of 3x3 but this is %dx%d; use im2col or fft"
              .formatted(name(), p.rows().kernel(), p.columns().kernel()));
    }
    if (step(p.rows()) != 1 || step(p.columns()) != 1) {
      return Optional.of(
          "the fast %s has stride 1 and dilation 1; with others it saves nothing; use im2col"
              .formatted(name()));
    }
    if (p.groups() != 1) {
      return Optional.of(
          "the fast %s has one group but this has %d; groups leave too few channels to win; use im2col"
              .formatted(name(), p.groups()));
    }
    return FastLowered.padding(p, name());
  }

  private static int step(ConvAxis axis) {
    return Math.max(axis.stride(), axis.dilation());
  }

  @Override
  public long workspaceBytes(ConvProblem p, int threads) {
    Plan plan = new Plan(p, outputs);
    Blocks blocks = plan.blocks(threads);
    long block =
        4L * plan.inputs() * plan.inputs() * blocks.size() * (plan.channels() + plan.outChannels());
    return plan.imageBytes() * p.batch() + Math.min(threads, blocks.count()) * block;
  }

  @Override
  public FastConv prepare(ConvProblem problem, float[] filter, Gemm gemm, int threads) {
    refusal(problem)
        .ifPresent(reason -> {
          throw new IllegalArgumentException(reason);
        });
    Plan plan = new Plan(problem, outputs);
    return new FastWinogradRun(this, plan, transformed(plan, filter), gemm, threads);
  }

  /** G g Gt in doubles, rounded once: for each of n n places a matrix of (C x O). */
  private static float[][] transformed(Plan plan, float[] filter) {
    int n = plan.inputs();
    RationalMatrix exact = WinogradTransform.of(plan.outputs(), 3).g();
    double[] g = exact.toDoubles();
    float[][] u = new float[n * n][plan.channels() * plan.outChannels()];
    double[] half = new double[n * 3];
    for (int o = 0; o < plan.problem().outChannels(); o++) {
      for (int c = 0; c < plan.problem().inChannels(); c++) {
        int at = (o * plan.problem().inChannels() + c) * 9;
        for (int i = 0; i < n; i++) {
          for (int l = 0; l < 3; l++) {
            half[i * 3 + l] =
                g[i * 3] * filter[at + l]
                    + g[i * 3 + 1] * filter[at + 3 + l]
                    + g[i * 3 + 2] * filter[at + 6 + l];
          }
        }
        for (int i = 0; i < n; i++) {
          for (int j = 0; j < n; j++) {
            double value =
                half[i * 3] * g[j * 3]
                    + half[i * 3 + 1] * g[j * 3 + 1]
                    + half[i * 3 + 2] * g[j * 3 + 2];
            u[i * n + j][c * plan.outChannels() + o] = (float) value;
          }
        }
      }
    }
    return u;
  }

  /**
   * Sizes that follow from the problem.
   *
   * @param outputs m
   */
  record Plan(ConvProblem problem, int outputs) {

    int inputs() {
      return outputs + 2;
    }

    int tileRows() {
      return Math.ceilDiv(problem.rows().output(), outputs);
    }

    int tileColumns() {
      return Math.ceilDiv(problem.columns().output(), outputs);
    }

    /** Of one image. */
    int tiles() {
      return tileRows() * tileColumns();
    }

    /** Input channels, whole vectors. */
    int channels() {
      return vectors(problem.inChannels());
    }

    /** Output channels, whole vectors. */
    int outChannels() {
      return vectors(problem.outChannels());
    }

    private static int vectors(int channels) {
      return Math.ceilDiv(channels, WinogradTile.LANES) * WinogradTile.LANES;
    }

    Blocks blocks(int threads) {
      int tileBytes = 4 * inputs() * inputs() * (channels() + outChannels());
      return Blocks.of(problem.batch() * tiles(), Math.max(16, BLOCK_BYTES / tileBytes), threads);
    }

    /** The padded image, large enough for whole tiles. */
    Border border() {
      return new Border(
          new Border.Size(problem.rows().input(), problem.columns().input(), problem.inChannels()),
          problem.rows().padBefore(),
          problem.columns().padBefore(),
          tileRows() * outputs + 2,
          tileColumns() * outputs + 2,
          channels());
    }

    long imageBytes() {
      return 4L * (tileRows() * outputs + 2) * (tileColumns() * outputs + 2) * channels();
    }
  }
}
