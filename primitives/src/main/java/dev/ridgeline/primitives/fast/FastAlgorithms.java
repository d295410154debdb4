package dev.ridgeline.primitives.fast;

import java.util.List;

/** The fast forms. */
public final class FastAlgorithms {
  private static final List<FastAlgorithm> ALL =
      List.of(
          new FastLowered(),
          FastWinograd.tile(2),
          FastWinograd.tile(4),
          FastWinograd.tile(6),
          new FastFft());

  private FastAlgorithms() {}

  /** All of them. */
  public static List<FastAlgorithm> all() {
    return ALL;
  }
}
