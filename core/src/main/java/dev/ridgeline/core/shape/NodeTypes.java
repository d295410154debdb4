package dev.ridgeline.core.shape;

import dev.ridgeline.core.UserError;
import dev.ridgeline.core.graph.Constant;
import dev.ridgeline.core.graph.Node;
import dev.ridgeline.core.op.Binary;
import dev.ridgeline.core.op.Compare;
import dev.ridgeline.core.op.Contraction;
import dev.ridgeline.core.op.Control;
import dev.ridgeline.core.op.Generate;
import dev.ridgeline.core.op.Movement;
import dev.ridgeline.core.op.Normalise;
import dev.ridgeline.core.op.Opaque;
import dev.ridgeline.core.op.Pool;
import dev.ridgeline.core.op.Quantise;
import dev.ridgeline.core.op.Reduce;
import dev.ridgeline.core.op.Unary;
import dev.ridgeline.core.tensor.TensorType;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Infers the output types of nodes, one after the other in topological order, and follows small
 * integer values, so that shapes which a graph computes (Shape, Gather, Concat, Reshape) are known
 * too.
 */
public final class NodeTypes {
  private final Map<String, TensorType> types;
  private final Map<String, Constant> constants;
  private final Map<String, IntValues> values = new HashMap<>();

  /**
   * Works on the caller's maps, which must hold every value that a node reads before the node is
   * inferred.
   */
  public NodeTypes(Map<String, TensorType> types, Map<String, Constant> constants) {
    this.types = types;
    this.constants = constants;
  }

  /**
   * The types of the outputs of {@code node}, one for each; {@link TensorType#unknown()} where
   * nothing can be said.
   *
   * @throws UserError when the inputs cannot be those of the operator
   */
  public List<TensorType> infer(Node node) {
    for (String input : node.inputs()) {
      Constant constant = constants.get(input);
      if (constant != null && !values.containsKey(input)) {
        ShapeArithmetic.literal(constant).ifPresent(v -> values.put(input, v));
      }
    }
    NodeFacts facts = new NodeFacts(node, types, constants, values);
    try {
      List<TensorType> inferred = new ArrayList<>(dispatch(facts));
      while (inferred.size() < node.outputs().size()) {
        inferred.add(TensorType.unknown());
      }
      ShapeArithmetic.evaluate(facts).ifPresent(v -> values.put(node.output(), v));
      return inferred;
    } catch (ArithmeticException e) {
      throw facts.fail("a size overflows 64 bits");
    } catch (IllegalArgumentException | IndexOutOfBoundsException e) {
      throw facts.fail("its shapes do not fit (" + e.getMessage() + ")");
    }
  }

  private List<TensorType> dispatch(NodeFacts facts) {
    return switch (facts.node().op()) {
      case Unary op -> List.of(ElementwiseTypes.unary(op, facts));
      case Binary op -> List.of(ElementwiseTypes.binary(op, facts));
      case Compare op -> List.of(ElementwiseTypes.compare(op, facts));
      case Reduce op -> ReduceTypes.infer(op, facts);
      case Movement op -> MovementTypes.infer(op, facts);
      case Contraction op -> ContractionTypes.infer(op, facts);
      case Pool op -> PoolTypes.infer(op, facts);
      case Normalise op -> NormaliseTypes.infer(op, facts);
      case Quantise op -> QuantiseTypes.infer(op, facts);
      case Control op -> ControlTypes.infer(op, facts, types, constants);
      case Generate op -> List.of(GenerateTypes.infer(op, facts));
      case Opaque _ -> List.of();
    };
  }
}
