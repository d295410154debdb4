package dev.ridgeline.primitives.fast;

import dev.ridgeline.core.execution.Gemm;
import dev.ridgeline.primitives.conv.ConvProblem;

/** A prepared {@link FastWinograd}. */
final class FastWinogradRun implements FastConv {
  private final FastWinograd algorithm;
  private final FastWinograd.Plan plan;
  private final Gemm gemm;
  private final WinogradTile tile;
  private final Blocks blocks;
  private final Border[] images;
  private final float[][] filter;
  private final float[][] inputs;
  private final float[][] products;
  private final float[] half;
  private final float[] outputs;

  FastWinogradRun(FastWinograd algorithm, FastWinograd.Plan plan, float[][] filter, Gemm gemm) {
    this.algorithm = algorithm;
    this.plan = plan;
    this.gemm = gemm;
    this.filter = filter;
    this.tile = WinogradTile.of(plan.outputs());
    this.blocks = plan.blocks();
    this.images = new Border[plan.problem().batch()];
    for (int n = 0; n < images.length; n++) {
      images[n] = plan.border();
    }
    int places = tile.inputs() * tile.inputs();
    this.inputs = new float[places][blocks.size() * plan.channels()];
    this.products = new float[places][blocks.size() * plan.outChannels()];
    this.half = new float[places * WinogradTile.LANES];
    this.outputs = new float[tile.outputs() * tile.outputs() * WinogradTile.LANES];
  }

  @Override
  public ConvProblem problem() {
    return plan.problem();
  }

  @Override
  public long workspaceBytes() {
    return algorithm.workspaceBytes(plan.problem());
  }

  @Override
  public long filterBytes() {
    return 4L * filter.length * filter[0].length;
  }

  @Override
  public void run(float[] input, float[] output) {
    int imageSize = problem().inputSize() / images.length;
    for (int n = 0; n < images.length; n++) {
      images[n].copy(input, n * imageSize);
    }
    int k = plan.channels();
    int n = plan.outChannels();
    for (int block = 0; block < blocks.count(); block++) {
      for (int t = 0; t < blocks.length(block); t++) {
        transformInput(blocks.start(block) + t, t);
      }
      for (int p = 0; p < filter.length; p++) {
        gemm.multiply(
            blocks.size(), n, k, inputs[p], 0, k, filter[p], 0, n, products[p], 0, n, false);
      }
      for (int t = 0; t < blocks.length(block); t++) {
        transformOutput(blocks.start(block) + t, t, output);
      }
    }
  }

  private void transformInput(int index, int row) {
    Border image = images[index / plan.tiles()];
    int within = index % plan.tiles();
    int i = within / plan.tileColumns() * tile.outputs();
    int j = within % plan.tileColumns() * tile.outputs();
    int channels = plan.channels();
    int at = i * image.rowStep() + j * channels;
    for (int c = 0; c < channels; c += WinogradTile.LANES) {
      tile.input(
          image.values(), at + c, image.rowStep(), channels, half, inputs, row * channels + c);
    }
  }

  private void transformOutput(int index, int row, float[] output) {
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
      tile.output(products, row * plan.outChannels() + o, half, outputs);
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
