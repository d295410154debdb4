package dev.ridgeline.core.cost;

import dev.ridgeline.core.graph.Constant;
import dev.ridgeline.core.graph.Graph;
import dev.ridgeline.core.graph.Node;
import dev.ridgeline.core.op.Contraction;
import dev.ridgeline.core.op.Control;
import dev.ridgeline.core.op.Movement;
import dev.ridgeline.core.op.Opaque;
import dev.ridgeline.core.tensor.Shape;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Counts what a network costs, exactly, from its shapes. Nodes that do not depend on the network's
 * inputs (shape arithmetic, weights computed from constants) are computed once before running and
 * cost nothing here.
 */
public final class CostAnalysis {
  private final Graph graph;
  private final boolean inputGradient;
  private final Dataflow flow;
  private final NodeTraffic traffic;
  private final Map<String, NodeWork> works = new LinkedHashMap<>();
  private final List<Uncounted> uncounted = new ArrayList<>();

  private CostAnalysis(Graph graph, boolean inputGradient) {
    this.graph = graph;
    this.inputGradient = inputGradient;
    this.flow = new Dataflow(graph, inputGradient);
    this.traffic = new NodeTraffic(graph, flow);
  }

  /**
   * The ledger of a graph whose shapes are known; the gradient for the network's inputs is not
   * counted.
   */
  public static Ledger of(Graph graph) {
    return of(graph, false);
  }

  /**
   * The ledger of a graph whose shapes are known.
   *
   * @param inputGradient whether the backward pass makes the gradient for the network's inputs, too
   */
  public static Ledger of(Graph graph, boolean inputGradient) {
    return new CostAnalysis(graph, inputGradient).ledger();
  }

  private Ledger ledger() {
    graph.nodes().forEach(this::count);
    Set<String> claimed = new HashSet<>();
    List<NodeCost> nodes = new ArrayList<>();
    Work forward = Work.NONE;
    Work backward = Work.NONE;
    Traffic forwardTraffic = Traffic.NONE;
    Traffic backwardTraffic = Traffic.NONE;
    for (Node node : graph.nodes()) {
      NodeWork work = works.get(node.name());
      if (work == null) {
        continue;
      }
      NodeCost cost = cost(node, work, claimed);
      nodes.add(cost);
      forward = forward.plus(cost.forward());
      backward = backward.plus(cost.backward());
      forwardTraffic = forwardTraffic.plus(cost.forwardTraffic());
      backwardTraffic = backwardTraffic.plus(cost.backwardTraffic());
    }
    PeakMemory memory = new PeakMemory(graph, flow, works);
    long boundary = boundaryBytes();
    long weights = parametersReadBytes();
    long gradients = Math.multiplyExact(2, weights);
    return new Ledger(
        graph.name(),
        graph.parameters(),
        elements(Constant.Role.BUFFER),
        weightBytes(),
        new Pass(
            forward,
            forwardTraffic.plus(new Traffic(0, 0, Math.addExact(weights, boundary))),
            memory.forwardBytes()),
        new Pass(
            backward,
            backwardTraffic.plus(new Traffic(0, 0, Math.addExact(gradients, boundary))),
            memory.backwardBytes()),
        inputGradient,
        nodes,
        uncounted);
  }

  private void count(Node node) {
    if (node.outputs().stream().allMatch(v -> v.equals(Node.ABSENT) || flow.isFixed(v))) {
      return;
    }
    Optional<String> reason = uncountable(node);
    if (reason.isPresent()) {
      uncounted.add(new Uncounted(node.name(), node.op().label(), reason.get()));
    } else {
      works.put(node.name(), NodeWork.of(graph, node));
    }
  }

  private Optional<String> uncountable(Node node) {
    if (node.op() instanceof Opaque opaque) {
      return Optional.of(opaque.reason());
    }
    if (node.op() instanceof Control) {
      return Optional.of("control flow: how often its bodies run depends on the data");
    }
    List<String> values = new ArrayList<>(node.inputs());
    values.addAll(node.outputs());
    for (String value : values) {
      if (!value.equals(Node.ABSENT) && !graph.type(value).isKnown()) {
        return Optional.of(
            "the type of '" + value + "' is " + graph.type(value) + ": not known before it runs");
      }
    }
    return Optional.empty();
  }

