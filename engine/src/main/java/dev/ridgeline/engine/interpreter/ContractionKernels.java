package dev.ridgeline.engine.interpreter;

import dev.ridgeline.core.UserError;
import dev.ridgeline.core.op.Binary;
import dev.ridgeline.core.op.Contraction;
import dev.ridgeline.core.op.Window;
import dev.ridgeline.core.tensor.Layout;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/** Convolutions and matrix products. Real sums are kept in f64 and rounded once. */
final class ContractionKernels {
  private static final double[] NO_BIAS = {};

  private ContractionKernels() {}

  static List<Array> run(Contraction op, Operands in, Threads threads) {
    return switch (op) {
      case Contraction.Conv o -> List.of(conv(o, in, threads));
      case Contraction.ConvTranspose o -> List.of(ConvTransposeKernel.run(o, in, threads));
      case Contraction.MatMul _ -> List.of(MatMulKernel.run(in.get(0), in.get(1), threads));
      case Contraction.Gemm o -> List.of(gemm(o, in, threads));
      case Contraction.Einsum o -> List.of(EinsumKernel.run(o.equation(), in));
      case Contraction.Recurrent o -> RecurrentKernel.run(o, in);
    };
  }

  private static Array conv(Contraction.Conv op, Operands in, Threads threads) {
    Array x = channelsFirst(in.get(0), op.layout());
    Array w = channelsFirst(in.get(1), op.layout());
    WindowGeometry window = window(op.window(), x);
    double[] y =
        ConvKernel.run(
            window, x.dims, x.reals(), w.dims, w.reals(), Math.toIntExact(op.groups()), threads);
    int[] dims = ConvKernel.outDims(window, x.dims[0], w.dims[0]);
    Array result = ConvKernel.rounded(x.dtype, dims, y, bias(in, 2));
    return channelsLast(result, op.layout());
  }

  static double[] bias(Operands in, int index) {
    return in.optional(index).map(Array::reals).orElse(NO_BIAS);
  }

  static WindowGeometry window(Window window, Array x) {
    return window(window, x, false);
  }

  static WindowGeometry window(Window window, Array x, boolean ceilMode) {
    if (x.rank() < 3) {
      throw new UserError("%s has no spatial axes".formatted(x));
    }
    return WindowGeometry.of(window, Arrays.copyOfRange(x.dims, 2, x.rank()), ceilMode);
  }

  static Array channelsFirst(Array x, Layout layout) {
    if (layout == Layout.NCHW) {
      return x;
    }
    int rank = x.rank();
    int[] permutation =
        IntStream.range(0, rank).map(i -> i == 0 ? 0 : i == 1 ? rank - 1 : i - 1).toArray();
    return Strided.transpose(x, permutation);
  }

  static Array channelsLast(Array x, Layout layout) {
    if (layout == Layout.NCHW) {
      return x;
    }
    int rank = x.rank();
    int[] permutation =
        IntStream.range(0, rank).map(i -> i == 0 ? 0 : i == rank - 1 ? 1 : i + 1).toArray();
    return Strided.transpose(x, permutation);
  }

  private static Array gemm(Contraction.Gemm op, Operands in, Threads threads) {
    Array a = op.transposeA() ? Strided.transpose(in.get(0), 1, 0) : in.get(0);
    Array b = op.transposeB() ? Strided.transpose(in.get(1), 1, 0) : in.get(1);
    if (!a.isReal()) {
      Array product = MatMulKernel.run(a, b, threads);
      return in.has(2) ? BinaryKernels.apply(Binary.ADD, product, in.get(2)) : product;
    }
    double[] product = MatMulKernel.matrix(a, b, threads);
    Array y = a.like(a.dims[0], b.dims[1]);
    Array c = in.has(2) ? Broadcast.to(in.get(2), y.dims) : Array.scalar(a.dtype, 0);
    for (int i = 0; i < y.size; i++) {
      double added = in.has(2) ? op.beta() * c.real(i) : 0;
      y.setReal(i, op.alpha() * product[i] + added);
    }
    return y;
  }
}
