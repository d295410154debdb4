package dev.ridgeline.core.op;

import dev.ridgeline.core.integer.Affine;
import dev.ridgeline.core.integer.Limits;
import java.util.List;
import java.util.Optional;

/**
 * Operators on i8 tensors whose integers stand for reals, channels last, as TensorFlow Lite defines
 * them. Scales, zero points and the limits of a fused activation are part of the operator; how
 * products are rounded is the executor's choice ({@link dev.ridgeline.core.integer.Rounding}).
 * Operators that only move values are those of {@link Movement}.
 */
public sealed interface IntegerOp extends Quantise {

  @Override
  default String label() {
    return "Integer" + getClass().getSimpleName();
  }

  /** How the result's integers stand for reals; empty for those whose result is of reals. */
  Optional<Affine> result();

  /**
   * Inputs x [N, H, W, C], w i8 [O, kernel..., C/groups] with zero point 0, optional bias i32 [O]
   * of scale x times w.
   *
   * @param weightScales one, or one an output channel
   * @param depthwise computed channel by channel and not through a matrix multiplication, which
   *     decides ties under {@link dev.ridgeline.core.integer.Rounding#TFLITE_DESKTOP}; groups are
   *     then of one channel
   */
  record Conv(
      Window window,
      long groups,
      Affine input,
      List<Float> weightScales,
      Affine output,
      Limits limits,
      boolean depthwise)
      implements IntegerOp {
    public Conv {
      weightScales = checked(weightScales);
      if (groups < 1) {
        throw new IllegalArgumentException("groups are at least 1 but got " + groups);
      }
    }

    @Override
    public Optional<Affine> result() {
      return Optional.of(output);
    }
  }

  /**
   * Inputs x of any shape, read as rows of K elements, w i8 [O, K] with zero point 0, optional bias
   * i32 [O]; output [rows, O], or x's shape with the last size O when {@code keepDims}.
   */
  record FullyConnected(
      Affine input, List<Float> weightScales, Affine output, Limits limits, boolean keepDims)
      implements IntegerOp {
    public FullyConnected {
      weightScales = checked(weightScales);
    }

    @Override
    public Optional<Affine> result() {
      return Optional.of(output);
    }
  }

  /** Inputs a, b, which broadcast; their sum. */
  record Add(Affine a, Affine b, Affine output, Limits limits) implements IntegerOp {
    @Override
    public Optional<Affine> result() {
      return Optional.of(output);
    }
  }

  /** Inputs a, b, which broadcast; their difference. */
  record Sub(Affine a, Affine b, Affine output, Limits limits) implements IntegerOp {
    @Override
    public Optional<Affine> result() {
      return Optional.of(output);
    }
  }

  /** Inputs a, b, which broadcast; their product. */
  record Mul(Affine a, Affine b, Affine output, Limits limits) implements IntegerOp {
    @Override
    public Optional<Affine> result() {
      return Optional.of(output);
    }
  }

  /** The mean under a window, padding left out; scale and zero point stay. */
  record AveragePool(Window window, Affine output, Limits limits) implements IntegerOp {
    @Override
    public Optional<Affine> result() {
      return Optional.of(output);
    }
  }

  /** The largest under a window; scale and zero point stay. */
  record MaxPool(Window window, Affine output, Limits limits) implements IntegerOp {
    @Override
    public Optional<Affine> result() {
      return Optional.of(output);
    }
  }

  /** Along the last axis, of {@code beta} x. */
  record Softmax(Affine input, float beta, Affine output) implements IntegerOp {
    @Override
    public Optional<Affine> result() {
      return Optional.of(output);
    }
  }

  /** 1 / (1 + exp(-x)). */
  record Logistic(Affine input, Affine output) implements IntegerOp {
    @Override
    public Optional<Affine> result() {
      return Optional.of(output);
    }
  }

  record Tanh(Affine input, Affine output) implements IntegerOp {
    @Override
    public Optional<Affine> result() {
      return Optional.of(output);
    }
  }

  /**
   * The mean over axes.
   *
   * @param axes counted from the front
   */
  record Mean(List<Integer> axes, boolean keepDims, Affine input, Affine output)
      implements IntegerOp {
    public Mean {
      axes = List.copyOf(axes);
    }

    @Override
    public Optional<Affine> result() {
      return Optional.of(output);
    }
  }

  /** The same reals in other integers, and clamped: requantising, ReLU, ReLU6. */
  record Rescale(Affine input, Affine output, Limits limits) implements IntegerOp {
    @Override
    public Optional<Affine> result() {
      return Optional.of(output);
    }
  }

  /** f32 to i8. */
  record FromReal(Affine output) implements IntegerOp {
    @Override
    public Optional<Affine> result() {
      return Optional.of(output);
    }
  }

  /** i8 to f32. */
  record ToReal(Affine input) implements IntegerOp {
    @Override
    public Optional<Affine> result() {
      return Optional.empty();
    }
  }

  private static List<Float> checked(List<Float> scales) {
    if (scales.isEmpty() || scales.stream().anyMatch(s -> !(s > 0) || s.isInfinite())) {
      throw new IllegalArgumentException(
          "weight scales are positive and finite, at least one, but got " + scales);
    }
    return List.copyOf(scales);
  }
}
