package dev.ridgeline.learning.prune;

/** By what channels are ranked. */
public enum ChannelScore {
  /** Sum of the magnitudes of the filter that makes the channel. */
  L1,
  /** Its Euclidean norm. */
  L2,
  /** Its largest magnitude. */
  LINF,
  /** The magnitude of the scale of the normalisations of the channel (Liu et al. 2017). */
  NORM_SCALE;

  /** As figures name it. */
  public String label() {
    return this == NORM_SCALE ? "batch-norm scale" : name().toLowerCase(java.util.Locale.ROOT);
  }
}
