package dev.ridgeline.learning.digits;

import dev.ridgeline.core.tensor.Tensor;
import dev.ridgeline.engine.EngineOptions;
import dev.ridgeline.engine.RidgelineEngine;
import java.util.Map;

/**
 * How well a perceptron tells digits.
 *
 * @param accuracy share of images whose largest logit is the right one
 * @param loss mean cross-entropy, in nats
 * @param images that were looked at
 */
public record Score(double accuracy, double loss, int images) {
  private static final int BATCH = 500;

  /** Runs the images on the compiled engine. */
  public static Score of(Perceptron perceptron, Digits digits, EngineOptions options) {
    int right = 0;
    double loss = 0;
    int batch = Math.min(BATCH, digits.count());
    try (RidgelineEngine engine = RidgelineEngine.of(perceptron.graph(batch), options)) {
      for (int from = 0; from < digits.count(); from += batch) {
        // The last batch begins early enough to be whole; what was counted is left out.
        int begin = Math.min(from, digits.count() - batch);
        engine.bind(
            Map.of(Perceptron.INPUT, Tensor.of(digits.batch(begin, batch), batch, Digits.PIXELS)));
        engine.run();
        Tensor logits = engine.outputs().getFirst();
        for (int i = from - begin; i < batch; i++) {
          int label = digits.label(begin + i);
          double own = surprise(logits, i, label);
          loss += own;
          right += isLargest(logits, i, label) ? 1 : 0;
        }
      }
    }
    return new Score((double) right / digits.count(), loss / digits.count(), digits.count());
  }

  private static boolean isLargest(Tensor logits, int row, int label) {
    int best = 0;
    for (int c = 1; c < Digits.CLASSES; c++) {
      if (at(logits, row, c) > at(logits, row, best)) {
        best = c;
      }
    }
    return best == label;
  }

  private static double surprise(Tensor logits, int row, int label) {
    double most = Double.NEGATIVE_INFINITY;
    for (int c = 0; c < Digits.CLASSES; c++) {
      most = Math.max(most, at(logits, row, c));
    }
    double sum = 0;
    for (int c = 0; c < Digits.CLASSES; c++) {
      sum += Math.exp(at(logits, row, c) - most);
    }
    return most + Math.log(sum) - at(logits, row, label);
  }

  private static double at(Tensor logits, int row, int column) {
    return logits.floatAt((long) row * Digits.CLASSES + column);
  }
}
