package dev.ridgeline.measure.chip;

import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Locale;

/** Where a chip is used; charts keep these apart. */
public enum Place {
  DATACENTRE("data centre"),
  DESKTOP("desktop and laptop"),
  EDGE("edge");

  private final String words;

  Place(String words) {
    this.words = words;
  }

  /** The word in files and results. */
  @JsonValue
  public String label() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** The place in words. */
  public String words() {
    return words;
  }
}
