package dev.ridgeline.app.kws;

import dev.ridgeline.core.UserError;
import dev.ridgeline.core.graph.Graph;
import dev.ridgeline.core.integer.Affine;
import dev.ridgeline.core.integer.Rounding;
import dev.ridgeline.core.tensor.DType;
import dev.ridgeline.core.tensor.Dim;
import dev.ridgeline.core.tensor.Shape;
import dev.ridgeline.core.tensor.Tensor;
import dev.ridgeline.core.tensor.TensorType;
import dev.ridgeline.engine.interpreter.Interpreter;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Consumer;

/**
 * How a model does on labelled features.
 *
 * @param confusion {@code [label][predicted]} counts
 */
record Evaluation(
    String schema,
    String model,
    String rounding,
    long total,
    long correct,
    double accuracy,
    List<List<Long>> confusion) {
  private static final String SCHEMA = "kws-evaluate/1";

  /** Scale and zero point of the published features, for models that take reals. */
  private static final Affine PUBLISHED = new Affine(0.5847029f, 83);

  /**
   * Runs the model on every file.
   *
   * @throws UserError if the model does not take one tensor of i8 or f32, or a file does not fit
   */
  static Evaluation run(
      Graph graph,
      Path model,
      LabelledFeatures features,
      Rounding rounding,
      Consumer<String> progress) {
    if (graph.inputs().size() != 1 || graph.outputs().size() != 1) {
      throw new UserError(
          "'%s' has inputs %s and outputs %s; a keyword model has one each"
              .formatted(model, graph.inputs(), graph.outputs()));
    }
    String input = graph.inputs().getFirst();
    TensorType type = oneItem(graph.type(input), model);
    Interpreter interpreter = Interpreter.of(graph, 2, rounding);
    long[][] confusion = new long[0][0];
    long correct = 0;
    int done = 0;
    for (LabelledFeatures.Entry entry : features.files()) {
      Tensor x = tensor(entry.read(type.shape().elements()), type);
      Tensor y =
          Objects.requireNonNull(interpreter.run(Map.of(input, x)).get(graph.outputs().getFirst()));
      int classes = Math.toIntExact(y.type().shape().elements());
      if (entry.label() >= classes) {
        throw new UserError(
            "'%s' has class %d but '%s' knows %d; give the labels of this model"
                .formatted(entry.file(), entry.label(), model, classes));
      }
      confusion = confusion.length == 0 ? new long[classes][classes] : confusion;
      int predicted = largest(y);
      confusion[entry.label()][predicted]++;
      correct += predicted == entry.label() ? 1 : 0;
      done++;
      progress.accept("%d of %d feature files".formatted(done, features.files().size()));
    }
    List<List<Long>> rows = new ArrayList<>();
    for (long[] row : confusion) {
      rows.add(java.util.Arrays.stream(row).boxed().toList());
    }
    return new Evaluation(
        SCHEMA, model.toString(), rounding.label(), done, correct, (double) correct / done, rows);
  }

  private static TensorType oneItem(TensorType given, Path model) {
    TensorType type = given;
    if (given.shape().ranked() && given.shape().rank() > 0) {
      Shape shape = given.shape();
      type =
          new TensorType(given.dtype(), shape.dim(0).isKnown() ? shape : shape.with(0, Dim.of(1)));
    }
    if (!type.isKnown() || (type.dtype() != DType.I8 && type.dtype() != DType.F32)) {
      throw new UserError(
          "'%s' takes %s; a keyword model takes one item of i8 or f32".formatted(model, given));
    }
    return type;
  }

  private static Tensor tensor(byte[] features, TensorType type) {
    if (type.dtype() == DType.I8) {
      return new Tensor(type, MemorySegment.ofArray(features));
    }
    float[] reals = new float[features.length];
    for (int i = 0; i < reals.length; i++) {
      reals[i] = PUBLISHED.real(features[i]);
    }
    return new Tensor(type, MemorySegment.ofArray(reals));
  }

  /** The index of the largest score, of equal ones the first. */
  private static int largest(Tensor scores) {
    int best = 0;
    for (int i = 1; i < scores.type().shape().elements(); i++) {
      best = score(scores, i) > score(scores, best) ? i : best;
    }
    return best;
  }

  private static double score(Tensor scores, int i) {
    return switch (scores.type().dtype()) {
      case I8 -> scores.data().get(ValueLayout.JAVA_BYTE, i);
      case F32 -> scores.floatAt(i);
      default ->
          throw new UserError(
              "the model's scores are %s; a keyword model gives i8 or f32"
                  .formatted(scores.type().dtype().label()));
    };
  }
}
