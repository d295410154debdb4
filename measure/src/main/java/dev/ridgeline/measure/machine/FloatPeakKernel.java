package dev.ridgeline.measure.machine;

import java.util.Arrays;

/** The float chains with the arrays of one thread. */
final class FloatPeakKernel implements PeakKernel {
  private final Mix mix;
  private final boolean wide;
  private final float[] start;
  private final float[] end;

  FloatPeakKernel(Mix mix, boolean wide) {
    this.mix = mix;
    this.wide = wide;
    int lanes = (fmaChains() + addChains()) * FloatChains.LANES;
    start = new float[lanes];
    for (int lane = 0; lane < lanes; lane++) {
      start[lane] = 1 + lane / 64f;
    }
    end = new float[lanes];
  }

  @Override
  public String dtype() {
    return "f32";
  }

  @Override
  public Mix mix() {
    return mix;
  }

  @Override
  public int fmaChains() {
    return mix.fmaChains(wide);
  }

  @Override
  public int addChains() {
    return mix.addChains(wide);
  }

  @Override
  public int lanes() {
    return FloatChains.LANES;
  }

  @Override
  public PeakKernel forAnotherThread() {
    return new FloatPeakKernel(mix, wide);
  }

  @Override
  public void run(int iterations) {
    switch (mix) {
      case FMA -> {
        if (wide) {
          FloatChains.fma24(iterations, start, end);
        } else {
          FloatChains.fma12(iterations, start, end);
        }
      }
      case FMA_ADD -> {
        if (wide) {
          FloatChains.fma16add14(iterations, start, end);
        } else {
          FloatChains.fma8add7(iterations, start, end);
        }
      }
    }
  }

  @Override
  public boolean verify(int iterations) {
    float[] expected = new float[start.length];
    FloatChains.scalar(fmaChains(), addChains(), iterations, start, expected);
    return Arrays.equals(expected, end);
  }
}
