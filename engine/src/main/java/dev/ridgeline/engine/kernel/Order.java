package dev.ridgeline.engine.kernel;

/** How the elements of a value lie in memory. */
public enum Order {
  /** As the graph's shape says, the last axis fastest. */
  ROW_MAJOR("as the shape says"),
  /** [N, C, spatial...] stored as [N, spatial..., C]. */
  CHANNELS_LAST("channels last");

  private final String label;

  Order(String label) {
    this.label = label;
  }

  public String label() {
    return label;
  }
}
