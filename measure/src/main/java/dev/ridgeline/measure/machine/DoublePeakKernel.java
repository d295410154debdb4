package dev.ridgeline.measure.machine;

import java.util.Arrays;

/** The double chains with the arrays of one thread. */
final class DoublePeakKernel implements PeakKernel {
  private final Mix mix;
  private final boolean wide;
  private final double[] start;
  private final double[] end;

  DoublePeakKernel(Mix mix, boolean wide) {
    this.mix = mix;
    this.wide = wide;
    int lanes = (fmaChains() + addChains()) * DoubleChains.LANES;
    start = new double[lanes];
    for (int lane = 0; lane < lanes; lane++) {
      start[lane] = 1 + lane / 64.0;
    }
    end = new double[lanes];
  }

  @Override
  public String dtype() {
    return "f64";
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
    return DoubleChains.LANES;
  }

  @Override
  public PeakKernel forAnotherThread() {
    return new DoublePeakKernel(mix, wide);
  }

  @Override
  public void run(int iterations) {
    switch (mix) {
      case FMA -> {
        if (wide) {
          DoubleChains.fma24(iterations, start, end);
        } else {
          DoubleChains.fma12(iterations, start, end);
        }
      }
      case FMA_ADD -> {
        if (wide) {
          DoubleChains.fma16add14(iterations, start, end);
        } else {
          DoubleChains.fma8add7(iterations, start, end);
        }
      }
    }
  }

  @Override
  public boolean verify(int iterations) {
    double[] expected = new double[start.length];
    DoubleChains.scalar(fmaChains(), addChains(), iterations, start, expected);
    return Arrays.equals(expected, end);
  }
}
