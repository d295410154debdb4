package dev.ridgeline.app.page;

import java.util.List;
import tools.jackson.databind.node.ObjectNode;

/**
 * A Vega-Lite chart with the sentence that it shows and the data behind it.
 *
 * @param title the heading
 * @param description what is drawn, for those who do not see it
 * @param finding one sentence computed from the data: what the chart shows
 * @param spec a Vega-Lite specification; colours are CSS variables of the page (see {@link
 *     Palette}), so that it follows light and dark
 * @param tables the data drawn, at least one
 * @param notes remarks under the chart, such as suspect points
 */
public record Chart(
    String title,
    String description,
    String finding,
    ObjectNode spec,
    List<Table> tables,
    List<Note> notes)
    implements Block {
  public Chart {
    if (title.isBlank() || description.isBlank() || finding.isBlank()) {
      throw new IllegalArgumentException("a chart needs a title, a description and a finding");
    }
    if (tables.isEmpty()) {
      throw new IllegalArgumentException("chart '" + title + "' needs the data behind it");
    }
    spec = spec.deepCopy();
    tables = List.copyOf(tables);
    notes = List.copyOf(notes);
  }

  /** The specification; a copy. */
  @Override
  public ObjectNode spec() {
    return spec.deepCopy();
  }
}
