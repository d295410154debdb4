package dev.ridgeline.core.gradient;

import dev.ridgeline.core.op.Movement;
import dev.ridgeline.core.op.Normalise;
import dev.ridgeline.core.op.Unary;

/** Losses as nodes, with the gradient of the prediction, where differentiation begins. */
final class Losses {
  private Losses() {}

  /** Returns the name of the loss. */
  static String write(Loss loss, Tape tape, String prediction, String targets) {
    return switch (loss) {
      case Loss.CrossEntropy entropy ->
          entropy(tape, prediction, soft(entropy, tape, prediction, targets), true);
      case Loss.SoftCrossEntropy _ -> entropy(tape, prediction, targets, false);
      case Loss.MeanSquaredError _ -> squares(tape, prediction, targets);
    };
  }

  private static String soft(Loss.CrossEntropy loss, Tape tape, String logits, String labels) {
    long classes = tape.sizes(logits)[1];
    String depth = tape.vector(classes);
    String off = tape.filled(tape.type(logits).dtype(), 0, 1);
    String on = tape.filled(tape.type(logits).dtype(), 1, 1);
    String values = tape.op(new Movement.Concat(0), off, on);
    String hot = tape.op(new Movement.OneHot(-1), labels, depth, values);
    return loss.smoothing() == 0
        ? hot
        : tape.sum(
            tape.scaled(hot, 1 - loss.smoothing()), tape.number(hot, loss.smoothing() / classes));
  }

  /** d loss / d logits = (softmax * sum of the labels - labels) / N. */
  private static String entropy(Tape tape, String logits, String labels, boolean sumToOne) {
    double batch = (double) tape.sizes(logits)[0];
    String logarithms = tape.op(new Normalise.LogSoftmax(1), logits);
    String both = tape.total(tape.product(labels, logarithms), 0, 1);
    String loss = tape.reshaped(tape.scaled(both, -1 / batch));
    String softmax = tape.op(Unary.Function.EXP, logarithms);
    String share = sumToOne ? softmax : tape.product(softmax, tape.total(labels, 1));
    tape.give(logits, tape.scaled(tape.difference(share, labels), 1 / batch));
    return loss;
  }

  private static String squares(Tape tape, String prediction, String targets) {
    double elements = (double) tape.type(prediction).shape().elements();
    String difference = tape.difference(prediction, targets);
    long[] axes = new long[tape.sizes(prediction).length];
    for (int i = 0; i < axes.length; i++) {
      axes[i] = i;
    }
    String loss =
        tape.reshaped(
            tape.scaled(tape.total(tape.product(difference, difference), axes), 1 / elements));
    tape.give(prediction, tape.scaled(difference, 2 / elements));
    return loss;
  }
}
