package dev.ridgeline.learning.data;

import java.util.Locale;

/** What a part of a data set is for. */
public enum Partition {
  /** The weights are fitted to it. */
  TRAINING,
  /** Training is watched and stopped by it. */
  VALIDATION,
  /** It gives the accuracy that is reported, and is used for nothing else. */
  TESTING;

  /** As texts and JSON name it. */
  public String label() {
    return name().toLowerCase(Locale.ROOT);
  }
}
