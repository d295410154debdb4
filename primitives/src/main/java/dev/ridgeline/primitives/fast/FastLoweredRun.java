package dev.ridgeline.primitives.fast;

import dev.ridgeline.core.execution.Gemm;
import dev.ridgeline.primitives.conv.ConvProblem;

/** A prepared {@link FastLowered}. */
final class FastLoweredRun implements FastConv {
  private final FastLowered algorithm;
  private final ConvProblem problem;
  private final float[] filter;
  private final Gemm gemm;
  private final Blocks blocks;
  private final Border[] images;
  private final float[] patches;
  private final float[] products;

  FastLoweredRun(FastLowered algorithm, ConvProblem problem, float[] filter, Gemm gemm) {
    this.algorithm = algorithm;
    this.problem = problem;
    this.filter = filter;
    this.gemm = gemm;
    this.blocks = FastLowered.blocks(problem);
    boolean plain = FastLowered.isPlain(problem);
    this.images = new Border[plain ? 0 : problem.batch()];
    for (int n = 0; n < images.length; n++) {
      images[n] = FastLowered.border(problem);
    }
    this.patches = new float[plain ? 0 : blocks.size() * problem.reductionSize()];
    this.products = new float[plain ? 0 : blocks.size() * problem.outChannels()];
  }

  @Override
  public ConvProblem problem() {
    return problem;
  }

  @Override
  public long workspaceBytes() {
    return algorithm.workspaceBytes(problem);
  }

  @Override
  public long filterBytes() {
    return 4L * filter.length;
  }

  @Override
  public void run(float[] input, float[] output) {
    int k = problem.reductionSize();
    int n = problem.outChannels();
    if (images.length == 0) {
      gemm.multiply(blocks.size(), n, k, input, 0, k, filter, 0, n, output, 0, n, false);
      return;
    }
    int imageSize = problem.inputSize() / images.length;
    for (int i = 0; i < images.length; i++) {
      images[i].copy(input, i * imageSize);
    }
    for (int block = 0; block < blocks.count(); block++) {
      int start = blocks.start(block);
      for (int row = 0; row < blocks.length(block); row++) {
        patch(start + row, row * k);
      }
      gemm.multiply(blocks.size(), n, k, patches, 0, k, filter, 0, n, products, 0, n, false);
      System.arraycopy(products, 0, output, start * n, blocks.length(block) * n);
    }
  }

  /** The values under the kernel at one output. */
  private void patch(int pixel, int to) {
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
