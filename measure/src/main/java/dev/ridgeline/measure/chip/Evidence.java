package dev.ridgeline.measure.chip;

import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Locale;

/** How much a figure rests on. */
public enum Evidence {
  /** Seen in the named source. */
  READ,
  /** Computed as the source says. */
  DERIVED,
  /** Not verified. */
  MEMORY;

  /** The word in files and results. */
  @JsonValue
  public String label() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** Whether the figure may be shown without a mark. */
  public boolean verified() {
    return this != MEMORY;
  }
}
