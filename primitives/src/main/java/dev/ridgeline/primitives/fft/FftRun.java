package dev.ridgeline.primitives.fft;

import dev.ridgeline.primitives.conv.DenseProblem;
import dev.ridgeline.primitives.number.FloatFormat;
import dev.ridgeline.primitives.number.Phase;
import dev.ridgeline.primitives.number.Precision;

/** One convolution by FFT: spectra of filters, then tile after tile. */
final class FftRun {
  private final DenseProblem part;
  private final int height;
  private final int width;
  private final int bins;
  private final Precision precision;
  private final Planes filterPlanes;
  private final Planes inputPlanes;
  private final Planes outputPlanes;

  FftRun(DenseProblem part, int height, int width, Precision precision) {
    this.part = part;
    this.height = height;
    this.width = width;
    this.bins = width / 2 + 1;
    this.precision = precision;
    this.filterPlanes = new Planes(FloatFormat.F64);
    this.inputPlanes = new Planes(precision.arithmetic(Phase.INPUT_TRANSFORM));
    this.outputPlanes = new Planes(precision.arithmetic(Phase.OUTPUT_TRANSFORM));
  }

  private record Spectrum(double[] re, double[] im) {
    static Spectrum of(int size) {
      return new Spectrum(new double[size], new double[size]);
    }
  }

  double[] output(double[] input, double[] filter) {
    int stepRows = height - part.kernelRows() + 1;
    int stepColumns = width - part.kernelColumns() + 1;
    Spectrum[] filters = filters(filter);
    double[] output =
        new double[part.batch() * part.outChannels() * part.outRows() * part.outColumns()];
    for (int n = 0; n < part.batch(); n++) {
      for (int top = 0; top < part.outRows(); top += stepRows) {
        for (int left = 0; left < part.outColumns(); left += stepColumns) {
          Spectrum[] inputs = inputs(input, n, top, left);
          for (int k = 0; k < part.outChannels(); k++) {
            double[] plane = plane(inputs, filters, k);
            place(plane, output, n * part.outChannels() + k, top, left);
          }
        }
      }
    }
    return output;
  }

  private Spectrum[] filters(double[] filter) {
    int area = part.kernelRows() * part.kernelColumns();
    Spectrum[] all = new Spectrum[part.outChannels() * part.inChannels()];
    for (int f = 0; f < all.length; f++) {
      double[] padded = new double[height * width];
      for (int i = 0; i < part.kernelRows(); i++) {
        System.arraycopy(
            filter, f * area + i * part.kernelColumns(), padded, i * width, part.kernelColumns());
      }
      all[f] = filterPlanes.forward(padded);
      precision.storage(Phase.FILTER_TRANSFORM).store(all[f].re(), 1);
      precision.storage(Phase.FILTER_TRANSFORM).store(all[f].im(), 1);
    }
    return all;
  }

  private Spectrum[] inputs(double[] input, int n, int top, int left) {
    Spectrum[] all = new Spectrum[part.inChannels()];
    for (int c = 0; c < all.length; c++) {
      double[] padded = new double[height * width];
      int plane = (n * part.inChannels() + c) * part.inRows();
      for (int i = 0; i < Math.min(height, part.inRows() - top); i++) {
        System.arraycopy(
            input,
            (plane + top + i) * part.inColumns() + left,
            padded,
            i * width,
            Math.min(width, part.inColumns() - left));
      }
      all[c] = inputPlanes.forward(padded);
      precision.storage(Phase.INPUT_TRANSFORM).store(all[c].re(), 1);
      precision.storage(Phase.INPUT_TRANSFORM).store(all[c].im(), 1);
    }
    return all;
  }

  /** The sum over C of X conj W, back in space. */
  private double[] plane(Spectrum[] inputs, Spectrum[] filters, int k) {
    Spectrum sum = sum(inputs, filters, k * inputs.length, 0, inputs.length);
    return outputPlanes.inverse(sum);
  }

  /** Sums channels in pairs of pairs, whose error grows with the logarithm of their number. */
  private Spectrum sum(Spectrum[] inputs, Spectrum[] filters, int first, int from, int to) {
    FloatFormat a = precision.arithmetic(Phase.PRODUCT);
    if (to - from == 1) {
      return product(inputs[from], filters[first + from], a);
    }
    int middle = (from + to) / 2;
    Spectrum sum = sum(inputs, filters, first, from, middle);
    Spectrum other = sum(inputs, filters, first, middle, to);
    for (int i = 0; i < sum.re().length; i++) {
      sum.re()[i] = a.add(sum.re()[i], other.re()[i]);
      sum.im()[i] = a.add(sum.im()[i], other.im()[i]);
    }
    return sum;
  }

  private Spectrum product(Spectrum x, Spectrum w, FloatFormat a) {
    Spectrum product = Spectrum.of(height * bins);
    for (int i = 0; i < product.re().length; i++) {
      product.re()[i] = a.fma(x.re()[i], w.re()[i], a.multiply(x.im()[i], w.im()[i]));
      product.im()[i] = a.fma(x.im()[i], w.re()[i], -a.multiply(x.re()[i], w.im()[i]));
    }
    return product;
  }

  private void place(double[] plane, double[] output, int channel, int top, int left) {
    int rows = Math.min(height - part.kernelRows() + 1, part.outRows() - top);
    int columns = Math.min(width - part.kernelColumns() + 1, part.outColumns() - left);
    for (int i = 0; i < rows; i++) {
      System.arraycopy(
          plane,
          i * width,
          output,
          (channel * part.outRows() + top + i) * part.outColumns() + left,
          columns);
    }
  }

  /** 2-D transforms of real planes to and from {@code height x bins} spectra. */
  private final class Planes {
    private final Fft rows;
    private final Fft columns;

    Planes(FloatFormat arithmetic) {
      this.rows = new Fft(width, arithmetic);
      this.columns = new Fft(height, arithmetic);
    }

    Spectrum forward(double[] plane) {
      double[] im = new double[plane.length];
      Spectrum spectrum = Spectrum.of(height * bins);
      for (int i = 0; i < height; i++) {
        rows.forward(plane, im, i * width, 1);
        System.arraycopy(plane, i * width, spectrum.re(), i * bins, bins);
        System.arraycopy(im, i * width, spectrum.im(), i * bins, bins);
      }
      for (int j = 0; j < bins; j++) {
        columns.forward(spectrum.re(), spectrum.im(), j, bins);
      }
      return spectrum;
    }

    double[] inverse(Spectrum spectrum) {
      for (int j = 0; j < bins; j++) {
        columns.inverse(spectrum.re(), spectrum.im(), j, bins);
      }
      double[] re = new double[height * width];
      double[] im = new double[height * width];
      for (int i = 0; i < height; i++) {
        // The spectrum of real rows is conjugate symmetric: the other half follows from this one.
        for (int j = 0; j < width; j++) {
          boolean stored = j < bins;
          int from = i * bins + (stored ? j : width - j);
          re[i * width + j] = spectrum.re()[from];
          im[i * width + j] = stored ? spectrum.im()[from] : -spectrum.im()[from];
        }
        rows.inverse(re, im, i * width, 1);
      }
      return re;
    }
  }
}
