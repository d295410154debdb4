package dev.ridgeline.app.primitives;

import dev.ridgeline.compiler.operator.BlockedConv2d;
import dev.ridgeline.compiler.operator.Conv2d;
import dev.ridgeline.compiler.target.KernelCache;
import dev.ridgeline.compiler.target.Target;
import dev.ridgeline.core.execution.Gemm;
import dev.ridgeline.primitives.conv.ConvAlgorithm;
import dev.ridgeline.primitives.conv.ConvProblem;
import dev.ridgeline.primitives.conv.LoweredConv;
import dev.ridgeline.primitives.fast.FastAlgorithm;
import dev.ridgeline.primitives.fast.FastConv;
import java.util.Optional;

/**
 * Direct convolution by a compiled kernel: a register tile of pixels by output channels walks the
 * padded image, without patches copied out.
 *
 * <p>Cost: the multiplications of direct. Workspace: the padded images; on a target with memory of
 * its own, input and output besides. Limits: one group, zero padding, the same stride and dilation
 * in both directions.
 */
final class CompiledDirect implements FastAlgorithm {
  private final String name;
  private final Target target;
  private final KernelCache cache;

  /**
   * @param name on the command line
   * @param target compiles the kernel
   */
  CompiledDirect(String name, Target target, KernelCache cache) {
    this.name = name;
    this.target = target;
    this.cache = cache;
  }

  @Override
  public String name() {
    return name;
  }

  /** Sums in blocks, as a multiplication has them. */
  @Override
  public ConvAlgorithm studied(ConvProblem problem) {
    return new LoweredConv();
  }

  @Override
  public Optional<String> refusal(ConvProblem p) {
    if (p.groups() != 1) {
      return Optional.of(
          "the compiled %s has one group but this has %d; convolve each group alone"
              .formatted(name, p.groups()));
    }
    if (p.rows().stride() != p.columns().stride()
        || p.rows().dilation() != p.columns().dilation()) {
      return Optional.of(
          "the compiled %s has one stride and dilation for both directions but this has %dx%d and %dx%d; use im2col"
              .formatted(
                  name,
                  p.rows().stride(),
                  p.columns().stride(),
                  p.rows().dilation(),
                  p.columns().dilation()));
    }
    if (p.padValue() != 0) {
      return Optional.of(
          "the compiled %s pads with zeros but the padding value is %s; use the studied form"
              .formatted(name, p.padValue()));
    }
    return Optional.empty();
  }

  @Override
  public long workspaceBytes(ConvProblem p, int threads) {
    return CompiledDirectRun.workspaceBytes(p, target.memory());
  }

  @Override
  public FastConv prepare(ConvProblem problem, float[] filter, Gemm gemm, int threads) {
    refusal(problem)
        .ifPresent(reason -> {
          throw new IllegalArgumentException(reason);
        });
    return new CompiledDirectRun(problem, operator(problem), filter, target, cache, threads);
  }

  /** The convolution of the image with the zeros around it. */
  private static BlockedConv2d operator(ConvProblem p) {
    return BlockedConv2d.of(
        new Conv2d(
            p.batch(),
            p.inChannels(),
            CompiledDirectRun.padded(p.rows()),
            CompiledDirectRun.padded(p.columns()),
            p.outChannels(),
            p.rows().kernel(),
            p.columns().kernel(),
            p.rows().stride(),
            0,
            p.rows().dilation(),
            1));
  }
}
