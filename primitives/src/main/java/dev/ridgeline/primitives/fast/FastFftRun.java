package dev.ridgeline.primitives.fast;

import dev.ridgeline.core.execution.FixedGemm;
import dev.ridgeline.core.execution.Gemm;
import dev.ridgeline.primitives.conv.ConvProblem;
import java.util.Arrays;

/**
 * A prepared {@link FastFft}. Two vectors of real channels are transformed as the real and the
 * imaginary part of one complex tile, and taken apart by their symmetry.
 */
final class FastFftRun implements FastConv {
  private static final int LANES = TileFft.LANES;

  private final FastFft algorithm;
  private final FastFft.Plan plan;
  private final TileFft fft;
  private final Blocks blocks;
  private final Border[] images;
  private final Spectra spectra;
  private final FixedGemm[] filter;
  private final int threads;
  private final Scratch[] scratch;
  private final int outRows;
  private final int outColumns;
  private final int tileColumns;
  private final int tiles;

  /** What a thread writes between input and output; a tile is complex. */
  private record Scratch(float[][] inputs, float[][] products, float[] re, float[] im) {}

  FastFftRun(FastFft algorithm, FastFft.Plan plan, float[] oihw, Gemm gemm, int threads) {
    this.algorithm = algorithm;
    this.plan = plan;
    this.fft = new TileFft(plan.size());
    this.threads = threads;
    this.blocks = plan.blocks(threads);
    this.images = new Border[plan.problem().batch()];
    for (int n = 0; n < images.length; n++) {
      images[n] = plan.border();
    }
    this.outRows = plan.outRows();
    this.outColumns = plan.outColumns();
    this.tileColumns = plan.tileColumns();
    this.tiles = plan.tiles();
    this.spectra = new Spectra(fft);
    int tile = plan.size() * plan.size() * LANES;
    this.scratch = new Scratch[Math.min(threads, blocks.count())];
    for (int member = 0; member < scratch.length; member++) {
      scratch[member] =
          new Scratch(
              new float[plan.frequencies()][2 * blocks.size() * plan.channels()],
              new float[plan.frequencies()][2 * blocks.size() * plan.outChannels()],
              new float[tile],
              new float[tile]);
    }
    float[][] matrices = transformed(oihw, scratch[0].re(), scratch[0].im());
    this.filter = new FixedGemm[matrices.length];
    for (int f = 0; f < matrices.length; f++) {
      filter[f] = gemm.fixed(2 * plan.outChannels(), 2 * plan.channels(), matrices[f]);
    }
  }

  /** For each frequency the matrix [[re, -im], [im, re]] of (2C x 2O), over n n for the inverse. */
  private float[][] transformed(float[] oihw, float[] re, float[] im) {
    ConvProblem p = plan.problem();
    int channels = plan.channels();
    int outs = plan.outChannels();
    int size = plan.size();
    float[][] w = new float[plan.frequencies()][4 * channels * outs];
    float[][] row = new float[plan.frequencies()][2 * outs];
    int taps = p.rows().kernel() * p.columns().kernel();
    for (int c = 0; c < p.inChannels(); c++) {
      for (int o = 0; o < outs; o += 2 * LANES) {
        Arrays.fill(re, 0f);
        Arrays.fill(im, 0f);
        for (int t = 0; t < taps; t++) {
          int i = t / p.columns().kernel() * p.rows().dilation();
          int j = t % p.columns().kernel() * p.columns().dilation();
          for (int lane = 0; lane < 2 * LANES && o + lane < p.outChannels(); lane++) {
            float value = oihw[((o + lane) * p.inChannels() + c) * taps + t] / (size * size);
            float[] to = lane < LANES ? re : im;
            to[(i * size + j) * LANES + lane % LANES] = value;
          }
        }
        fft.forward(re, im);
        spectra.split(re, im, row, o, outs + o, LANES);
      }
      for (int f = 0; f < w.length; f++) {
        int real = c * 2 * outs;
        int imaginary = (channels + c) * 2 * outs;
        for (int o = 0; o < outs; o++) {
          // The conjugate of the filter: (xr + i xi)(wr - i wi).
          w[f][real + o] = row[f][o];
          w[f][imaginary + o] = row[f][outs + o];
          w[f][real + outs + o] = -row[f][outs + o];
          w[f][imaginary + outs + o] = row[f][o];
        }
      }
    }
    return w;
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
    return plan.filterBytes();
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
    for (int f = 0; f < filter.length; f++) {
      filter[f].multiply(blocks.size(), own.inputs()[f], own.products()[f]);
    }
    for (int t = 0; t < blocks.length(block); t++) {
      transformOutput(own, blocks.start(block) + t, t, output);
    }
  }

  private void transformInput(Scratch own, int index, int row) {
    float[] re = own.re();
    float[] im = own.im();
    Border image = images[index / tiles];
    int i = index % tiles / tileColumns * outRows;
    int j = index % tiles % tileColumns * outColumns;
    int channels = plan.channels();
    int size = fft.size();
    for (int c = 0; c < channels; c += 2 * LANES) {
      for (int y = 0; y < size; y++) {
        int from = (i + y) * image.rowStep() + j * channels + c;
        for (int x = 0; x < size; x++) {
          int to = (y * size + x) * LANES;
          WinogradTile.store(WinogradTile.load(image.values(), from), re, to);
          WinogradTile.store(WinogradTile.load(image.values(), from + LANES), im, to);
          from += channels;
        }
      }
      fft.forward(re, im);
      int to = row * 2 * channels + c;
      spectra.split(re, im, own.inputs(), to, to + channels, LANES);
    }
  }

  private void transformOutput(Scratch own, int index, int row, float[] output) {
    float[] re = own.re();
    float[] im = own.im();
    int top = index % tiles / tileColumns * outRows;
    int left = index % tiles % tileColumns * outColumns;
    int height = problem().rows().output();
    int width = problem().columns().output();
    int outs = plan.outChannels();
    int channels = problem().outChannels();
    int image = index / tiles * height * width;
    int rows = Math.min(outRows, height - top);
    int columns = Math.min(outColumns, width - left);
    for (int o = 0; o < channels; o += 2 * LANES) {
      int from = row * 2 * outs + o;
      spectra.join(own.products(), from, from + outs, LANES, re, im);
      fft.inverse(re, im);
      for (int i = 0; i < rows; i++) {
        for (int j = 0; j < columns; j++) {
          int at = (i * fft.size() + j) * LANES;
          int to = (image + (top + i) * width + left + j) * channels + o;
          take(re, at, output, to, channels - o);
          take(im, at, output, to + LANES, channels - o - LANES);
        }
      }
    }
  }

  private static void take(float[] from, int at, float[] to, int place, int left) {
    if (left >= LANES) {
      WinogradTile.store(WinogradTile.load(from, at), to, place);
    } else if (left > 0) {
      System.arraycopy(from, at, to, place, left);
    }
  }
}