  private NodeCost cost(Node node, NodeWork work, Set<String> claimed) {
    long parameters = 0;
    for (String input : node.inputs()) {
      Constant constant = graph.constants().get(input);
      if (constant != null && constant.role() == Constant.Role.PARAMETER && claimed.add(input)) {
        parameters = Math.addExact(parameters, constant.elements());
      }
    }
    Work backward = backward(node, work);
    Traffic backwardTraffic = traffic.backward(node, work);
    for (String output : node.outputs()) {
      int sums = flow.accumulations(output);
      if (sums > 0) {
        long additions = Math.multiplyExact((long) sums, graph.type(output).shape().elements());
        backward = backward.plus(Work.of(WorkKind.ELEMENTWISE, additions));
        backwardTraffic = backwardTraffic.plus(traffic.accumulation(output));
      }
    }
    return new NodeCost(
        node.name(),
        node.op().label(),
        work.kind(),
        parameters,
        work.forward(),
        backward,
        traffic.forward(node, work),
        backwardTraffic,
        graph.type(node.output()).toString());
  }

  private Work backward(Node node, NodeWork work) {
    if (!flow.needsGradient(node.output())) {
      return Work.NONE;
    }
    if (node.op() instanceof Contraction.Recurrent recurrent) {
      return backward(recurrent, node, work);
    }
    Work result = Work.NONE;
    if (work.contraction()) {
      int operands = 0;
      for (int i = 0; i < Math.min(2, node.inputs().size()); i++) {
        operands += flow.needsGradient(node.input(i)) ? 1 : 0;
      }
      for (int i = 0; i < operands; i++) {
        result = result.plus(Work.macs(work.kind(), work.forward().macs()));
      }
      return flow.needsGradient(node.input(2)) ? result.plus(work.backwardElementwise()) : result;
    }
    return work.backwardElementwise();
  }

  /** Through time: gradients of the input, both weights, and always of the state. */
  private Work backward(Contraction.Recurrent op, Node node, NodeWork work) {
    Shape x = graph.type(node.input(0)).shape();
    long state = ContractionMacs.recurrentState(op, x);
    long input = work.forward().macs() - state;
    long macs = state;
    macs += flow.needsGradient(node.input(0)) ? input : 0;
    macs += flow.needsGradient(node.input(1)) ? input : 0;
    macs += flow.needsGradient(node.input(2)) ? state : 0;
    return Work.macs(work.kind(), macs).plus(work.backwardElementwise());
  }

  private long elements(Constant.Role role) {
    long sum = 0;
    for (Constant constant : graph.constants().values()) {
      sum = Math.addExact(sum, constant.role() == role ? constant.elements() : 0);
    }
    return sum;
  }

  private long weightBytes() {
    long sum = 0;
    for (Constant constant : graph.constants().values()) {
      sum =
          Math.addExact(
              sum, constant.role() == Constant.Role.LITERAL ? 0 : constant.type().bytes());
    }
    return sum;
  }

  /**
   * Bytes of the parameters that one pass reads: of tables (embeddings) only the rows that are
   * picked. Running statistics are not among them: in inference they fold into scale and shift.
   */
  private long parametersReadBytes() {
    long sum = 0;
    for (Constant constant : graph.constants().values()) {
      boolean counts = constant.role() == Constant.Role.PARAMETER;
      sum = Math.addExact(sum, counts ? constant.type().bytes() : 0);
    }
    Set<String> tables = new HashSet<>();
    for (Node node : graph.nodes()) {
      Constant table = graph.constants().get(node.input(0));
      boolean picks = node.op() instanceof Movement.Gather && works.containsKey(node.name());
      boolean trained = table != null && table.role() == Constant.Role.PARAMETER;
      if (picks && trained && tables.add(node.input(0))) {
        long rows = graph.type(node.output()).bytes();
        sum -= Math.max(0, graph.type(node.input(0)).bytes() - rows);
      }
    }
    return sum;
  }

  private long boundaryBytes() {
    Map<String, Long> bytes = new HashMap<>();
    graph.inputs().forEach(v -> bytes.put(v, graph.type(v).isKnown() ? graph.type(v).bytes() : 0));
    graph.outputs().forEach(v -> bytes.put(v, graph.type(v).isKnown() ? graph.type(v).bytes() : 0));
    return bytes.values().stream().reduce(0L, Math::addExact);
  }
}
