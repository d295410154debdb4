package dev.ridgeline.app.page;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * The roofline of one machine with points on it: operational intensity against speed, both
 * logarithmic. Compute ceilings are horizontal, bandwidths diagonal. The main roof (the slowest
 * bandwidth and the highest ceiling) is drawn strong, and each point's share of it is stated.
 * Measured points are filled circles, predicted ones hollow diamonds; a dotted line joins the two
 * where label and group agree. Suspect points are ringed.
 */
public final class RooflineChart {
  private static final int HEIGHT = 460;

  /** Among more points than these, labels neither find room nor can be placed at once. */
  private static final int MOST_LABELLED = 300;

  private static final String POINT =
      """
      {"type": "point", "filled": true, "size": 80}
      """;
  private static final String ONE_OF_MANY =
      """
      {"type": "point", "filled": true, "size": 24, "strokeWidth": 0.6}
      """;
  private static final List<String> OBSTACLES =
      List.of(
          "rooflabels_marks", "roofs_pathgroup", "ridges_marks", "rings_marks", "grounds_marks");

  private final String title;
  private final List<Roof> roofs = new ArrayList<>();
  private final List<RooflinePoint> points = new ArrayList<>();
  private String labelTitle = "Model";
  private String groupTitle = "Batch";
  private Optional<String> finding = Optional.empty();

  private RooflineChart(String title) {
    this.title = title;
  }

  /** Starts a chart. */
  public static RooflineChart titled(String title) {
    return new RooflineChart(title);
  }

  /** Says what a point's label is, where it is not a model: such as {@code Layer}. */
  public RooflineChart labels(String heading) {
    labelTitle = heading;
    return this;
  }

  /** Says what a point's group is, where it is not a batch size: such as {@code Kind of layer}. */
  public RooflineChart groups(String heading) {
    groupTitle = heading;
    return this;
  }

  /** Adds a roof. */
  public RooflineChart roof(Roof roof) {
    roofs.add(roof);
    return this;
  }

  /** Adds a compute ceiling in GFLOP/s. */
  public RooflineChart compute(String name, double gflops) {
    return roof(new Roof.Compute(name, gflops));
  }

  /** Adds the bandwidth of a memory level in GB/s. */
  public RooflineChart bandwidth(String name, double gigabytesPerSecond) {
    return roof(new Roof.Bandwidth(name, gigabytesPerSecond));
  }

  /** Adds a point. */
  public RooflineChart point(RooflinePoint point) {
    points.add(point);
    return this;
  }

  /** States what the chart shows; one sentence computed from the data. */
  public RooflineChart finding(String sentence) {
    finding = Optional.of(sentence);
    return this;
  }

