package dev.ridgeline.primitives.fast;

import dev.ridgeline.core.execution.Gemm;
import dev.ridgeline.primitives.conv.ConvAlgorithm;
import dev.ridgeline.primitives.conv.ConvProblem;
import dev.ridgeline.primitives.conv.LoweredConv;
import java.util.Optional;

/**
 * im2col + GEMM with channels last: the patch of each output is a row of (kh kw C) values, copied
 * in runs of whole rows of the kernel, and one multiplication by (kh kw C x O) gives all channels
 * of all pixels. A 1x1 kernel of stride 1 needs no copy: the image is the matrix.
 *
 * <p>Cost: the multiplications of direct. Workspace: the padded images and a block of patches.
 * Limits: one group, zero padding.
 */
public final class FastLowered implements FastAlgorithm {
  /** Bytes of patches that a block may take. */
  static final int BLOCK_BYTES = 1 << 20;

  @Override
  public String name() {
    return "im2col";
  }

  @Override
  public ConvAlgorithm studied(ConvProblem problem) {
    return new LoweredConv();
  }

  @Override
  public Optional<String> refusal(ConvProblem p) {
    if (p.groups() != 1) {
      return Optional.of(
          "the fast im2col has one group but this has %d; convolve each group alone"
              .formatted(p.groups()));
    }
    return padding(p, name());
  }

  static Optional<String> padding(ConvProblem p, String name) {
    return p.padValue() == 0
        ? Optional.empty()
        : Optional.of(
            "the fast %s pads with zeros but the padding value is %s; use the studied form"
                .formatted(name, p.padValue()));
  }

  static boolean isPlain(ConvProblem p, int threads) {
    return threads == 1
        && p.rows().kernel() == 1
        && p.columns().kernel() == 1
        && p.rows().stride() == 1
        && p.columns().stride() == 1
        && p.rows().padBefore() + p.rows().padAfter() == 0
        && p.columns().padBefore() + p.columns().padAfter() == 0;
  }

  static Blocks blocks(ConvProblem p, int threads) {
    int pixels = p.batch() * p.rows().output() * p.columns().output();
    return isPlain(p, threads)
        ? new Blocks(pixels, pixels)
        : Blocks.of(pixels, Math.max(96, BLOCK_BYTES / (4 * p.reductionSize())), threads);
  }

  static Border border(ConvProblem p) {
    return new Border(
        new Border.Size(p.rows().input(), p.columns().input(), p.inChannels()),
        p.rows().padBefore(),
        p.columns().padBefore(),
        p.rows().input() + p.rows().padBefore() + p.rows().padAfter(),
        p.columns().input() + p.columns().padBefore() + p.columns().padAfter(),
        p.inChannels());
  }

  @Override
  public long workspaceBytes(ConvProblem p, int threads) {
    if (isPlain(p, threads)) {
      return 0;
    }
    long image =
        4L
            * (p.rows().input() + p.rows().padBefore() + p.rows().padAfter())
            * (p.columns().input() + p.columns().padBefore() + p.columns().padAfter())
            * p.inChannels();
    Blocks blocks = blocks(p, threads);
    return image * p.batch()
        + 4L
            * Math.min(threads, blocks.count())
            * blocks.size()
            * (p.reductionSize() + p.outChannels());
  }

  @Override
  public FastConv prepare(ConvProblem problem, float[] filter, Gemm gemm, int threads) {
    refusal(problem)
        .ifPresent(reason -> {
          throw new IllegalArgumentException(reason);
        });
    return new FastLoweredRun(this, problem, packed(problem, filter), gemm, threads);
  }

  /** OIHW as (H W I) rows of O. */
  private static float[] packed(ConvProblem p, float[] filter) {
    int taps = p.rows().kernel() * p.columns().kernel();
    float[] w = new float[p.filterSize()];
    for (int o = 0; o < p.outChannels(); o++) {
      for (int c = 0; c < p.inChannels(); c++) {
        for (int t = 0; t < taps; t++) {
          w[(t * p.inChannels() + c) * p.outChannels() + o] =
              filter[(o * p.inChannels() + c) * taps + t];
        }
      }
    }
    return w;
  }
}
