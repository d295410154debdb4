package dev.ridgeline.app.page;

/** A paragraph of plain text. */
public record Prose(String text) implements Block {
  public Prose {
    if (text.isBlank()) {
      throw new IllegalArgumentException("a paragraph needs text");
    }
  }
}
