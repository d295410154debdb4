package dev.ridgeline.app.page;

import java.util.List;

/**
 * A part of a page with its own heading and place in the table of contents.
 *
 * @param title the heading
 * @param lead a sentence or two under it; may be empty
 * @param blocks what stands below
 */
public record Section(String title, String lead, List<Block> blocks) {
  public Section {
    if (title.isBlank()) {
      throw new IllegalArgumentException("a section needs a title");
    }
    blocks = List.copyOf(blocks);
  }

  /** A section of the blocks given. */
  public static Section of(String title, String lead, Block... blocks) {
    return new Section(title, lead, List.of(blocks));
  }
}
