package dev.ridgeline.engine.interpreter;

import dev.ridgeline.core.op.Generate;
import dev.ridgeline.core.tensor.DType;
import java.util.SplittableRandom;

/** Operators that make values. Random ones depend on their seed alone. */
final class GenerateKernels {
  private GenerateKernels() {}

  static Array run(Generate op, Operands in) {
    return switch (op) {
      case Generate.ConstantOfShape o -> {
        Array y = Array.zeros(o.dtype(), in.get(0).ints());
        for (int i = 0; i < y.size && o.value() != 0; i++) {
          y.setReal(i, o.value());
        }
        yield y;
      }
      case Generate.Range _ -> range(in.get(0), in.get(1), in.get(2));
      case Generate.EyeLike o -> eye(o, in.get(0));
      case Generate.RandomTensor o -> random(o, in);
      case Generate.Bernoulli o -> bernoulli(o, in.get(0));
    };
  }

  private static Array range(Array start, Array limit, Array step) {
    double count = (limit.real(0) - start.real(0)) / step.real(0);
    Array y = start.like((int) Math.max(0, Math.ceil(count)));
    for (int i = 0; i < y.size; i++) {
      if (y.isReal()) {
        y.setReal(i, start.real(0) + i * step.real(0));
      } else {
        y.setWhole(i, start.whole(0) + i * step.whole(0));
      }
    }
    return y;
  }

  private static Array eye(Generate.EyeLike op, Array x) {
    Array y = Array.zeros(op.dtype() == DType.UNKNOWN ? x.dtype : op.dtype(), x.dims);
    int columns = x.dims[1];
    for (int i = 0; i < y.size; i++) {
      if (i % columns - i / columns == op.diagonal()) {
        y.setReal(i, 1);
      }
    }
    return y;
  }

  private static Array random(Generate.RandomTensor op, Operands in) {
    long[] sizes = op.likeInput() ? new long[0] : op.shape().sizes();
    int[] dims = new int[sizes.length];
    for (int i = 0; i < dims.length; i++) {
      dims[i] = Math.toIntExact(sizes[i]);
    }
    DType dtype = op.dtype() == DType.UNKNOWN ? in.get(0).dtype : op.dtype();
    Array y = Array.zeros(dtype, op.likeInput() ? in.get(0).dims : dims);
    SplittableRandom random = new SplittableRandom(op.seed());
    for (int i = 0; i < y.size; i++) {
      y.setReal(
          i,
          switch (op.distribution()) {
            case UNIFORM -> op.a() + (op.b() - op.a()) * random.nextDouble();
            case NORMAL -> op.a() + op.b() * random.nextGaussian();
          });
    }
    return y;
  }

  private static Array bernoulli(Generate.Bernoulli op, Array x) {
    Array y = Array.zeros(op.dtype() == DType.UNKNOWN ? x.dtype : op.dtype(), x.dims);
    SplittableRandom random = new SplittableRandom(op.seed());
    for (int i = 0; i < y.size; i++) {
      y.setReal(i, random.nextDouble() < x.real(i) ? 1 : 0);
    }
    return y;
  }
}