  /** The chart. At least one ceiling, one bandwidth and the finding must have been given. */
  public Chart build() {
    RoofGeometry geometry = new RoofGeometry(roofs, points);
    Table table = table(geometry);
    ObjectNode spec = Spec.base(HEIGHT);
    ArrayNode layers = spec.putArray("layer");
    layers.add(regions(geometry));
    layers.add(lines(geometry));
    layers.add(ridgeRule(geometry));
    layers.add(ridges(geometry));
    layers.add(grounds(geometry));
    layers.add(roofLabels(geometry));
    if (!points.isEmpty()) {
      gaps().ifPresent(layers::add);
      boolean suspects = points.stream().anyMatch(p -> !p.suspect().isEmpty());
      if (suspects) {
        layers.add(rings(table));
      }
      layers.add(marks(table));
      if (points.size() <= MOST_LABELLED) {
        Spec.label(spec, "points", "tag", Spec.ABOUT, OBSTACLES);
      }
    }
    String description =
        "Roofline on logarithmic axes: %d compute ceilings, %d bandwidths, %d points."
            .formatted(
                roofs.stream().filter(Roof.Compute.class::isInstance).count(),
                roofs.stream().filter(Roof.Bandwidth.class::isInstance).count(),
                points.size());
    return new Chart(
        title,
        description,
        finding.orElseThrow(() -> new IllegalStateException("a chart needs a finding")),
        spec,
        points.isEmpty() ? List.of(geometry.table()) : List.of(table, geometry.table()),
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

  private Table table(RoofGeometry geometry) {
    Table.Builder table =
        Table.of(
            "Points",
            Column.text("label", labelTitle),
            Column.text("group", groupTitle),
            Column.text("source", "Source"),
            Column.number("intensity", "Intensity", "FLOP/B", 3),
            Column.number("gflops", "Speed", "GFLOP/s", 3),
            Column.number("roof", "Roof here", "GFLOP/s", 3),
            Column.percent("share", "Share of roof", 1),
            Column.text("bound", "Bound by"),
            Column.mark("suspect", "Suspect"));
    for (RooflinePoint point : points) {
      double roof = geometry.attainable(point.intensity());
      table.row(
          point.label(),
          point.group(),
          point.source().word(),
          point.intensity(),
          point.gflops(),
          roof,
          point.gflops() / roof,
          roof < geometry.peak() ? geometry.memory().name() : "compute",
          point.suspect());
    }
    return table.build();
  }

  private static ObjectNode layer(String name, ArrayNode rows, String markJson) {
    ObjectNode layer = Spec.object().put("name", name);
    layer.putObject("data").set("values", rows);
    layer.set("mark", Spec.parse(markJson));
    return layer;
  }

  private static ObjectNode place(ObjectNode layer, RoofGeometry geometry) {
    ObjectNode encoding = layer.withObject("encoding");
    encoding.set("x", geometry.x().channel("intensity", "Operational intensity (FLOP per byte)"));
    encoding.set("y", geometry.y().channel("gflops", "Speed (GFLOP/s)"));
    return encoding;
  }

  private static ObjectNode regions(RoofGeometry geometry) {
    ObjectNode layer =
        layer(
            "regions",
            geometry.regions(),
            """
            {"type": "area", "clip": true, "tooltip": null, "aria": false}
            """);
    ObjectNode encoding = place(layer, geometry);
    encoding.putObject("y2").put("field", "floor");
    encoding.set(
        "fill",
        Spec.parse(
            """
            {"field": "fill", "type": "nominal", "scale": null}
            """));
    return layer;
  }

  private static ObjectNode lines(RoofGeometry geometry) {
    ObjectNode layer =
        layer(
            "roofs",
            geometry.lines(),
            """
            {"type": "line", "clip": true, "strokeCap": "round", "tooltip": null}
            """);
    ObjectNode encoding = place(layer, geometry);
    encoding.putObject("detail").put("field", "roof").put("type", "nominal");
    encoding.set(
        "stroke",
        Spec.parse(
            """
            {"condition": {"test": "datum.main", "value": "var(--ink)"}, "value": "var(--muted)"}
            """));
    encoding.set(
        "strokeWidth",
        Spec.parse(
            """
            {"condition": {"test": "datum.main", "value": 2.4}, "value": 1.1}
            """));
    return layer;
  }

  private static ObjectNode ridgeRule(RoofGeometry geometry) {
    ObjectNode layer =
        layer(
            "ridgerule",
            geometry.ridges(),
            """
            {"type": "rule", "strokeDash": [2, 3], "stroke": "var(--muted)", "tooltip": null}
            """);
    layer.putArray("transform").addObject().put("filter", "datum.main");
    place(layer, geometry).putObject("y2").put("field", "floor");
    return layer;
  }

  private static ObjectNode ridges(RoofGeometry geometry) {
    ObjectNode layer =
        layer(
            "ridges",
            geometry.ridges(),
            """
            {"type": "point", "shape": "square", "size": 36, "filled": true,
             "fill": "var(--ground)", "stroke": "var(--ink)", "strokeWidth": 1.2}
            """);
    place(layer, geometry)
        .set(
            "tooltip",
            Spec.parse(
                    """
                    {"values": [
                     {"field": "roof", "type": "nominal", "title": "Ridge with"},
                     {"field": "intensity", "type": "quantitative", "title": "Intensity (FLOP/B)", "format": ",.3~r"}]}
                    """)
                .get("values"));
    return layer;
  }

  private static ObjectNode grounds(RoofGeometry geometry) {
    ObjectNode layer =
        layer(
            "grounds",
            geometry.grounds(),
            """
            {"type": "text", "fontSize": 11, "fontStyle": "italic", "fill": "var(--muted)", "tooltip": null,
             "baseline": "bottom", "dy": -5, "align": {"expr": "datum.left ? 'right' : 'left'"},
             "dx": {"expr": "datum.left ? -6 : 6"}}
            """);
    place(layer, geometry).putObject("text").put("field", "text").put("type", "nominal");
    return layer;
  }

  private static ObjectNode roofLabels(RoofGeometry geometry) {
    ObjectNode layer = Spec.object().put("name", "rooflabels");
    layer.putObject("data").set("values", geometry.labels());
    ObjectNode mark =
        Spec.parse(
            """
            {"type": "text", "fontSize": 11, "fill": "var(--ink)", "tooltip": null,
             "align": {"expr": "datum.diagonal ? 'left' : 'right'"},
             "baseline": {"expr": "datum.below ? 'top' : 'bottom'"},
             "dy": {"expr": "datum.below ? 4 : -4"}}
            """);
    mark.putObject("angle")
        .put(
            "expr",
            "datum.diagonal ? -atan2(height / %s, width / %s) * 180 / PI : 0"
                .formatted(geometry.y().decades(), geometry.x().decades()));
    layer.set("mark", mark);
    place(layer, geometry).putObject("text").put("field", "text").put("type", "nominal");
    return layer;
  }

  /** Joins the measured to the predicted point of the same label and group. */
  private Optional<ObjectNode> gaps() {
    ArrayNode rows = Spec.array();
    for (RooflinePoint measured : points) {
      for (RooflinePoint predicted : points) {
        if (measured.source() == RooflinePoint.Source.MEASURED
            && predicted.source() == RooflinePoint.Source.PREDICTED
            && measured.label().equals(predicted.label())
            && measured.group().equals(predicted.group())) {
          rows.addObject()
              .put("intensity", measured.intensity())
              .put("gflops", measured.gflops())
              .put("toIntensity", predicted.intensity())
              .put("toGflops", predicted.gflops());
        }
      }
    }
    if (rows.isEmpty()) {
      return Optional.empty();
    }
    ObjectNode layer =
        layer(
            "gaps",
            rows,
            """
            {"type": "rule", "strokeDash": [1, 3], "stroke": "var(--muted)", "strokeCap": "round", "tooltip": null}
            """);
    layer.set(
        "encoding",
        Spec.parse(
            """
            {"x": {"field": "intensity", "type": "quantitative"}, "x2": {"field": "toIntensity"},
             "y": {"field": "gflops", "type": "quantitative"}, "y2": {"field": "toGflops"}}
            """));
    return Optional.of(layer);
  }

  private ObjectNode rings(Table table) {
    ObjectNode layer = layer("rings", Spec.rows(table), Suspects.RING);
    layer.putArray("transform").addObject().put("filter", "datum.suspect != ''");
    layer.set(
        "encoding",
        Spec.parse(
            """
            {"x": {"field": "intensity", "type": "quantitative"},
             "y": {"field": "gflops", "type": "quantitative"}}
            """));
    return layer;
  }

  private ObjectNode marks(Table table) {
    ArrayNode rows = Spec.rows(table);
    for (int i = 0; i < points.size(); i++) {
      ((ObjectNode) rows.get(i)).put("tag", tag(points.get(i)));
    }
    ObjectNode layer = layer("points", rows, points.size() <= MOST_LABELLED ? POINT : ONE_OF_MANY);
    layer.putArray("params").add(Spec.pickByLegend("pick", "group"));
    List<String> groups = points.stream().map(RooflinePoint::group).distinct().toList();
    ObjectNode encoding = layer.putObject("encoding");
    encoding.set("x", Spec.parse("{\"field\": \"intensity\", \"type\": \"quantitative\"}"));
    encoding.set("y", Spec.parse("{\"field\": \"gflops\", \"type\": \"quantitative\"}"));
    encoding.set("fill", Spec.categories("group", groupTitle, groups));
    ObjectNode stroke = Spec.categories("group", groupTitle, groups);
    stroke.putNull("legend");
    encoding.set("stroke", stroke);
    encoding.set(
        "fillOpacity",
        Spec.parse(
            """
            {"condition": {"test": "datum.source == 'Predicted'", "value": 0}, "value": 0.85}
            """));
    encoding.set(
        "opacity",
        Spec.parse("{\"condition\": {\"param\": \"pick\", \"value\": 1}, \"value\": 0.12}"));
    encoding.set("shape", shapes());
    encoding.set("tooltip", Spec.tooltip(table.columns()));
    return layer;
  }

  /** A predicted point needs no label of its own where the measured one beside it has one. */
  private String tag(RooflinePoint point) {
    boolean twin =
        point.source() == RooflinePoint.Source.PREDICTED
            && points.stream()
                .anyMatch(other ->
                    other.source() == RooflinePoint.Source.MEASURED
                        && other.label().equals(point.label())
                        && other.group().equals(point.group()));
    return twin ? "" : point.label();
  }

  private ObjectNode shapes() {
    ObjectNode shape =
        Spec.parse(
            """
            {"field": "source", "type": "nominal", "title": "Source",
             "scale": {"domain": ["Measured", "Predicted"], "range": ["circle", "diamond"]},
             "legend": {"symbolFillColor": "transparent", "symbolStrokeColor": "var(--ink)"}}
            """);
    if (points.stream().map(RooflinePoint::source).collect(Collectors.toSet()).size() < 2) {
      shape.putNull("legend");
    }
    return shape;
  }
}
