package dev.ridgeline.core.gradient;

import dev.ridgeline.core.UserError;
import dev.ridgeline.core.graph.Constant;
import dev.ridgeline.core.graph.Graph;
import dev.ridgeline.core.graph.GraphBuilder;
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
import dev.ridgeline.core.tensor.DType;
import dev.ridgeline.core.tensor.Shape;
import dev.ridgeline.core.tensor.TensorType;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Reverse-mode differentiation as a pure pass: from a graph to its training graph, made of ordinary
 * operators alone (the gradient of a convolution with respect to its filters is a convolution whose
 * batch and channels change places, the one with respect to its input a transposed convolution).
 *
 * <p><b>Shapes.</b> Every dimension must be known, the batch too. <b>Error.</b> That of the
 * operators it writes; checked against central differences in f64. <b>Limits.</b> Batch
 * normalisation is turned to its training form; dropout stays as it is in inference; Clip, Gather
 * and others take gradients to their data only. What has no gradient is refused with the node's
 * name. <b>Source.</b> Griewank and Walther, Evaluating Derivatives, 2008, section 3.2.
 */
public final class Gradient {
  private Gradient() {}

  /**
   * The training graph with respect to all parameters.
   *
   * @throws UserError if a node on the way from a parameter to the loss has no gradient
   */
  public static TrainingGraph of(Graph model, Loss loss) {
    Set<String> all = new HashSet<>();
    model
        .constants()
        .forEach((name, constant) -> {
          if (constant.role() == Constant.Role.PARAMETER && constant.type().dtype().isFloat()) {
            all.add(name);
          }
        });
    return of(model, loss, all);
  }

  /**
   * The training graph with respect to {@code trained}, names of constants or of inputs of floats.
   */
  public static TrainingGraph of(Graph model, Loss loss, Set<String> trained) {
    for (String name : trained) {
      if (!model.isConstant(name) && !model.inputs().contains(name)) {
        throw new UserError(
            "'%s' has no parameter or input '%s' to train".formatted(model.name(), name));
      }
    }
    GraphBuilder graph = new GraphBuilder(model.name() + "_training");
    model.inputs().forEach(input -> graph.input(input, model.type(input)));
    String prediction = model.outputs().getFirst();
    String targets = fresh(model, "targets");
    graph.input(targets, targetType(model, prediction, loss));
    model.constants().forEach((name, constant) -> declare(graph, name, constant, trained));
    Set<String> active = new HashSet<>(trained);
    Map<String, String> statistics = new LinkedHashMap<>();
    List<Node> forward = new ArrayList<>();
    for (Node node : model.nodes()) {
      Node trainedForm = TrainingForm.of(node, graph, statistics);
      graph.add(trainedForm);
      forward.add(trainedForm);
      if (node.inputs().stream().anyMatch(active::contains)) {
        active.addAll(node.outputs());
      }
    }
    Tape tape = new Tape(graph, active);
    String value = Losses.write(loss, tape, prediction, targets);
    for (Node node : forward.reversed()) {
      if (node.inputs().stream().anyMatch(active::contains)) {
        back(tape, node);
      }
    }
    return finish(graph, tape, model, trained, statistics, targets, value, prediction);
  }

  private static void declare(
      GraphBuilder graph, String name, Constant constant, Set<String> trained) {
    if (trained.contains(name) || constant.role() != Constant.Role.LITERAL) {
      graph.input(name, constant.type());
    } else {
      graph.constant(name, constant);
    }
  }

  private static String fresh(Graph model, String stem) {
    String name = stem;
    while (model.types().containsKey(name)) {
      name += "_";
    }
    return name;
  }

  private static TensorType targetType(Graph model, String prediction, Loss loss) {
    TensorType type = model.type(prediction);
    if (!type.shape().isKnown()) {
      throw new UserError(
          "the loss needs a prediction of known shape but '%s' is %s; bind every dimension, the batch too"
              .formatted(prediction, type));
    }
    if (!(loss instanceof Loss.MeanSquaredError) && type.shape().rank() != 2) {
      throw new UserError(
          "cross-entropy takes logits [N, C] but '%s' is %s; use the mean squared error or another output"
              .formatted(prediction, type));
    }
    return loss instanceof Loss.CrossEntropy
        ? new TensorType(DType.I64, Shape.of(type.shape().dim(0)))
        : type;
  }

  private static TrainingGraph finish(
      GraphBuilder graph,
      Tape tape,
      Graph model,
      Set<String> trained,
      Map<String, String> statistics,
      String targets,
      String loss,
      String prediction) {
    graph.output(loss);
    graph.output(prediction);
    Map<String, String> gradients = new LinkedHashMap<>();
    List<String> names = new ArrayList<>(model.constants().keySet());
    names.addAll(model.inputs());
    for (String name : names) {
      if (trained.contains(name)) {
        Optional<String> found = tape.gradient(name);
        String gradient =
            found.isPresent()
                ? found.get()
                : tape.filled(tape.type(name).dtype(), 0, tape.sizes(name));
        gradients.put(name, gradient);
        graph.output(gradient);
      }
    }
    statistics.values().forEach(graph::output);
    return new TrainingGraph(graph.build(), targets, loss, prediction, gradients, statistics);
  }

  private static void back(Tape tape, Node node) {
    if (node.outputs().stream().allMatch(output -> tape.gradient(output).isEmpty())) {
      return;
    }
    Optional<String> first = tape.gradient(node.output());
    if (node.op() instanceof Movement.Split split) {
      MovementGradients.split(tape, node, split);
      return;
    }
    if (first.isEmpty()) {
      throw none(node, "only its first output can be differentiated");
    }
    String dy = first.get();
    switch (node.op()) {
      case Unary op -> UnaryGradients.write(tape, node, op, dy);
      case Binary op -> BinaryGradients.write(tape, node, op, dy);
      case Compare op -> BinaryGradients.select(tape, node, op, dy);
      case Reduce op -> ReduceGradients.write(tape, node, op, dy);
      case Movement op -> MovementGradients.write(tape, node, op, dy);
      case Contraction op -> ContractionGradients.write(tape, node, op, dy);
      case Pool op -> PoolGradients.write(tape, node, op, dy);
      case Normalise op -> NormaliseGradients.write(tape, node, op, dy);
      case Quantise _ -> throw none(node, "it rounds; train before quantising");
      case Control _ -> throw none(node, "control flow is not differentiated");
      case Generate _ -> throw none(node, "it makes values from nothing that is trained");
      case Opaque op -> throw none(node, op.reason());
    }
  }

  /** The one line for a node without gradient. */
  static UserError none(Node node, String reason) {
    return new UserError(
        "node '%s' (%s) has no gradient: %s; train without what depends on it, or replace it"
            .formatted(node.name(), node.op().label(), reason));
  }
}
