package dev.ridgeline.app.page;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Horizontal bars, one for each label and series, the longest first, each with its value. On a
 * logarithmic axis a bar's length means nothing by itself, so a line with a dot stands in its
 * place.
 */
public final class BarChart {
  private static final int SINGLE_STEP = 22;
  private static final int SERIES_STEP = 15;

  private final String title;
  private final Column value;
  private final List<Bar> bars = new ArrayList<>();
  private String labelTitle = "Model";
  private String seriesTitle = "Batch";
  private boolean logarithmic;
  private boolean sorted = true;
  private Optional<String> finding = Optional.empty();

  private record Bar(String label, String series, double value, String suspect) {}

  private BarChart(String title, Column value) {
    this.title = title;
    this.value = value;
  }

  /** Starts a chart of the values that a numeric column describes. */
  public static BarChart titled(String title, Column value) {
    if (!value.numeric()) {
      throw new IllegalArgumentException("bars need a numeric column, not " + value.kind());
    }
    return new BarChart(title, value);
  }

  /** Says what the labels are, where they are not models. */
  public BarChart labels(String heading) {
    labelTitle = heading;
    return this;
  }

  /** Says what the series are, where they are not batch sizes. */
  public BarChart series(String heading) {
    seriesTitle = heading;
    return this;
  }

  /** Uses a logarithmic axis; all values must be above 0. */
  public BarChart logarithmic() {
    logarithmic = true;
    return this;
  }

  /** Keeps the labels in the order in which they were added. */
  public BarChart inOrder() {
    sorted = false;
    return this;
  }

  /** Adds a bar of the only series. */
  public BarChart bar(String label, double amount) {
    return bar(label, "", amount, "");
  }

  /** Adds a bar of one of several series. */
  public BarChart bar(String label, String series, double amount) {
    return bar(label, series, amount, "");
  }

  /** Adds a bar with the reason why it is not to be trusted. */
  public BarChart bar(String label, String series, double amount, String suspect) {
    if (!Double.isFinite(amount)) {
      throw new IllegalArgumentException("bar '" + label + "' has no finite value");
    }
    bars.add(new Bar(label, series, amount, suspect));
    return this;
  }

  /** States what the chart shows; one sentence computed from the data. */
  public BarChart finding(String sentence) {
    finding = Optional.of(sentence);
    return this;
  }

  /** The chart; at least one bar and the finding must have been given. */
  public Chart build() {
    if (bars.isEmpty()) {
      throw new IllegalStateException("bar chart '" + title + "' has no bars");
    }
    List<String> labels = labelsInOrder();
    List<String> series = bars.stream().map(Bar::series).distinct().toList();
    Table table = table(labels, series);
    int step = series.size() == 1 ? SINGLE_STEP : SERIES_STEP * series.size() + 8;
    ObjectNode spec = Spec.base(labels.size() * step);
    spec.putObject("data").set("values", rows(table));
    spec.set("encoding", shared(labels, series));
    ArrayNode layers = spec.putArray("layer");
    if (logarithmic) {
      layers.add(
          Spec.parse(
              "{\"name\": \"stems\", \"mark\": {\"type\": \"rule\", \"strokeWidth\": 1.5, \"opacity\": 0.55}}"));
    }
    layers.add(body(table, series));
    layers.add(
        Spec.parse(
            """
            {"name": "values", "mark": {"type": "text", "align": "left", "dx": 7, "fill": "var(--ink)", "tooltip": null},
             "encoding": {"text": {"field": "written", "type": "nominal"}}}
            """));
    if (logarithmic) {
      ((ObjectNode) layers.get(0)).putObject("encoding").putObject("x2").put("datum", axis().low());
    }
    return new Chart(
        title,
        "%d bars: %s by %s."
            .formatted(bars.size(), value.heading(), labelTitle.toLowerCase(java.util.Locale.ROOT)),
        finding.orElseThrow(() -> new IllegalStateException("a chart needs a finding")),
        spec,
        List.of(table),
        Suspects.notes(
            "bar",
            "marked with ⚠",
            bars.stream()
                .filter(b -> !b.suspect().isEmpty())
                .map(b ->
                    new Suspects.Suspect(
                        Suspects.name(b.label(), seriesTitle, b.series()), b.suspect()))
                .toList()));
  }

  private List<String> labelsInOrder() {
    Map<String, Double> longest = new LinkedHashMap<>();
    bars.forEach(b -> longest.merge(b.label(), b.value(), Math::max));
    if (!sorted) {
      return List.copyOf(longest.keySet());
    }
    return longest.entrySet().stream()
        .sorted(Map.Entry.<String, Double>comparingByValue(Comparator.reverseOrder()))
        .map(Map.Entry::getKey)
        .toList();
  }

