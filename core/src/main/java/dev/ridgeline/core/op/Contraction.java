package dev.ridgeline.core.op;

import dev.ridgeline.core.tensor.Layout;
import java.util.List;

/** Sums of products: where the multiply-accumulates (MACs) are. */
public sealed interface Contraction extends Op {

  @Override
  default String label() {
    return getClass().getSimpleName();
  }

  /** Inputs x, w, optional bias. NCHW: w is [O, I/groups, k...]; NHWC: [O, k..., I/groups]. */
  record Conv(Window window, long groups, Layout layout) implements Contraction {
    public Conv {
      requireGroups(groups);
    }
  }

  /**
   * Inputs x, w [I, O/groups, k...], optional bias; NCHW. An output shape, when given, decides the
   * pads.
   */
  record ConvTranspose(Window window, long groups, List<Long> outputPadding, List<Long> outputShape)
      implements Contraction {
    public ConvTranspose {
      requireGroups(groups);
      outputPadding = List.copyOf(outputPadding);
      outputShape = List.copyOf(outputShape);
    }
  }

  /** Inputs a, b with numpy's matmul rules: batch axes broadcast, vectors are promoted. */
  record MatMul() implements Contraction {}

  /** Inputs a, b, optional c: alpha * op(a) op(b) + beta * c, two dimensions, c broadcasts. */
  record Gemm(float alpha, float beta, boolean transposeA, boolean transposeB)
      implements Contraction {}

  /** Einstein summation, the equation in ONNX's form (with or without an arrow, with ellipsis). */
  record Einsum(String equation) implements Contraction {}

  /** The cells of recurrent layers. */
  enum Cell {
    RNN(1),
    GRU(3),
    LSTM(4);

    private final int gates;

    Cell(int gates) {
      this.gates = gates;
    }

    public int gates() {
      return gates;
    }
  }

  /**
   * A whole recurrent layer with ONNX's inputs (x, w, r, bias, sequence lengths, initial states,
   * peepholes) and outputs (all states, last states). x is [T, N, I], or [N, T, I] when {@code
   * batchFirst}.
   */
  record Recurrent(
      Cell cell,
      long hiddenSize,
      Direction direction,
      List<String> activations,
      float clip,
      boolean linearBeforeReset,
      boolean inputForget,
      boolean batchFirst)
      implements Contraction {
    public Recurrent {
      activations = List.copyOf(activations);
    }

    @Override
    public String label() {
      return cell.name();
    }
  }

  /** Which way a recurrent layer reads the sequence. */
  enum Direction {
    FORWARD,
    REVERSE,
    BIDIRECTIONAL;

    public int count() {
      return this == BIDIRECTIONAL ? 2 : 1;
    }
  }

  private static void requireGroups(long groups) {
    if (groups < 1) {
      throw new IllegalArgumentException("groups are at least 1 but got " + groups);
    }
  }
}
