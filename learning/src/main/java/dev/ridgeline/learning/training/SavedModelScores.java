package dev.ridgeline.learning.training;

import dev.ridgeline.core.graph.Graph;
import dev.ridgeline.core.tensor.Dim;
import dev.ridgeline.core.tensor.Tensor;
import dev.ridgeline.core.tensor.TensorType;
import dev.ridgeline.engine.interpreter.Interpreter;
import dev.ridgeline.learning.data.FeatureSet;
import java.lang.foreign.MemorySegment;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/** Judges a model as it was saved, by the reference interpreter. */
public final class SavedModelScores {
  private static final int BATCH = 32;

  private SavedModelScores() {}

  /** The scores of a graph of one input and one output of probabilities. */
  public static Scores of(Graph graph, FeatureSet set, List<String> labels) {
    String input = graph.inputs().getFirst();
    String output = graph.outputs().getFirst();
    TensorType type = graph.type(input);
    int size = set.frontEnd().size();
    float[] all = new float[set.clips() * labels.size()];
    try (Interpreter interpreter = Interpreter.of(graph, 2)) {
      for (int from = 0; from < set.clips(); from += BATCH) {
        int count = Math.min(BATCH, set.clips() - from);
        float[] some = Arrays.copyOfRange(set.features(), from * size, (from + count) * size);
        TensorType shaped = new TensorType(type.dtype(), type.shape().with(0, Dim.of(count)));
        Tensor y =
            Objects.requireNonNull(
                interpreter
                    .run(Map.of(input, new Tensor(shaped, MemorySegment.ofArray(some))))
                    .get(output));
        for (int i = 0; i < count * labels.size(); i++) {
          all[from * labels.size() + i] = y.floatAt(i);
        }
      }
    }
    return Scores.of(all, set.labels(), labels);
  }
}
