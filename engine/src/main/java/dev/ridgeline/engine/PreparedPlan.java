package dev.ridgeline.engine;

import dev.ridgeline.compiler.operator.Operator;
import dev.ridgeline.core.graph.Graph;
import dev.ridgeline.core.tensor.Tensor;
import dev.ridgeline.core.tensor.TensorType;
import dev.ridgeline.engine.kernel.Compilers;
import dev.ridgeline.engine.kernel.Placed;
import dev.ridgeline.engine.kernel.Step;
import dev.ridgeline.engine.plan.Plan;
import dev.ridgeline.engine.plan.PlanMemory;
import dev.ridgeline.engine.plan.PlannedStep;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** A plan with compiled kernels and memory: ready to run. */
public final class PreparedPlan implements AutoCloseable {
  private final Plan plan;
  private final PlanMemory memory;
  private final Step[] steps;

  PreparedPlan(Plan plan, EngineOptions options) {
    this.plan = plan;
    this.memory = new PlanMemory(plan, options.target().memory());
    Compilers compilers = new Compilers(options.target(), options.threads(), options.cache());
    List<Step> built = new ArrayList<>();
    try {
      compileAll(compilers);
      for (int i = 0; i < plan.steps().size(); i++) {
        memory.building(i);
        built.add(plan.steps().get(i).step().build(memory, compilers));
      }
    } catch (RuntimeException | Error e) {
      built.forEach(Step::close);
      memory.close();
      throw e;
    }
    this.steps = built.toArray(Step[]::new);
  }

  /** Every distinct kernel once, several at a time; the cache holds them for the steps. */
  private void compileAll(Compilers compilers) {
    Set<Operator> distinct = new LinkedHashSet<>();
    plan.steps().forEach(s -> distinct.addAll(s.step().compiled()));
    distinct.parallelStream().forEach(op -> compilers.kernel(op).close());
  }

  /** The plan. */
  public Plan plan() {
    return plan;
  }

  /** Bytes of all values and scratch, shared by lifetime. */
  public long arenaBytes() {
    return memory.arenaBytes();
  }

  /** Bytes of packed weights and constants. */
  public long weightBytes() {
    return memory.keptBytes();
  }

  void bind(Map<String, Tensor> inputs) {
    inputs.forEach(
        (name, tensor) -> memory.of(Placed.rowMajor(name)).segment().copyFrom(tensor.data()));
  }

  /**
   * The memory of an input or output of the graph, row-major, shared: what is written to an input
   * is what the next run reads. It stays in its place as long as the plan.
   */
  public MemorySegment memory(String value) {
    return memory.of(Placed.rowMajor(value)).segment();
  }

  /** Runs all steps. */
  public void run() {
    for (Step step : steps) {
      step.run();
    }
  }

  /** Runs one step, whose inputs an earlier run has made. */
  public void run(int step) {
    steps[step].run();
  }

  /** Copies of the outputs, in the order of the graph. */
  public List<Tensor> outputs() {
    Graph graph = plan.graph();
    List<Tensor> outputs = new ArrayList<>();
    for (String output : graph.outputs()) {
      TensorType type = graph.type(output);
      byte[] bytes =
          graph.isConstant(output)
              ? memory.constant(output).data().toArray(ValueLayout.JAVA_BYTE)
              : memory.of(Placed.rowMajor(output)).segment().toArray(ValueLayout.JAVA_BYTE);
      outputs.add(new Tensor(type, MemorySegment.ofArray(bytes)));
    }
    return outputs;
  }

  /** The steps as planned. */
  public List<PlannedStep> steps() {
    return plan.steps();
  }

  @Override
  public void close() {
    for (Step step : steps) {
      step.close();
    }
    memory.close();
  }
}
