package dev.ridgeline.core.zoo;

import java.util.OptionalInt;

/**
 * What the user chose for a model. What is not chosen takes the model's standard value; what the
 * model does not offer is refused when it is built.
 */
public final class ZooOptions {
  private static final ZooOptions STANDARD = new ZooOptions(OptionalInt.empty());

  private final OptionalInt sequence;

  private ZooOptions(OptionalInt sequence) {
    this.sequence = sequence;
  }

  /** Every option at its standard value. */
  public static ZooOptions standard() {
    return STANDARD;
  }

  /** These options with a sequence length, in tokens. */
  public ZooOptions withSequence(int tokens) {
    return new ZooOptions(OptionalInt.of(tokens));
  }

  /** The chosen sequence length, in tokens. */
  public OptionalInt sequence() {
    return sequence;
  }
}
