package dev.ridgeline.engine;

import dev.ridgeline.core.UserError;
import dev.ridgeline.core.execution.Executable;
import dev.ridgeline.core.graph.Graph;
import dev.ridgeline.core.shape.Specialise;
import dev.ridgeline.core.tensor.DType;
import dev.ridgeline.core.tensor.Dim;
import dev.ridgeline.core.tensor.Shape;
import dev.ridgeline.core.tensor.Tensor;
import dev.ridgeline.core.tensor.TensorType;
import dev.ridgeline.engine.interpreter.Interpreter;
import dev.ridgeline.engine.plan.Plan;
import dev.ridgeline.engine.plan.Planner;
import dev.ridgeline.engine.rewrite.Rewriting;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The compiled engine: a graph, its dimensions bound, rewritten, planned, its kernels compiled, its
 * memory laid out once. {@link #run()} only computes; where no step is handed to the interpreter it
 * allocates nothing. Other shapes make another plan. A graph with control flow, or with values
 * whose sizes are known only when it runs, is interpreted as a whole; {@link #fallback()} says so.
 *
 * <p><b>Error.</b> Sums in f32 by fused multiply-adds: within K * u of the sum of the sizes of the
 * terms, K their number; batch norms are folded into weights, one rounding a weight.
 *
 * <p>Not safe for use by several threads at once; make one for each, with one cache of kernels.
 */
public final class RidgelineEngine implements Executable {
  private final Graph graph;
  private final EngineOptions options;
  private Optional<Map<String, TensorType>> prepared = Optional.empty();
  private Optional<PreparedPlan> plan = Optional.empty();
  private Optional<Interpreter> interpreter = Optional.empty();
  private Optional<String> fallback = Optional.empty();

  private RidgelineEngine(Graph graph, EngineOptions options) {
    this.graph = graph;
    this.options = options;
  }

  /** Takes a graph that was verified. */
  public static RidgelineEngine of(Graph graph, EngineOptions options) {
    return new RidgelineEngine(graph, options);
  }

  @Override
  public String engine() {
    return "ridgeline " + options.target().name();
  }

  @Override
  public Map<String, TensorType> inputs() {
    Map<String, TensorType> types = new LinkedHashMap<>();
    graph.inputs().forEach(input -> types.put(input, graph.type(input)));
    return types;
  }

  @Override
  public void prepare(Map<String, TensorType> inputTypes) {
    check(inputTypes);
    if (prepared.filter(inputTypes::equals).isPresent()) {
      return;
    }
    close();
    Map<String, Shape> shapes = new LinkedHashMap<>();
    inputTypes.forEach((name, type) -> shapes.put(name, type.shape()));
    Graph known = Specialise.inputs(graph, shapes);
    Rewriting rewriting = Rewriting.of(known);
    fallback = Planner.obstacle(rewriting.graph());
    if (fallback.isPresent()) {
      interpreter = Optional.of(Interpreter.of(graph, options.threads()));
    } else {
      plan = Optional.of(new PreparedPlan(Planner.plan(rewriting), options));
    }
    prepared = Optional.of(Map.copyOf(inputTypes));
  }

  private void check(Map<String, TensorType> given) {
    for (String input : graph.inputs()) {
      TensorType type = given.get(input);
      if (type == null) {
        throw new UserError(
            "input '%s' is missing; '%s' takes %s".formatted(input, graph.name(), inputs()));
      }
      if (!fits(graph.type(input), type)) {
        throw new UserError(
            "input '%s' takes %s but got %s".formatted(input, graph.type(input), type));
      }
    }
    for (String name : given.keySet()) {
      if (!graph.inputs().contains(name)) {
        throw new UserError(
            "'%s' has no input '%s'; it takes %s".formatted(graph.name(), name, inputs()));
      }
    }
  }

  private static boolean fits(TensorType wanted, TensorType given) {
    boolean fits = wanted.dtype() == DType.UNKNOWN || wanted.dtype() == given.dtype();
    if (wanted.shape().ranked()) {
      fits &= wanted.shape().rank() == given.shape().rank();
      for (int i = 0; fits && i < wanted.shape().rank(); i++) {
        Dim dim = wanted.shape().dim(i);
        fits = !dim.isKnown() || dim.equals(given.shape().dim(i));
      }
    }
    return fits && given.isKnown();
  }

  @Override
  public void bind(Map<String, Tensor> inputs) {
    Map<String, TensorType> types = new LinkedHashMap<>();
    inputs.forEach((name, tensor) -> types.put(name, tensor.type()));
    prepare(types);
    plan.ifPresent(p -> p.bind(inputs));
    interpreter.ifPresent(i -> i.bind(inputs));
  }

  @Override
  public void run() {
    if (plan.isPresent()) {
      plan.get().run();
    } else {
      interpreter.orElseThrow(() -> new IllegalStateException("bind inputs before the run")).run();
    }
  }

  @Override
  public List<Tensor> outputs() {
    return plan.isPresent()
        ? plan.get().outputs()
        : interpreter.map(Interpreter::outputs).orElse(List.of());
  }

  /** The plan for the shapes prepared last; empty where the graph is interpreted as a whole. */
  public Optional<Plan> plan() {
    return plan.map(PreparedPlan::plan);
  }

  /** The plan with its memory and steps, for measuring them one by one. */
  public Optional<PreparedPlan> preparedPlan() {
    return plan;
  }

  /** Why the whole graph is interpreted. */
  public Optional<String> fallback() {
    return fallback;
  }

  @Override
  public void close() {
    plan.ifPresent(PreparedPlan::close);
    interpreter.ifPresent(Interpreter::close);
    plan = Optional.empty();
    interpreter = Optional.empty();
    prepared = Optional.empty();
  }
}
