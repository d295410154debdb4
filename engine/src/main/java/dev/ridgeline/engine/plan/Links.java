package dev.ridgeline.engine.plan;

import dev.ridgeline.compiler.operator.Chain;
import dev.ridgeline.compiler.operator.ChainOp;
import dev.ridgeline.core.graph.Node;
import dev.ridgeline.core.op.Binary;
import dev.ridgeline.core.op.Unary;
import dev.ridgeline.core.tensor.Tensor;
import java.util.Arrays;
import java.util.Optional;

/** Which elementwise operators of the graph are links of a chain. */
final class Links {
  private Links() {}

  /** The function of one f32 value that a node is; numbers must be constants. */
  static Optional<Chain.Link> function(Draft draft, Node node) {
    if (node.op() == Binary.POW) {
      return power(draft, node);
    }
    if (!(node.op() instanceof Unary op) || !draft.isF32(node.input(0))) {
      return Optional.empty();
    }
    return switch (op) {
      case Unary.Function f -> plain(f).map(o -> link(o, 0, 0));
      case Unary.LeakyRelu l -> Optional.of(link(ChainOp.LEAKY_RELU, l.alpha(), 0));
      case Unary.HardSigmoid h -> Optional.of(link(ChainOp.HARD_SIGMOID, h.alpha(), h.beta()));
      case Unary.Swish s -> Optional.of(link(ChainOp.SWISH, s.alpha(), 0));
      case Unary.Gelu g ->
          Optional.of(link(g.tanhApproximation() ? ChainOp.GELU_TANH : ChainOp.GELU, 0, 0));
      case Unary.Clip _ -> clip(draft, node);
      case Unary.Elu _,
          Unary.Celu _,
          Unary.Selu _,
          Unary.ThresholdedRelu _,
          Unary.Shrink _,
          Unary.IsInf _,
          Unary.Cast _ ->
          Optional.empty();
    };
  }

  /** Squares and roots; the exponent is one constant. */
  private static Optional<Chain.Link> power(Draft draft, Node node) {
    String exponent = node.input(1);
    if (!draft.isF32(node.input(0))
        || !draft.isConstant(exponent)
        || draft.elements(exponent) != 1
        || !Arrays.equals(draft.dims(node.output()), draft.dims(node.input(0)))) {
      return Optional.empty();
    }
    Tensor tensor = draft.constant(exponent).tensor();
    double value = tensor.type().dtype().isFloat() ? tensor.floatAt(0) : (double) tensor.longAt(0);
    return value == 2
        ? Optional.of(link(ChainOp.SQUARE, 0, 0))
        : value == 0.5 ? Optional.of(link(ChainOp.SQRT, 0, 0)) : Optional.empty();
  }

  private static Optional<ChainOp> plain(Unary.Function f) {
    return switch (f) {
      case ABS -> Optional.of(ChainOp.ABS);
      case NEG -> Optional.of(ChainOp.NEG);
      case RECIPROCAL -> Optional.of(ChainOp.RECIPROCAL);
      case SQRT -> Optional.of(ChainOp.SQRT);
      case EXP -> Optional.of(ChainOp.EXP);
      case LOG -> Optional.of(ChainOp.LOG);
      case SIGMOID -> Optional.of(ChainOp.SIGMOID);
      case TANH -> Optional.of(ChainOp.TANH);
      case RELU -> Optional.of(ChainOp.RELU);
      case HARD_SWISH -> Optional.of(ChainOp.HARD_SWISH);
      case ERF -> Optional.of(ChainOp.ERF);
      default -> Optional.empty();
    };
  }

  private static Optional<Chain.Link> clip(Draft draft, Node node) {
    float low = Float.NEGATIVE_INFINITY;
    float high = Float.POSITIVE_INFINITY;
    for (int i = 1; i <= 2; i++) {
      if (node.has(i)) {
        if (!draft.isConstant(node.input(i)) || draft.elements(node.input(i)) != 1) {
          return Optional.empty();
        }
        float value = draft.constant(node.input(i)).tensor().floatAt(0);
        low = i == 1 ? value : low;
        high = i == 2 ? value : high;
      }
    }
    return low > high ? Optional.empty() : Optional.of(link(ChainOp.CLIP, low, high));
  }

  /** The operator of two f32 values that a node is. */
  static Optional<ChainOp> binary(Draft draft, Node node) {
    if (!(node.op() instanceof Binary op)
        || !draft.isF32(node.input(0))
        || !draft.isF32(node.input(1))) {
      return Optional.empty();
    }
    return switch (op) {
      case ADD -> Optional.of(ChainOp.ADD);
      case SUB -> Optional.of(ChainOp.SUB);
      case MUL -> Optional.of(ChainOp.MUL);
      case DIV -> Optional.of(ChainOp.DIV);
      case MIN -> Optional.of(ChainOp.MIN);
      case MAX -> Optional.of(ChainOp.MAX);
      case PRELU -> Optional.of(ChainOp.PRELU);
      default -> Optional.empty();
    };
  }

  private static Chain.Link link(ChainOp op, float p, float q) {
    return new Chain.Link(op, 0, 0, p, q);
  }
}
