package dev.ridgeline.app.page;

import java.util.List;

/**
 * A remark that must not be overlooked: how to read something, a suspect measurement, what was left
 * out.
 *
 * @param kind decides the wording before the text and its colour
 * @param text one or two sentences
 * @param items further lines shown as a list; may be empty
 */
public record Note(Kind kind, String text, List<String> items) implements Block {
  public Note {
    if (text.isBlank()) {
      throw new IllegalArgumentException("a note needs text");
    }
    items = List.copyOf(items);
  }

  /** The kinds of note, each with the word that precedes it. */
  public enum Kind {
    /** How to read what stands beside it. */
    REMARK("Note"),
    /** A number that failed a check. */
    SUSPECT("Suspect"),
    /** Something asked for that is not on the page. */
    LEFT_OUT("Left out");

    private final String word;

    Kind(String word) {
      this.word = word;
    }

    String word() {
      return word;
    }
  }

  /** How to read what stands beside it. */
  public static Note remark(String text, String... items) {
    return new Note(Kind.REMARK, text, List.of(items));
  }

  /** A number that failed a check, and which check. */
  public static Note suspect(String text, String... items) {
    return new Note(Kind.SUSPECT, text, List.of(items));
  }

  /** Something asked for that is not on the page, and why. */
  public static Note leftOut(String text, String... items) {
    return new Note(Kind.LEFT_OUT, text, List.of(items));
  }
}
