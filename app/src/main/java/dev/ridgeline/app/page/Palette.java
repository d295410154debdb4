package dev.ridgeline.app.page;

import java.util.List;

/**
 * The colours of charts, as references to CSS variables that the style sheet sets for light and for
 * dark. The categorical ones are told apart under the common colour-vision deficiencies and have a
 * contrast of at least 3 to 1 with the background.
 */
final class Palette {
  /** The ground under the slope of a roofline. */
  static final String MEMORY_BOUND = "var(--memory)";

  /** The ground under the flat of a roofline. */
  static final String COMPUTE_BOUND = "var(--compute)";

  /** Categories in the order in which they are given out. */
  static final List<String> CATEGORIES =
      List.of(
          "var(--c1)",
          "var(--c2)",
          "var(--c3)",
          "var(--c4)",
          "var(--c5)",
          "var(--c6)",
          "var(--c7)",
          "var(--c8)");

  private Palette() {}
}
