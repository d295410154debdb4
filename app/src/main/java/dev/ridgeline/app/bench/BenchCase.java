package dev.ridgeline.app.bench;

import java.util.OptionalInt;

/**
 * What is measured: a model at one batch on one engine.
 *
 * @param model name of the model
 * @param batch items that one run takes
 * @param sequence length of its sequences, where it takes them of any length
 * @param engine name of the engine
 * @param threads threads of the engine
 */
public record BenchCase(
    String model, long batch, OptionalInt sequence, String engine, int threads) {
  /** How progress and messages call it. */
  String label() {
    return label("");
  }

  /** The same where several engines take part. */
  String labelWithEngine() {
    return label(" on " + engine);
  }

  private String label(String tail) {
    return model
        + " batch "
        + batch
        + (sequence.isPresent() ? " sequence " + sequence.getAsInt() : "")
        + tail;
  }
}
