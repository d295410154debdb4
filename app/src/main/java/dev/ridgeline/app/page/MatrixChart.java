package dev.ridgeline.app.page;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** Coefficients from -1 to 1 between named quantities, as coloured cells with their values. */
public final class MatrixChart {
  private static final int CELL = 46;

  private final String title;
  private final String value;
  private final List<Entry> entries = new ArrayList<>();
  private Optional<String> finding = Optional.empty();

  private record Entry(String row, String column, double value, String interval, String note) {}

  private MatrixChart(String title, String value) {
    this.title = title;
    this.value = value;
  }

  /** Starts a matrix of coefficients of that name. */
  public static MatrixChart titled(String title, String value) {
    return new MatrixChart(title, value);
  }

  /**
   * Adds a coefficient.
   *
   * @param interval its interval, in words
   * @param note a second coefficient or a remark, in words
   */
  public MatrixChart cell(
      String row, String column, double coefficient, String interval, String note) {
    if (!(coefficient >= -1 && coefficient <= 1)) {
      throw new IllegalArgumentException(
          "cell '%s', '%s' is %s, allowed is -1 to 1".formatted(row, column, coefficient));
    }
    entries.add(new Entry(row, column, coefficient, interval, note));
    return this;
  }

  /** States what the chart shows; one sentence computed from the data. */
  public MatrixChart finding(String sentence) {
    finding = Optional.of(sentence);
    return this;
  }

  /** The chart; at least one cell and the finding must have been given. */
  public Chart build() {
    if (entries.isEmpty()) {
      throw new IllegalStateException("matrix '" + title + "' has no cells");
    }
    Set<String> rows = new LinkedHashSet<>();
    Set<String> columns = new LinkedHashSet<>();
    Table.Builder builder =
        Table.of(
            title,
            Column.text("row", "Quantity"),
            Column.text("column", "Against"),
            Column.number("value", value, "", 3),
            Column.text("interval", "Interval"),
            Column.text("note", "Beside it"));
    for (Entry e : entries) {
      rows.add(e.row());
      columns.add(e.column());
      builder.row(e.row(), e.column(), e.value(), e.interval(), e.note());
    }
    Table table = builder.build();
    ObjectNode spec = Spec.base(Math.max(2, rows.size()) * CELL);
    ArrayNode data = Spec.rows(table);
    for (int i = 0; i < entries.size(); i++) {
      ((ObjectNode) data.get(i))
          .put("written", String.format(Locale.ROOT, "%.2f", entries.get(i).value()));
    }
    spec.putObject("data").set("values", data);
    ObjectNode encoding = spec.putObject("encoding");
    encoding.set("x", axis("column", columns));
    encoding.set("y", axis("row", rows));
    encoding.set("tooltip", Spec.tooltip(table.columns()));
    ArrayNode layers = spec.putArray("layer");
    layers.add(
        Spec.parse(
            """
            {"mark": {"type": "rect", "stroke": "var(--ground)"},
             "encoding": {"color": {"field": "value", "type": "quantitative", "title": null,
               "scale": {"scheme": "viridis", "domain": [-1, 1]}}}}
            """));
    layers.add(
        Spec.parse(
            """
            {"mark": {"type": "text", "fontWeight": "bold"},
             "encoding": {"text": {"field": "written", "type": "nominal"},
               "color": {"condition": {"test": "datum.value > 0.4", "value": "#111111"}, "value": "#ffffff"}}}
            """));
    return new Chart(
        title,
        "%d coefficients (%s) between quantities.".formatted(entries.size(), value),
        finding.orElseThrow(() -> new IllegalStateException("a chart needs a finding")),
        spec,
        List.of(table),
        List.of());
  }

  private static ObjectNode axis(String field, Set<String> order) {
    ObjectNode axis =
        Spec.parse(
            """
            {"type": "nominal", "title": null,
             "axis": {"labelColor": "var(--ink)", "ticks": false, "domain": false, "labelLimit": 170}}
            """);
    axis.put("field", field);
    ArrayNode sort = axis.putArray("sort");
    order.forEach(sort::add);
    return axis;
  }
}
