package dev.ridgeline.engine.training;

import dev.ridgeline.core.UserError;
import dev.ridgeline.core.gradient.Gradient;
import dev.ridgeline.core.gradient.Loss;
import dev.ridgeline.core.gradient.TrainingGraph;
import dev.ridgeline.core.graph.Constant;
import dev.ridgeline.core.graph.ConstantData;
import dev.ridgeline.core.graph.Graph;
import dev.ridgeline.core.tensor.Tensor;
import dev.ridgeline.core.tensor.TensorType;
import dev.ridgeline.engine.EngineOptions;
import dev.ridgeline.engine.PreparedPlan;
import dev.ridgeline.engine.RidgelineEngine;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * Trains a model: runs its training graph on the compiled engine and moves the weights in place,
 * where the plan reads them. The weights are inputs of that graph, so that nothing is packed or
 * copied. A step may still allocate: bytes where vectors do not stay in registers.
 *
 * <p><b>Shapes.</b> Every dimension of the model is known, the batch too; each step takes one batch
 * of that size, written into {@link #input} and {@link #targets}. <b>Error.</b> Forward and
 * backward as the engine's, updates in f32. The same inputs, target and number of threads give the
 * same weights, bit for bit. <b>Limits.</b> All parameters of floats are trained; running
 * statistics of batch norms follow the batches.
 *
 * <p>Not safe for use by several threads at once.
 */
public final class Trainer implements AutoCloseable {
  private static final ValueLayout.OfFloat F32 = ValueLayout.JAVA_FLOAT_UNALIGNED;

  private final Graph model;
  private final Optimiser optimiser;
  private final TrainingGraph training;
  private final RidgelineEngine engine;
  private final PreparedPlan plan;
  private final MemorySegment loss;
  private final float[] lossValue = new float[1];
  private final Map<String, MemorySegment> kept = new LinkedHashMap<>();
  private final String[] names;
  private final Update[] updates;
  private final MemorySegment[][] statistics;
  private long steps;

  private Trainer(Graph model, Loss loss, Optimiser optimiser, EngineOptions options) {
    this.model = model;
    this.optimiser = optimiser;
    this.training = Gradient.of(model, loss);
    if (training.gradients().isEmpty()) {
      throw new UserError("'%s' has no parameters of floats to train".formatted(model.name()));
    }
    this.engine = RidgelineEngine.of(training.graph(), options);
    try {
      Map<String, TensorType> types = new LinkedHashMap<>();
      training.graph().inputs().forEach(i -> types.put(i, training.graph().type(i)));
      engine.prepare(types);
      this.plan =
          engine
              .preparedPlan()
              .orElseThrow(() ->
                  new UserError(
                      "'%s' cannot be trained: %s"
                          .formatted(model.name(), engine.fallback().orElse("it has no plan"))));
      this.loss = plan.memory(training.loss());
      List<Update> all = new ArrayList<>();
      model
          .constants()
          .forEach((name, constant) -> {
            if (training.graph().inputs().contains(name)) {
              MemorySegment place = plan.memory(name);
              place.copyFrom(constant.tensor().data());
              kept.put(name, place);
            }
          });
      training
          .gradients()
          .forEach((name, gradient) ->
              all.add(
                  new Update(optimiser, weights(name), plan.memory(gradient), options.threads())));
      this.names = training.gradients().keySet().toArray(String[]::new);
      this.updates = all.toArray(Update[]::new);
      this.statistics =
          training.statistics().entrySet().stream()
              .map(e -> new MemorySegment[] {weights(e.getKey()), plan.memory(e.getValue())})
              .toArray(MemorySegment[][]::new);
    } catch (RuntimeException e) {
      engine.close();
      throw e;
    }
  }

  /**
   * Makes ready to train all parameters of a model.
   *
   * @throws UserError if the model has none, has an open dimension or a node without gradient
   */
  public static Trainer of(Graph model, Loss loss, Optimiser optimiser, EngineOptions options) {
    return new Trainer(model, loss, optimiser, options);
  }

  private MemorySegment weights(String name) {
    return Objects.requireNonNull(kept.get(name));
  }

  /** The memory of an input of the model: the next step's batch is written here. */
  public MemorySegment input(String name) {
    if (!model.inputs().contains(name)) {
      throw new UserError(
          "'%s' has no input '%s'; it takes %s".formatted(model.name(), name, model.inputs()));
    }
    return plan.memory(name);
  }

  /** The memory of the targets of the next step. */
  public MemorySegment targets() {
    return plan.memory(training.targets());
  }

  /** The memory of the prediction of the last step, made before its update. */
  public MemorySegment prediction() {
    return plan.memory(training.prediction());
  }

  /** Steps so far. */
  public long steps() {
    return steps;
  }

  /** Nodes that the interpreter runs, with the reason: these make a step slow. */
  public List<String> interpreted() {
    return plan.plan().interpreted().stream()
        .map(s -> s.step().kernel() + ": " + s.note())
        .toList();
  }

  /**
   * Runs a step on the batch that is there and moves the weights, at {@code scale} times the
   * optimiser's rate; returns the batch's loss before.
   *
   * @throws UserError if the loss, or a weight, is no finite number any more
   */
  public double step(double scale) {
    plan.run();
    steps++;
    MemorySegment.copy(loss, F32, 0, lossValue, 0, 1);
    double value = lossValue[0];
    if (!Double.isFinite(value)) {
      throw diverged("the loss");
    }
    for (int i = 0; i < updates.length; i++) {
      if (!updates[i].step(steps, scale)) {
        throw diverged("parameter '" + names[i] + "'");
      }
    }
    for (MemorySegment[] pair : statistics) {
      MemorySegment.copy(pair[1], 0, pair[0], 0, pair[0].byteSize());
    }
    return value;
  }

  private UserError diverged(String what) {
    return new UserError(
        "training '%s': %s is not finite after step %d with %s; lower the rate, and see that all inputs are finite"
            .formatted(model.name(), what, steps, optimiser.text()));
  }

  /** A copy of a parameter or running statistic as it is now. */
  public Tensor parameter(String name) {
    if (!kept.containsKey(name)) {
      throw new UserError(
          "'%s' has no parameter '%s'; it has %s".formatted(model.name(), name, kept.keySet()));
    }
    byte[] bytes = weights(name).toArray(ValueLayout.JAVA_BYTE);
    return new Tensor(training.graph().type(name), MemorySegment.ofArray(bytes));
  }

  /** The model with the parameters as they are now. */
  public Graph trained() {
    Map<String, Constant> constants = new LinkedHashMap<>(model.constants());
    kept.forEach((name, place) -> {
      Constant old = Objects.requireNonNull(constants.get(name));
      byte[] bytes = place.toArray(ValueLayout.JAVA_BYTE);
      constants.put(name, new Constant(old.type(), old.role(), new ConstantData.Bytes(bytes)));
    });
    return new Graph(
        model.name(), model.inputs(), model.nodes(), model.outputs(), constants, model.types());
  }

  @Override
  public void close() {
    engine.close();
  }
}
