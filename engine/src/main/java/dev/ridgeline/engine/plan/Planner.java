package dev.ridgeline.engine.plan;

import dev.ridgeline.core.graph.Constant;
import dev.ridgeline.core.graph.Graph;
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
import dev.ridgeline.engine.kernel.InterpretedPlan;
import dev.ridgeline.engine.kernel.Order;
import dev.ridgeline.engine.kernel.Placed;
import dev.ridgeline.engine.rewrite.Rewriting;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Plans a rewritten graph node by node: each with those that follow it becomes one step, in the
 * order of elements that its kernel wants; what no kernel takes is handed to the interpreter.
 */
public final class Planner {
  private final Draft draft;

  private Planner(Draft draft) {
    this.draft = draft;
  }

  /**
   * Why a graph can have no plan: a value whose size is known only when it runs, or control flow.
   */
  public static Optional<String> obstacle(Graph graph) {
    for (Node node : graph.nodes()) {
      if (node.op() instanceof Control) {
        return Optional.of("node '" + node.name() + "' is control flow");
      }
      for (String output : node.outputs()) {
        if (!output.equals(Node.ABSENT) && !graph.type(output).isKnown()) {
          return Optional.of("the size of '" + output + "' is known only when the model runs");
        }
      }
    }
    return Optional.empty();
  }

  /** Plans a graph without {@link #obstacle obstacles}. */
  public static Plan plan(Rewriting rewriting) {
    Draft draft = new Draft(rewriting.graph());
    new Planner(draft).run();
    Map<String, Constant> constants = new LinkedHashMap<>(rewriting.graph().constants());
    constants.putAll(draft.made());
    Map<String, TensorType> types = new HashMap<>(rewriting.graph().types());
    draft.made().forEach((name, constant) -> types.put(name, constant.type()));
    types.putAll(draft.temporaries());
    Graph g = rewriting.graph();
    Graph whole = new Graph(g.name(), g.inputs(), g.nodes(), g.outputs(), constants, types);
    return new Plan(whole, rewriting.notes(), draft.steps(), draft.views());
  }

  private void run() {
    for (Node node : draft.graph.nodes()) {
      if (!draft.isDone(node)) {
        choose(node).ifPresent(reason -> interpret(node, reason));
      }
    }
    draft.graph.outputs().forEach(output -> draft.in(output, Order.ROW_MAJOR));
  }

  private Optional<String> choose(Node node) {
    return switch (node.op()) {
      case Contraction.Conv op -> PlanConvolution.plan(draft, node, op);
      case Contraction.Gemm op -> PlanProduct.gemm(draft, node, op);
      case Contraction.MatMul _ -> PlanProduct.matMul(draft, node);
      case Contraction.ConvTranspose op -> PlanTransposedConvolution.plan(draft, node, op);
      case Contraction _ -> Optional.of("there is no kernel for it");
      case Unary.Cast cast -> PlanConversion.cast(draft, node, cast);
      case Unary.Function f when f == Unary.Function.IDENTITY -> identity(node);
      case Unary _, Binary _ -> PlanElementwise.plan(draft, node);
      case Pool op -> PlanPool.plan(draft, node, op);
      case Normalise.Softmax op -> PlanRows.softmax(draft, node, op);
      case Normalise.LayerNorm op -> PlanRows.layerNorm(draft, node, op);
      case Normalise.LogSoftmax op -> PlanRows.logSoftmax(draft, node, op);
      case Normalise.BatchNorm _ -> PlanElementwise.plan(draft, node);
      case Normalise _ -> Optional.of("there is no kernel for it");
      case Movement op -> PlanMovement.plan(draft, node, op);
      case Reduce op -> PlanReduce.plan(draft, node, op);
      case Quantise op -> PlanConversion.quantise(draft, node, op);
      case Compare _ -> PlanGate.plan(draft, node);
      case Generate _, Control _ -> Optional.of("there is no kernel for it");
      case Opaque op -> Optional.of("it is not known (" + op.reason() + ")");
    };
  }

  /** One that is left over names an output of the graph. */
  private Optional<String> identity(Node node) {
    if (draft.isConstant(node.input(0))) {
      return Optional.of("its input is a constant");
    }
    draft.view(Placed.rowMajor(node.output()), draft.in(node.input(0), Order.ROW_MAJOR));
    draft.finish(node);
    return Optional.empty();
  }

  private void interpret(Node node, String reason) {
    Map<String, TensorType> types = new HashMap<>();
    Map<String, Constant> constants = new LinkedHashMap<>();
    for (String input : node.inputs()) {
      if (input.equals(Node.ABSENT)) {
        continue;
      }
      types.put(input, draft.type(input));
      if (draft.isConstant(input)) {
        constants.put(input, draft.constant(input));
      } else {
        draft.in(input, Order.ROW_MAJOR);
      }
    }
    node.outputs().stream()
        .filter(o -> !o.equals(Node.ABSENT))
        .forEach(o -> types.put(o, draft.type(o)));
    draft.add(new InterpretedPlan(node, types, constants, reason), List.of(node), reason);
  }
}
