package dev.ridgeline.app.page;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Lines with a dot at every value, one line a series, with a band from a lower to an upper value
 * where the spread is known. Either axis may be logarithmic.
 */
public final class LineChart {
  private static final int HEIGHT = 340;
  private static final int FEW_TICKS = 12;
  private static final int DOT_AREA = 60;
  private static final int SMALL_DOT_AREA = 4;

  private final String title;
  private final Column x;
  private final Column y;
  private final List<Point> points = new ArrayList<>();
  private String seriesTitle = "Model";
  private int dotArea = DOT_AREA;
  private boolean logarithmicX;
  private boolean logarithmicY;
  private Optional<String> finding = Optional.empty();

  private record Point(String series, double x, double y, double low, double high) {}

  private LineChart(String title, Column x, Column y) {
    this.title = title;
    this.x = x;
    this.y = y;
  }

  /** Starts a chart of two quantities, each described by a numeric column. */
  public static LineChart titled(String title, Column x, Column y) {
    if (!x.numeric() || !y.numeric()) {
      throw new IllegalArgumentException("a line chart needs two numeric columns");
    }
    return new LineChart(title, x, y);
  }

  /** Says what the series are, where they are not models. */
  public LineChart series(String heading) {
    seriesTitle = heading;
    return this;
  }

  /**
   * Draws the dots no wider than the line, for curves of so many values that they would hide it.
   */
  public LineChart manyPoints() {
    dotArea = SMALL_DOT_AREA;
    return this;
  }

  /** Uses a logarithmic axis across; all its values must be above 0. */
  public LineChart logarithmicX() {
    logarithmicX = true;
    return this;
  }

  /** Uses a logarithmic axis upward; all its values must be above 0. */
  public LineChart logarithmicY() {
    logarithmicY = true;
    return this;
  }

  /** Adds a point; the lines run in the order of x. */
  public LineChart point(String series, double atX, double atY) {
    return point(series, atX, atY, atY, atY);
  }

  /** Adds a point with its spread. */
  public LineChart point(String series, double atX, double atY, double low, double high) {
    if (!(Double.isFinite(atX) && Double.isFinite(atY) && low <= atY && atY <= high)) {
      throw new IllegalArgumentException(
          "point of '%s' needs finite values with low <= y <= high but has %s, %s in %s to %s"
              .formatted(series, atX, atY, low, high));
    }
    points.add(new Point(series, atX, atY, low, high));
    return this;
  }

  /** States what the chart shows; one sentence computed from the data. */
  public LineChart finding(String sentence) {
    finding = Optional.of(sentence);
    return this;
  }

  /** The chart; at least one point and the finding must have been given. */
  public Chart build() {
    if (points.isEmpty()) {
      throw new IllegalStateException("line chart '" + title + "' has no points");
    }
    boolean spread = points.stream().anyMatch(p -> p.low() < p.high());
    Table table = table(spread);
    ObjectNode spec = Spec.base(HEIGHT);
    spec.putObject("data").set("values", Spec.rows(table));
    ObjectNode encoding = spec.putObject("encoding");
    List<Double> across = points.stream().map(Point::x).distinct().sorted().toList();
    encoding.set("x", axis(x, logarithmicX, across, across));
    List<Double> upward = new ArrayList<>(points.stream().map(Point::low).toList());
    points.forEach(p -> upward.add(p.high()));
    encoding.set("y", axis(y, logarithmicY, upward, List.of()));
    List<String> series = points.stream().map(Point::series).distinct().toList();
    encoding.set("color", Spec.categories("series", seriesTitle, series));
    ArrayNode layers = spec.putArray("layer");
    if (spread) {
      layers.add(
          Spec.parse(
              """
              {"name": "spread", "mark": {"type": "area", "opacity": 1, "fillOpacity": 0.15, "tooltip": null},
               "encoding": {"y": {"field": "low", "type": "quantitative"}, "y2": {"field": "high"}}}
              """));
    }
    layers.add(marks("lines", "{\"type\": \"line\", \"tooltip\": null}"));
    ObjectNode dots =
        marks("points", "{\"type\": \"point\", \"filled\": true, \"size\": %d}".formatted(dotArea));
    dots.putArray("params").add(Spec.pickByLegend("pick", "series"));
    dots.withObject("encoding").set("tooltip", Spec.tooltip(table.columns()));
    if (series.size() > 1 && series.size() <= Spec.SHAPES.size()) {
      dots.withObject("encoding").set("shape", Spec.shapes("series", seriesTitle, series));
    }
    layers.add(dots);
    return new Chart(
        title,
        "%d lines of %s against %s.".formatted(series.size(), y.heading(), x.heading()),
        finding.orElseThrow(() -> new IllegalStateException("a chart needs a finding")),
        spec,
        List.of(table),
        List.of());
  }

  private static ObjectNode marks(String name, String mark) {
    ObjectNode layer = Spec.object().put("name", name);
    layer.set("mark", Spec.parse(mark));
    layer
        .putObject("encoding")
        .set(
            "opacity",
            Spec.parse("{\"condition\": {\"param\": \"pick\", \"value\": 1}, \"value\": 0.12}"));
    return layer;
  }

  /** An axis with a tick at each of a few values, else at round ones. */
  private static ObjectNode axis(
      Column column, boolean logarithmic, List<Double> values, List<Double> ticks) {
    ObjectNode channel;
    if (logarithmic) {
      channel = LogAxis.around(values, 1.15, 1.15).channel(column.field(), column.heading());
    } else {
      channel =
          Spec.parse(
              """
              {"type": "quantitative", "axis": {"format": ",~r", "tickCount": 6}}
              """);
      channel.put("field", column.field());
      boolean percent = column.kind() == Column.Kind.PERCENT;
      channel.put("title", percent ? column.title() : column.heading());
      if (percent) {
        channel.withObject("axis").put("format", ".0%");
      }
    }
    if (!ticks.isEmpty() && ticks.size() <= FEW_TICKS) {
      ArrayNode marks = channel.withObject("axis").putArray("values");
      ticks.forEach(marks::add);
    }
    return channel;
  }

  private Table table(boolean spread) {
    List<Column> columns = new ArrayList<>(List.of(Column.text("series", seriesTitle), x, y));
    if (spread) {
      columns.add(new Column("low", "Low", y.unit(), y.kind(), y.digits()));
      columns.add(new Column("high", "High", y.unit(), y.kind(), y.digits()));
    }
    List<List<Cell>> rows = new ArrayList<>();
    for (Point point : points) {
      List<Cell> row =
          new ArrayList<>(List.of(Cell.of(point.series()), Cell.of(point.x()), Cell.of(point.y())));
      if (spread) {
        row.add(Cell.of(point.low()));
        row.add(Cell.of(point.high()));
      }
      rows.add(row);
    }
    return new Table(title, columns, rows);
  }
}