  private Table table(List<String> labels, List<String> series) {
    List<Column> columns = new ArrayList<>();
    columns.add(Column.text("label", labelTitle));
    if (series.size() > 1) {
      columns.add(Column.text("series", seriesTitle));
    }
    columns.add(value);
    boolean anySuspect = bars.stream().anyMatch(b -> !b.suspect().isEmpty());
    if (anySuspect) {
      columns.add(Column.mark("suspect", "Suspect"));
    }
    List<List<Cell>> rows = new ArrayList<>();
    for (String label : labels) {
      for (Bar bar : bars.stream().filter(b -> b.label().equals(label)).toList()) {
        List<Cell> row = new ArrayList<>(List.of(Cell.of(bar.label())));
        if (series.size() > 1) {
          row.add(Cell.of(bar.series()));
        }
        row.add(Cell.of(bar.value()));
        if (anySuspect) {
          row.add(Cell.of(bar.suspect()));
        }
        rows.add(row);
      }
    }
    return new Table(title, columns, rows);
  }

  /** The table's rows with the value as it is written beside its bar. */
  private ArrayNode rows(Table table) {
    ArrayNode rows = Spec.rows(table);
    for (var node : rows) {
      ObjectNode row = (ObjectNode) node;
      double amount = row.path(value.field()).asDouble();
      String written =
          switch (value.kind()) {
            case PERCENT ->
                Numbers.percent(java.math.BigDecimal.valueOf(amount), value.digits()) + " %";
            case INTEGER, NUMBER, TEXT, MARK -> Numbers.significant(amount, 3);
          };
      row.put("written", row.path("suspect").asString("").isEmpty() ? written : written + " ⚠");
    }
    return rows;
  }

  private LogAxis axis() {
    List<Double> values = bars.stream().map(Bar::value).toList();
    return LogAxis.around(values, 2, 3);
  }

  private ObjectNode shared(List<String> labels, List<String> series) {
    ObjectNode encoding = Spec.object();
    ObjectNode y =
        Spec.parse(
            """
            {"field": "label", "type": "nominal", "title": null,
             "axis": {"labelColor": "var(--ink)", "ticks": false, "domain": false, "labelPadding": 6,
                      "labelLimit": {"expr": "width < 420 ? 110 : 200"}},
             "scale": {"paddingInner": 0.25, "paddingOuter": 0.1}}
            """);
    ArrayNode order = y.putArray("sort");
    labels.forEach(order::add);
    encoding.set("y", y);
    if (series.size() > 1) {
      ObjectNode offset =
          encoding.putObject("yOffset").put("field", "series").put("type", "nominal");
      ArrayNode sort = offset.putArray("sort");
      series.forEach(sort::add);
      encoding.set("color", Spec.categories("series", seriesTitle, series));
    }
    if (logarithmic) {
      encoding.set("x", axis().channel(value.field(), value.heading()));
    } else {
      double most = Math.max(0, bars.stream().mapToDouble(Bar::value).max().orElse(1));
      double least = Math.min(0, bars.stream().mapToDouble(Bar::value).min().orElse(0));
      ObjectNode x =
          Spec.parse(
              """
              {"type": "quantitative", "scale": {"nice": false}, "axis": {"tickCount": 5}}
              """);
      x.put("field", value.field());
      x.put("title", value.kind() == Column.Kind.PERCENT ? value.title() : value.heading());
      x.withObject("axis").put("format", value.kind() == Column.Kind.PERCENT ? ".0%" : ",~r");
      x.withObject("scale").putArray("domain").add(least * 1.12).add(most == 0 ? 1 : most * 1.12);
      encoding.set("x", x);
    }
    return encoding;
  }

  private ObjectNode body(Table table, List<String> series) {
    ObjectNode layer = Spec.object().put("name", "bars");
    layer.set(
        "mark",
        Spec.parse(
            logarithmic
                ? "{\"type\": \"point\", \"filled\": true, \"size\": 80, \"opacity\": 1, \"shape\": \"circle\"}"
                : "{\"type\": \"bar\", \"cornerRadiusEnd\": 2}"));
    ObjectNode encoding = layer.putObject("encoding");
    if (series.size() > 1) {
      layer.putArray("params").add(Spec.pickByLegend("pick", "series"));
      encoding.set(
          "opacity",
          Spec.parse("{\"condition\": {\"param\": \"pick\", \"value\": 1}, \"value\": 0.15}"));
    }
    encoding.set("tooltip", Spec.tooltip(table.columns()));
    return layer;
  }
}
