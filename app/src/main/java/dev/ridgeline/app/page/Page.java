package dev.ridgeline.app.page;

import dev.ridgeline.core.AtomicFile;
import java.nio.file.Path;
import java.util.List;

/**
 * A self-contained HTML page: texts, tables and interactive charts, with everything they need in
 * the one file. It is opened from disk, asks nothing of the network (a content security policy in
 * the page forbids it), follows light and dark, and prints.
 *
 * @param title the heading of the page
 * @param summary a paragraph under it: what the page shows
 * @param sections in order
 * @param footer where the numbers come from
 */
public record Page(String title, String summary, List<Section> sections, Footer footer) {
  public Page {
    if (title.isBlank() || summary.isBlank()) {
      throw new IllegalArgumentException("a page needs a title and a summary");
    }
    sections = List.copyOf(sections);
  }

  /** The whole page as HTML. */
  public String html() {
    return new PageWriter(this).html();
  }

  /**
   * Writes the page to a file; the file appears whole or not at all.
   *
   * @throws dev.ridgeline.core.UserError where the place cannot be written
   */
  public void write(Path file) {
    AtomicFile.write(file, html());
  }
}
