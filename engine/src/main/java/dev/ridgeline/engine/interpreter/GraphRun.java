package dev.ridgeline.engine.interpreter;

import dev.ridgeline.core.UserError;
import dev.ridgeline.core.graph.Graph;
import dev.ridgeline.core.graph.Node;
import dev.ridgeline.core.integer.Rounding;
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
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** One run of a graph: values by name, let go of after their last use. */
final class GraphRun {
  private final Graph graph;
  private final Optional<GraphRun> outer;
  private final Constants constants;
  private final Threads threads;
  private final Rounding rounding;
  private final Map<String, Array> values = new HashMap<>();

  GraphRun(
      Graph graph,
      Optional<GraphRun> outer,
      Constants constants,
      Threads threads,
      Rounding rounding) {
    this.graph = graph;
    this.outer = outer;
    this.constants = constants;
    this.threads = threads;
    this.rounding = rounding;
  }

  /** Runs all nodes on {@code inputs}, one for each input of the graph. */
  List<Array> run(List<Array> inputs) {
    for (int i = 0; i < inputs.size(); i++) {
      values.put(graph.inputs().get(i), inputs.get(i));
    }
    Map<Node, List<String>> last = LastUses.of(graph);
    for (Node node : graph.nodes()) {
      run(node);
      last.getOrDefault(node, List.of()).forEach(values::remove);
    }
    return graph.outputs().stream().map(this::value).toList();
  }

  /** A value of this graph or of one around it. */
  private Array value(String name) {
    Array own = values.get(name);
    if (own != null) {
      return own;
    }
    if (graph.isConstant(name)) {
      return constants.of(graph, name);
    }
    return outer
        .orElseThrow(() -> new IllegalStateException("value '" + name + "' is not there"))
        .value(name);
  }

  private void run(Node node) {
    List<Optional<Array>> operands = new ArrayList<>();
    List<Array> results;
    try {
      for (int i = 0; i < node.inputs().size(); i++) {
        operands.add(node.has(i) ? Optional.of(value(node.input(i))) : Optional.empty());
      }
      results = results(node, new Operands(operands, node.outputs().size()));
    } catch (UnsupportedValue e) {
      throw fail(node, operands, e);
    } catch (UserError | ArithmeticException | IndexOutOfBoundsException e) {
      throw fail(node, operands, e);
    }
    for (int i = 0; i < node.outputs().size(); i++) {
      String output = node.outputs().get(i);
      if (!output.equals(Node.ABSENT)) {
        if (i >= results.size()) {
          throw fail(node, operands, new UserError("output " + i + " is not computed"));
        }
        values.put(output, results.get(i));
      }
    }
  }

  private static UserError fail(Node node, List<Optional<Array>> operands, RuntimeException cause) {
    List<String> given = operands.stream().map(o -> o.map(Array::toString).orElse("-")).toList();
    return new UserError(
        "node '%s' (%s) with inputs %s: %s; mend the model or its inputs, or try --engine onnxruntime"
            .formatted(
                node.name(), node.op().label(), String.join(", ", given), cause.getMessage()),
        cause);
  }

  private List<Array> results(Node node, Operands in) {
    return switch (node.op()) {
      case Unary op -> List.of(UnaryKernels.run(op, in));
      case Binary op -> List.of(BinaryKernels.apply(op, in.get(0), in.get(1)));
      case Compare op -> List.of(BinaryKernels.compare(op, in));
      case Reduce op -> ReduceKernels.run(op, in);
      case Movement op -> MovementKernels.run(op, in);
      case Contraction op -> ContractionKernels.run(op, in, threads);
      case Pool op -> PoolKernels.run(op, in);
      case Normalise op -> NormaliseKernels.run(op, in);
      case Quantise op -> QuantiseKernels.run(op, in, rounding, threads);
      case Control op -> ControlKernels.run(op, in, this);
      case Generate op -> List.of(GenerateKernels.run(op, in));
      case Opaque op -> throw new UnsupportedValue("it is not known (" + op.reason() + ")");
    };
  }

  /** Runs a body, which may read the values of this graph. */
  List<Array> body(Graph body, List<Array> inputs) {
    return new GraphRun(body, Optional.of(this), constants, threads, rounding).run(inputs);
  }
}
