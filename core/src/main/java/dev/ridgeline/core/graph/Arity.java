package dev.ridgeline.core.graph;

import dev.ridgeline.core.UserError;
import dev.ridgeline.core.op.Binary;
import dev.ridgeline.core.op.Compare;
import dev.ridgeline.core.op.Contraction;
import dev.ridgeline.core.op.Control;
import dev.ridgeline.core.op.Generate;
import dev.ridgeline.core.op.IntegerOp;
import dev.ridgeline.core.op.Movement;
import dev.ridgeline.core.op.Normalise;
import dev.ridgeline.core.op.Op;
import dev.ridgeline.core.op.Opaque;
import dev.ridgeline.core.op.Pool;
import dev.ridgeline.core.op.Quantise;
import dev.ridgeline.core.op.Reduce;
import dev.ridgeline.core.op.Unary;

/**
 * How many inputs and outputs an operator takes.
 *
 * @param required inputs 0 to required-1 must be given
 * @param mostInputs the largest number of inputs
 * @param mostOutputs the largest number of outputs; at least one must be there
 */
record Arity(int required, int mostInputs, int mostOutputs) {
  private static final int ANY = Integer.MAX_VALUE;

  static Arity of(Op op) {
    return switch (op) {
      case Unary unary -> unary instanceof Unary.Clip ? new Arity(1, 3, 1) : exactly(1);
      case Binary _ -> exactly(2);
      case Compare compare -> exactly(compare instanceof Compare.Where ? 3 : 2);
      case Reduce reduce -> of(reduce);
      case Movement movement -> of(movement);
      case Contraction contraction -> of(contraction);
      case Pool pool -> of(pool);
      case Normalise normalise -> of(normalise);
      case Quantise quantise -> of(quantise);
      case Control control ->
          control instanceof Control.If ? new Arity(1, 1, ANY) : new Arity(0, ANY, ANY);
      case Generate generate -> of(generate);
      case Opaque _ -> new Arity(0, ANY, ANY);
    };
  }

  private static Arity exactly(int inputs) {
    return new Arity(inputs, inputs, 1);
  }

  private static Arity of(Reduce reduce) {
    return switch (reduce) {
      case Reduce.Fold _ -> new Arity(1, 2, 1);
      case Reduce.ArgExtreme _ -> exactly(1);
      case Reduce.CumSum _ -> exactly(2);
      case Reduce.TopK _ -> new Arity(2, 2, 2);
    };
  }

  private static Arity of(Movement movement) {
    return switch (movement) {
      case Movement.Concat _ -> new Arity(1, ANY, 1);
      case Movement.Split _ -> new Arity(1, 2, ANY);
      case Movement.Slice _ -> new Arity(3, 5, 1);
      case Movement.Pad _ -> new Arity(2, 4, 1);
      case Movement.ScatterElements _, Movement.ScatterNd _, Movement.OneHot _ -> exactly(3);
      case Movement.Squeeze _, Movement.Trilu _ -> new Arity(1, 2, 1);
      case Movement.Reshape _,
          Movement.Gather _,
          Movement.GatherElements _,
          Movement.GatherNd _,
          Movement.Expand _,
          Movement.Unsqueeze _,
          Movement.Tile _,
          Movement.ReverseSequence _,
          Movement.Compress _ ->
          exactly(2);
      case Movement.Transpose _,
          Movement.Flatten _,
          Movement.DepthToSpace _,
          Movement.SpaceToDepth _,
          Movement.ShapeOf _,
          Movement.SizeOf _,
          Movement.NonZero _ ->
          exactly(1);
    };
  }

  private static Arity of(Contraction contraction) {
    return switch (contraction) {
      case Contraction.Conv _, Contraction.ConvTranspose _, Contraction.Gemm _ ->
          new Arity(2, 3, 1);
      case Contraction.MatMul _ -> exactly(2);
      case Contraction.Einsum _ -> new Arity(1, ANY, 1);
      case Contraction.Recurrent _ -> new Arity(3, 8, 3);
    };
  }

  private static Arity of(Pool pool) {
    return switch (pool) {
      case Pool.MaxPool _ -> new Arity(1, 1, 2);
      case Pool.AveragePool _, Pool.LpPool _, Pool.Global _ -> exactly(1);
      case Pool.Resize _ -> new Arity(1, 4, 1);
    };
  }

  private static Arity of(Normalise normalise) {
    return switch (normalise) {
      case Normalise.BatchNorm _ -> new Arity(5, 5, 5);
      case Normalise.InstanceNorm _, Normalise.GroupNorm _ -> exactly(3);
      case Normalise.LayerNorm _ -> new Arity(2, 3, 3);
      case Normalise.RmsNorm _ -> exactly(2);
      case Normalise.Softmax _,
          Normalise.LogSoftmax _,
          Normalise.Hardmax _,
          Normalise.Lrn _,
          Normalise.LpNorm _,
          Normalise.MeanVariance _ ->
          exactly(1);
      case Normalise.Dropout _ -> new Arity(1, 3, 2);
    };
  }

  private static Arity of(Quantise quantise) {
    return switch (quantise) {
      case Quantise.QuantizeLinear _, Quantise.DequantizeLinear _ -> new Arity(2, 3, 1);
      case Quantise.DynamicQuantizeLinear _ -> new Arity(1, 1, 3);
      case Quantise.QLinearConv _ -> new Arity(8, 9, 1);
      case Quantise.QLinearMatMul _ -> exactly(8);
      case Quantise.MatMulInteger _, Quantise.ConvInteger _ -> new Arity(2, 4, 1);
      case IntegerOp.Conv _, IntegerOp.FullyConnected _ -> new Arity(2, 3, 1);
      case IntegerOp.Add _, IntegerOp.Sub _, IntegerOp.Mul _ -> exactly(2);
      case IntegerOp.AveragePool _,
          IntegerOp.MaxPool _,
          IntegerOp.Softmax _,
          IntegerOp.Logistic _,
          IntegerOp.Tanh _,
          IntegerOp.Mean _,
          IntegerOp.Rescale _,
          IntegerOp.FromReal _,
          IntegerOp.ToReal _ ->
          exactly(1);
    };
  }

  private static Arity of(Generate generate) {
    return switch (generate) {
      case Generate.ConstantOfShape _, Generate.EyeLike _, Generate.Bernoulli _ -> exactly(1);
      case Generate.Range _ -> exactly(3);
      case Generate.RandomTensor random -> exactly(random.likeInput() ? 1 : 0);
    };
  }

  void check(Graph graph, Node node) {
    boolean missing = false;
    for (int i = 0; i < required; i++) {
      missing |= !node.has(i);
    }
    if (missing || node.inputs().size() > mostInputs) {
      throw new UserError(
          "graph '%s': node '%s' (%s) has inputs %s but takes %s"
              .formatted(
                  graph.name(),
                  node.name(),
                  node.op().label(),
                  node.inputs(),
                  range(required, mostInputs)));
    }
    if (node.outputs().isEmpty() || node.outputs().size() > mostOutputs) {
      throw new UserError(
          "graph '%s': node '%s' (%s) has outputs %s but gives %s"
              .formatted(
                  graph.name(),
                  node.name(),
                  node.op().label(),
                  node.outputs(),
                  range(1, mostOutputs)));
    }
  }

  private static String range(int least, int most) {
    return least == most
        ? Integer.toString(least)
        : most == ANY ? "at least " + least : least + " to " + most;
  }
}
