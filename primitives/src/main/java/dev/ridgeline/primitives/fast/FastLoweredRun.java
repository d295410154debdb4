package dev.ridgeline.primitives.fast;

import dev.ridgeline.core.execution.FixedGemm;
import dev.ridgeline.core.execution.Gemm;
import dev.ridgeline.primitives.conv.ConvProblem;

/** A prepared {@link FastLowered}. */
final class FastLoweredRun implements FastConv {
  private final FastLowered algorithm;
  private final ConvProblem problem;
  private final FixedGemm filter;
  private final int threads;
  private final Blocks blocks;
  private final Border[] images;
  private final Scratch[] scratch;

  /** What a thread writes between input and output. */
  private record Scratch(float[] patches, float[] products) {}

  FastLoweredRun(
      FastLowered algorithm, ConvProblem problem, float[] filter, Gemm gemm, int threads) {
    this.algorithm = algorithm;
    this.problem = problem;
    this.filter = gemm.fixed(problem.outChannels(), problem.reductionSize(), filter);
    this.threads = threads;
    this.blocks = FastLowered.blocks(problem, threads);
    boolean plain = FastLowered.isPlain(problem, threads);
    this.images = new Border[plain ? 0 : problem.batch()];
    for (int n = 0; n < images.length; n++) {
      images[n] = FastLowered.border(problem);
    }
    this.scratch = new Scratch[plain ? 0 : Math.min(threads, blocks.count())];
    for (int member = 0; member < scratch.length; member++) {
      scratch[member] =
          new Scratch(
              new float[blocks.size() * problem.reductionSize()],
              new float[blocks.size() * problem.outChannels()]);
    }
  }

  @Override
  public ConvProblem problem() {
    return problem;
  }

  @Override
  public long workspaceBytes() {
    return algorithm.workspaceBytes(problem, threads);
  }

  @Override
  public long filterBytes() {
    return 4L * problem.filterSize();
  }

  @Override
  public void run(float[] input, float[] output) {
    if (images.length == 0) {
      filter.multiply(blocks.size(), input, output);
      return;
    }
    int imageSize = problem.inputSize() / images.length;
    for (int i = 0; i < images.length; i++) {
      images[i].copy(input, i * imageSize);
    }
    if (scratch.length == 1) {
      for (int block = 0; block < blocks.count(); block++) {
        block(scratch[0], block, output);
      }
    } else {
      Crew.of(threads)
          .run(blocks.count(), (member, block) -> block(scratch[member], block, output));
    }
  }

  private void block(Scratch own, int block, float[] output) {
    int k = problem.reductionSize();
    int n = problem.outChannels();
    int start = blocks.start(block);
    for (int row = 0; row < blocks.length(block); row++) {
      patch(start + row, own.patches(), row * k);
    }
    filter.multiply(blocks.size(), own.patches(), own.products());
    System.arraycopy(own.products(), 0, output, start * n, blocks.length(block) * n);
  }

  /** The values under the kernel at one output. */
  private void patch(int pixel, float[] patches, int to) {
    int width = problem.columns().output();
    int pixels = problem.rows().output() * width;
    Border image = images[pixel / pixels];
    int i = pixel % pixels / width * problem.rows().stride();
    int j = pixel % width * problem.columns().stride();
    int channels = problem.inChannels();
    int taps = problem.columns().kernel();
    boolean run = problem.columns().dilation() == 1;
    int at = to;
    for (int k = 0; k < problem.rows().kernel(); k++) {
      int from = (i + k * problem.rows().dilation()) * image.rowStep() + j * channels;
      if (run) {
        System.arraycopy(image.values(), from, patches, at, taps * channels);
        at += taps * channels;
        continue;
      }
      for (int l = 0; l < taps; l++) {
        System.arraycopy(
            image.values(),
            from + l * problem.columns().dilation() * channels,
            patches,
            at,
            channels);
        at += channels;
      }
    }
  }
}
