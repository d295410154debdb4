package dev.ridgeline.app.page;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * One quantity against another on logarithmic axes, each point labelled where there is room and
 * coloured by its group. Suspect points are ringed.
 */
public final class ScatterChart {
  private static final int HEIGHT = 420;

  private final String title;
  private final Column x;
  private final Column y;
  private final List<Point> points = new ArrayList<>();
  private String labelTitle = "Model";
  private String groupTitle = "Batch";
  private Optional<String> finding = Optional.empty();

  private record Point(String label, String group, double x, double y, String suspect) {}

  private ScatterChart(String title, Column x, Column y) {
    this.title = title;
    this.x = x;
    this.y = y;
  }

  /** Starts a chart of two quantities, each described by a numeric column. */
  public static ScatterChart titled(String title, Column x, Column y) {
    if (!x.numeric() || !y.numeric()) {
      throw new IllegalArgumentException("a scatter chart needs two numeric columns");
    }
    return new ScatterChart(title, x, y);
  }

  /** Says what the labels are, where they are not models. */
  public ScatterChart labels(String heading) {
    labelTitle = heading;
    return this;
  }

  /** Says what the groups are, where they are not batch sizes. */
  public ScatterChart groups(String heading) {
    groupTitle = heading;
    return this;
  }

  /** Adds a point; both values must be above 0. */
  public ScatterChart point(String label, String group, double atX, double atY) {
    return point(label, group, atX, atY, "");
  }

  /** Adds a point with the reason why it is not to be trusted. */
  public ScatterChart point(String label, String group, double atX, double atY, String suspect) {
    if (!(atX > 0) || !(atY > 0) || Double.isInfinite(atX) || Double.isInfinite(atY)) {
      throw new IllegalArgumentException(
          "point '" + label + "' needs values above 0 but has " + atX + " and " + atY);
    }
    points.add(new Point(label, group, atX, atY, suspect));
    return this;
  }

  /** States what the chart shows; one sentence computed from the data. */
  public ScatterChart finding(String sentence) {
    finding = Optional.of(sentence);
    return this;
  }

  /** The chart; at least one point and the finding must have been given. */
  public Chart build() {
    if (points.isEmpty()) {
      throw new IllegalStateException("scatter chart '" + title + "' has no points");
    }
    Table table = table();
    ObjectNode spec = Spec.base(HEIGHT);
    spec.putObject("data").set("values", Spec.rows(table));
    ObjectNode encoding = spec.putObject("encoding");
    encoding.set("x", axis(points.stream().map(Point::x).toList()).channel(x.field(), x.heading()));
    encoding.set("y", axis(points.stream().map(Point::y).toList()).channel(y.field(), y.heading()));
    ArrayNode layers = spec.putArray("layer");
    if (points.stream().anyMatch(p -> !p.suspect().isEmpty())) {
      ObjectNode rings = layers.addObject().put("name", "rings");
      rings.set("mark", Spec.parse(Suspects.RING));
      rings.putArray("transform").addObject().put("filter", "datum.suspect != ''");
    }
    layers.add(marks(table));
    Spec.label(spec, "points", "label", Spec.ABOUT, List.of("rings_marks"));
    return new Chart(
        title,
        "%d points: %s against %s, both logarithmic."
            .formatted(points.size(), y.heading(), x.heading()),
        finding.orElseThrow(() -> new IllegalStateException("a chart needs a finding")),
        spec,
        List.of(table),
        Suspects.notes(
            "point",
            "ringed",
            points.stream()
                .filter(p -> !p.suspect().isEmpty())
                .map(p ->
                    new Suspects.Suspect(
                        Suspects.name(p.label(), groupTitle, p.group()), p.suspect()))
                .toList()));
  }

  private static LogAxis axis(List<Double> values) {
    return LogAxis.around(values, 1.6, 1.8);
  }

  private Table table() {
    Table.Builder table =
        Table.of(
            title,
            Column.text("label", labelTitle),
            Column.text("group", groupTitle),
            x,
            y,
            Column.mark("suspect", "Suspect"));
    points.forEach(p -> table.row(p.label(), p.group(), p.x(), p.y(), p.suspect()));
    return table.build();
  }

  private ObjectNode marks(Table table) {
    ObjectNode layer = Spec.object().put("name", "points");
    layer.set(
        "mark",
        Spec.parse("{\"type\": \"point\", \"filled\": true, \"size\": 75, \"fillOpacity\": 0.85}"));
    layer.putArray("params").add(Spec.pickByLegend("pick", "group"));
    List<String> groups = points.stream().map(Point::group).distinct().toList();
    ObjectNode encoding = layer.putObject("encoding");
    encoding.set("color", Spec.categories("group", groupTitle, groups));
    if (groups.size() > 1 && groups.size() <= Spec.SHAPES.size()) {
      encoding.set("shape", Spec.shapes("group", groupTitle, groups));
    }
    encoding.set(
        "opacity",
        Spec.parse("{\"condition\": {\"param\": \"pick\", \"value\": 1}, \"value\": 0.12}"));
    encoding.set("tooltip", Spec.tooltip(table.columns()));
    return layer;
  }
}
