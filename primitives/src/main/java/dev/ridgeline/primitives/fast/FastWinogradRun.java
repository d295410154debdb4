package dev.ridgeline.primitives.fast;

import dev.ridgeline.core.execution.FixedGemm;
import dev.ridgeline.core.execution.Gemm;
import dev.ridgeline.primitives.conv.ConvProblem;

/** A prepared {@link FastWinograd}. */
final class FastWinogradRun implements FastConv {
  private final FastWinograd algorithm;
  private final FastWinograd.Plan plan;
  private final WinogradTile tile;
  private final Blocks blocks;
  private final Border[] images;
  private final FixedGemm[] filter;
  private final long filterBytes;
  private final int threads;
  private final Scratch[] scratch;

  /** What a thread writes between input and output. */
  private record Scratch(float[][] inputs, float[][] products, float[] half, float[] outputs) {}

  FastWinogradRun(
      FastWinograd algorithm, FastWinograd.Plan plan, float[][] filter, Gemm gemm, int threads) {
    this.algorithm = algorithm;
    this.plan = plan;
    this.filter = new FixedGemm[filter.length];
    for (int p = 0; p < filter.length; p++) {
      this.filter[p] = gemm.fixed(plan.outChannels(), plan.channels(), filter[p]);
    }
    this.filterBytes = 4L * filter.length * filter[0].length;
    this.tile = WinogradTile.of(plan.outputs());
    this.threads = threads;
    this.blocks = plan.blocks(threads);
    this.images = new Border[plan.problem().batch()];
    for (int n = 0; n < images.length; n++) {
      images[n] = plan.border();
    }
    int places = tile.inputs() * tile.inputs();
    this.scratch = new Scratch[Math.min(threads, blocks.count())];
    for (int member = 0; member < scratch.length; member++) {
      scratch[member] =
          new Scratch(
              new float[places][blocks.size() * plan.channels()],
              new float[places][blocks.size() * plan.outChannels()],
              new float[places * WinogradTile.LANES],
              new float[tile.outputs() * tile.outputs() * WinogradTile.LANES]);
    }
  }

  @Override
  public ConvProblem problem() {
    return plan.problem();
  }

  @Override
  public long workspaceBytes() {
    return algorithm.workspaceBytes(plan.problem(), threads);
  }

  @Override
  public long filterBytes() {
    return filterBytes;
  }

  @Override
  public void run(float[] input, float[] output) {
    int imageSize = problem().inputSize() / images.length;
    for (int n = 0; n < images.length; n++) {
      images[n].copy(input, n * imageSize);
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
    for (int t = 0; t < blocks.length(block); t++) {
      transformInput(own, blocks.start(block) + t, t);
    }
    for (int p = 0; p < filter.length; p++) {
      filter[p].multiply(blocks.size(), own.inputs()[p], own.products()[p]);
    }
    for (int t = 0; t < blocks.length(block); t++) {
      transformOutput(own, blocks.start(block) + t, t, output);
    }
  }

  private void transformInput(Scratch own, int index, int row) {
    Border image = images[index / plan.tiles()];
    int within = index % plan.tiles();
    int i = within / plan.tileColumns() * tile.outputs();
    int j = within % plan.tileColumns() * tile.outputs();
    int channels = plan.channels();
    int at = i * image.rowStep() + j * channels;
    for (int c = 0; c < channels; c += WinogradTile.LANES) {
      tile.input(
          image.values(),
          at + c,
          image.rowStep(),
          channels,
          own.half(),
          own.inputs(),
          row * channels + c);
    }
  }

  private void transformOutput(Scratch own, int index, int row, float[] output) {
    float[] outputs = own.outputs();
    int within = index % plan.tiles();
    int top = within / plan.tileColumns() * tile.outputs();
    int left = within % plan.tileColumns() * tile.outputs();
    int height = problem().rows().output();
    int width = problem().columns().output();
    int channels = problem().outChannels();
    int image = index / plan.tiles() * height * width;
    int rows = Math.min(tile.outputs(), height - top);
    int columns = Math.min(tile.outputs(), width - left);
    for (int o = 0; o < channels; o += WinogradTile.LANES) {
      tile.output(own.products(), row * plan.outChannels() + o, own.half(), outputs);
      int lanes = Math.min(WinogradTile.LANES, channels - o);
      for (int i = 0; i < rows; i++) {
        int to = (image + (top + i) * width + left) * channels + o;
        int from = i * tile.outputs() * WinogradTile.LANES;
        for (int j = 0; j < columns; j++) {
          if (lanes == WinogradTile.LANES) {
            WinogradTile.store(WinogradTile.load(outputs, from), output, to);
          } else {
            System.arraycopy(outputs, from, output, to, lanes);
          }
          to += channels;
          from += WinogradTile.LANES;
        }
      }
    }
  }
}
