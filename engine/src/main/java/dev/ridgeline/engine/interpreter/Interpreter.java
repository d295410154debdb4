package dev.ridgeline.engine.interpreter;

import dev.ridgeline.core.UserError;
import dev.ridgeline.core.execution.Executable;
import dev.ridgeline.core.graph.Graph;
import dev.ridgeline.core.integer.Rounding;
import dev.ridgeline.core.tensor.DType;
import dev.ridgeline.core.tensor.Dim;
import dev.ridgeline.core.tensor.Tensor;
import dev.ridgeline.core.tensor.TensorType;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/**
 * The reference interpreter: runs a graph node by node, every operator by the text of the standard.
 * It is the judge of the compiled engine.
 *
 * <p><b>Error.</b> Sums and functions of reals are computed in f64 and rounded once to the element
 * type: within one unit in the last place for f32 and narrower types, unless sums cancel. Integers
 * are exact and wrap around in their type.
 *
 * <p><b>Cost.</b> Plain loops, two to four multiply-accumulates a nanosecond a core in convolutions
 * and matrix products; values are let go of after their last use; decoded weights are kept.
 *
 * <p><b>Limits.</b> Tensors of numbers and booleans with at most 2^31 - 9 elements; no strings,
 * complex numbers, sequences, optionals; see {@link Unsupported} for what else is refused.
 */
public final class Interpreter implements Executable {
  private final Graph graph;
  private final Threads threads;
  private final Rounding rounding;
  private Constants constants = new Constants();
  private List<Array> bound = List.of();
  private List<Array> results = List.of();

  private Interpreter(Graph graph, Threads threads, Rounding rounding) {
    this.graph = graph;
    this.threads = threads;
    this.rounding = rounding;
  }

  /**
   * Takes a graph that was verified.
   *
   * @param threads 1, or more for those of the JVM's common pool
   * @throws UserError if a node cannot be run, with its name and the reason
   */
  public static Interpreter of(Graph graph, int threads) {
    return of(graph, threads, Rounding.TFLITE_DESKTOP);
  }

  /**
   * Takes a graph that was verified.
   *
   * @param threads 1, or more for those of the JVM's common pool
   * @param rounding how operators on integers with scales of their own round ({@link
   *     dev.ridgeline.core.op.IntegerOp}); ONNX's operators have their own rule
   * @throws UserError if a node cannot be run, with its name and the reason
   */
  public static Interpreter of(Graph graph, int threads, Rounding rounding) {
    List<Unsupported> unsupported = Unsupported.in(graph);
    if (!unsupported.isEmpty()) {
      Unsupported first = unsupported.getFirst();
      throw new UserError(
          "the interpreter cannot run node '%s' (%s): %s%s; try --engine onnxruntime"
              .formatted(
                  first.node(),
                  first.operator(),
                  first.reason(),
                  unsupported.size() == 1 ? "" : ", and " + (unsupported.size() - 1) + " more"));
    }
    return new Interpreter(graph, new Threads(threads > 1), rounding);
  }

  @Override
  public String engine() {
    return "interpreter";
  }

  @Override
  public Map<String, TensorType> inputs() {
    Map<String, TensorType> types = new LinkedHashMap<>();
    graph.inputs().forEach(input -> types.put(input, graph.type(input)));
    return types;
  }

  @Override
  public void prepare(Map<String, TensorType> inputTypes) {
    for (String input : graph.inputs()) {
      TensorType given = inputTypes.get(input);
      if (given == null) {
        throw new UserError(
            "input '%s' is missing; '%s' takes %s".formatted(input, graph.name(), inputs()));
      }
      check(input, given);
    }
    for (String given : inputTypes.keySet()) {
      if (!graph.inputs().contains(given)) {
        throw new UserError(
            "'%s' has no input '%s'; it takes %s".formatted(graph.name(), given, inputs()));
      }
    }
  }

  private void check(String input, TensorType given) {
    TensorType wanted = graph.type(input);
    boolean fits = wanted.dtype() == DType.UNKNOWN || wanted.dtype() == given.dtype();
    if (wanted.shape().ranked()) {
      fits &= wanted.shape().rank() == given.shape().rank();
      for (int i = 0; fits && i < wanted.shape().rank(); i++) {
        Dim dim = wanted.shape().dim(i);
        fits = !dim.isKnown() || dim.equals(given.shape().dim(i));
      }
    }
    if (!fits) {
      throw new UserError("input '%s' takes %s but got %s".formatted(input, wanted, given));
    }
  }

  @Override
  public void bind(Map<String, Tensor> inputs) {
    Map<String, TensorType> types = new LinkedHashMap<>();
    inputs.forEach((name, tensor) -> types.put(name, tensor.type()));
    prepare(types);
    List<Array> arrays = new ArrayList<>();
    for (String input : graph.inputs()) {
      arrays.add(TensorCodec.decode(Objects.requireNonNull(inputs.get(input))));
    }
    bound = arrays;
  }

  @Override
  public void run() {
    if (bound.size() != graph.inputs().size()) {
      throw new IllegalStateException("bind inputs before the run");
    }
    results = new GraphRun(graph, Optional.empty(), constants, threads, rounding).run(bound);
  }

  @Override
  public List<Tensor> outputs() {
    return results.stream().map(TensorCodec::encode).toList();
  }

  /** Binds, runs and returns the outputs by name. */
  public Map<String, Tensor> run(Map<String, Tensor> inputs) {
    bind(inputs);
    run();
    List<Tensor> outputs = outputs();
    Map<String, Tensor> named = new LinkedHashMap<>();
    for (int i = 0; i < outputs.size(); i++) {
      named.put(graph.outputs().get(i), outputs.get(i));
    }
    return named;
  }

  @Override
  public void close() {
    bound = List.of();
    results = List.of();
    constants = new Constants();
  }
}
