package dev.ridgeline.engine.interpreter;

import dev.ridgeline.core.UserError;
import dev.ridgeline.core.integer.OnnxQuantisation;
import dev.ridgeline.core.integer.Rounding;
import dev.ridgeline.core.number.Minifloat;
import dev.ridgeline.core.op.IntegerOp;
import dev.ridgeline.core.op.Quantise;
import dev.ridgeline.core.tensor.DType;
import java.util.List;

/** Between reals and integers, by {@link OnnxQuantisation}. */
final class QuantiseKernels {
  private QuantiseKernels() {}

  static List<Array> run(Quantise op, Operands in, Rounding rounding, Threads threads) {
    return switch (op) {
      case Quantise.QuantizeLinear o -> List.of(quantise(o, in));
      case Quantise.DequantizeLinear o -> List.of(dequantise(o, in));
      case Quantise.DynamicQuantizeLinear _ -> dynamic(in.get(0));
      case Quantise.QLinearConv o -> List.of(IntegerContractions.qlinearConv(o, in, threads));
      case Quantise.QLinearMatMul _ -> List.of(IntegerContractions.qlinearMatMul(in, threads));
      case Quantise.MatMulInteger _ -> List.of(IntegerContractions.matMul(in, threads));
      case Quantise.ConvInteger o -> List.of(IntegerContractions.conv(o, in, threads));
      case IntegerOp o -> List.of(IntegerKernels.run(o, in, rounding, threads));
    };
  }

  private static Array quantise(Quantise.QuantizeLinear op, Operands in) {
    Array x = in.get(0);
    Array scale = in.get(1);
    DType to =
        op.outputType() != DType.UNKNOWN ? op.outputType() : in.has(2) ? in.get(2).dtype : DType.U8;
    Array y = Array.zeros(to, x.dims);
    Granularity place = Granularity.of(x, scale, op.axis(), op.blockSize());
    for (int i = 0; i < x.size; i++) {
      int p = place.of(i);
      if (to.isFloat()) {
        double value = (float) x.real(i) / (float) scale.real(p);
        double zero = in.has(2) ? in.get(2).real(p) : 0;
        y.setReal(
            i,
            Minifloat.of(to)
                .round(
                    value + zero,
                    op.saturate() ? Minifloat.Overflow.SATURATE : Minifloat.Overflow.TO_SPECIAL));
      } else {
        long zero = in.has(2) ? in.get(2).whole(p) : 0;
        y.setWhole(
            i, OnnxQuantisation.quantise((float) x.real(i), (float) scale.real(p), zero, to));
      }
    }
    return y;
  }

  private static Array dequantise(Quantise.DequantizeLinear op, Operands in) {
    Array x = in.get(0);
    Array scale = in.get(1);
    Array y = scale.like(x.dims);
    Granularity place = Granularity.of(x, scale, op.axis(), op.blockSize());
    for (int i = 0; i < x.size; i++) {
      int p = place.of(i);
      if (x.isReal()) {
        double zero = in.has(2) ? in.get(2).real(p) : 0;
        y.setReal(i, (x.real(i) - zero) * scale.real(p));
      } else {
        long zero = in.has(2) ? in.get(2).whole(p) : 0;
        y.setReal(i, OnnxQuantisation.dequantise(x.whole(i), (float) scale.real(p), zero));
      }
    }
    return y;
  }

  /** Which scale belongs to which element: one for all, one a channel, or one a block. */
  private record Granularity(int inner, int size, int block, int scales) {
    static Granularity of(Array x, Array scale, int givenAxis, int block) {
      if (scale.size == 1 && block == 0) {
        return new Granularity(1, 1, 1, 1);
      }
      int axis = Array.axis(givenAxis, x.rank());
      int inner = Strided.strides(x.dims)[axis];
      if (block == 0) {
        if (scale.size != x.dims[axis]) {
          throw new UserError("%d scales do not fit axis %d of %s".formatted(scale.size, axis, x));
        }
        return new Granularity(inner, x.dims[axis], 0, scale.size);
      }
      return new Granularity(inner, x.dims[axis], block, scale.dims[axis]);
    }

    int of(int i) {
      if (scales == 1 && size == 1) {
        return 0;
      }
      int along = i / inner % size;
      return block == 0 ? along : (i / (inner * size) * scales + along / block) * inner + i % inner;
    }
  }

  private static List<Array> dynamic(Array x) {
    float least = 0;
    float most = 0;
    for (int i = 0; i < x.size; i++) {
      least = Math.min(least, (float) x.real(i));
      most = Math.max(most, (float) x.real(i));
    }
    OnnxQuantisation.Parameters found = OnnxQuantisation.dynamic(least, most);
    Array y = Array.zeros(DType.U8, x.dims);
    for (int i = 0; i < x.size && found.scale() > 0; i++) {
      y.setWhole(
          i,
          OnnxQuantisation.quantise((float) x.real(i), found.scale(), found.zeroPoint(), DType.U8));
    }
    return List.of(
        y,
        Array.scalar(DType.F32, found.scale()),
        Array.scalar(DType.U8, (double) found.zeroPoint()));
  }
}
