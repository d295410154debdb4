package dev.ridgeline.app.page;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * The rooflines of many chips on one pair of logarithmic axes, each with its ridge point, coloured
 * by group. Lines of uncertain figures are dashed. Pointing at a chip brings it out.
 */
public final class ChipRooflinesChart {
  private static final int HEIGHT = 480;
  private static final double GIGA = 1e9;

  private final String title;
  private final List<ChipRoof> chips = new ArrayList<>();
  private String groupTitle = "Kind";
  private String unit = "FLOP";
  private Optional<String> finding = Optional.empty();

  private ChipRooflinesChart(String title) {
    this.title = title;
  }

  /** Starts a chart. */
  public static ChipRooflinesChart titled(String title) {
    return new ChipRooflinesChart(title);
  }

  /** Says what a chip's group is, where it is not its kind: such as {@code Precision}. */
  public ChipRooflinesChart groups(String heading) {
    groupTitle = heading;
    return this;
  }

  /** Says what is counted, where it is not FLOP: {@code OP} for integers. */
  public ChipRooflinesChart counting(String operation) {
    unit = operation;
    return this;
  }

  /** Adds a chip. */
  public ChipRooflinesChart chip(ChipRoof chip) {
    chips.add(chip);
    return this;
  }

  /** States what the chart shows; one sentence computed from the data. */
  public ChipRooflinesChart finding(String sentence) {
    finding = Optional.of(sentence);
    return this;
  }

  /** The chart; at least one chip and the finding must have been given. */
  public Chart build() {
    if (chips.isEmpty()) {
      throw new IllegalStateException("chart '" + title + "' has no chips");
    }
    LogAxis x = LogAxis.around(chips.stream().map(ChipRoof::ridge).toList(), 30, 12);
    List<Double> speeds = new ArrayList<>(chips.stream().map(c -> c.gflops() * GIGA).toList());
    chips.forEach(c -> speeds.add(c.gigabytesPerSecond() * GIGA * x.low()));
    LogAxis y = LogAxis.around(speeds, 1, 2);
    Table table = table();
    List<String> groups = chips.stream().map(ChipRoof::group).distinct().toList();
    ObjectNode spec = Spec.base(HEIGHT);
    ObjectNode encoding = spec.putObject("encoding");
    encoding.set("x", x.channel("intensity", "Operational intensity (" + unit + " per byte)"));
    encoding.set("y", y.channel("speed", "Attainable speed (" + unit + "/s)"));
    encoding.set("color", Spec.categories("group", groupTitle, groups));
    ArrayNode layers = spec.putArray("layer");
    layers.add(lines(x));
    layers.add(handles(x));
    layers.add(ridges(table));
    Spec.label(spec, "ridges", "chip", Spec.OFF_THE_LINE, List.of());
    return new Chart(
        title,
        "Rooflines of %d chips on logarithmic axes.".formatted(chips.size()),
        finding.orElseThrow(() -> new IllegalStateException("a chart needs a finding")),
        spec,
        List.of(table),
        doubts());
  }

  private List<Note> doubts() {
    List<String> items =
        chips.stream()
            .filter(c -> !c.doubt().isEmpty())
            .map(c -> c.name() + " (" + c.group() + "): " + c.doubt())
            .toList();
    return items.isEmpty()
        ? List.of()
        : List.of(new Note(Note.Kind.REMARK, "Dashed lines stand on uncertain figures.", items));
  }

  private Table table() {
    Table.Builder table =
        Table.of(
            title,
            Column.text("chip", "Chip"),
            Column.text("group", groupTitle),
            Column.number("gops", "Peak", "G" + unit + "/s", 4),
            Column.number("gigabytesPerSecond", "Bandwidth", "GB/s", 4),
            Column.number("ridge", "Ridge", unit + "/B", 3),
            Column.mark("doubt", "Doubt"));
    for (ChipRoof chip : chips) {
      table.row(
          chip.name(),
          chip.group(),
          chip.gflops(),
          chip.gigabytesPerSecond(),
          chip.ridge(),
          chip.doubt());
    }
    return table.build();
  }

  private ArrayNode points(LogAxis x) {
    ArrayNode points = Spec.array();
    for (int i = 0; i < chips.size(); i++) {
      ChipRoof chip = chips.get(i);
      for (double at : new double[] {x.low(), chip.ridge(), x.high()}) {
        points
            .addObject()
            .put("line", i)
            .put("chip", chip.name())
            .put("group", chip.group())
            .put("certain", chip.doubt().isEmpty())
            .put("intensity", at)
            .put("speed", Math.min(chip.gflops(), at * chip.gigabytesPerSecond()) * GIGA);
      }
    }
    return points;
  }

  private ObjectNode lines(LogAxis x) {
    ObjectNode layer =
        Spec.parse(
            """
            {"name": "lines", "mark": {"type": "line", "clip": true, "strokeWidth": 1.6, "strokeCap": "round", "tooltip": null},
             "encoding": {
              "detail": {"field": "line", "type": "nominal"},
              "strokeDash": {"condition": {"test": "datum.certain", "value": [1, 0]}, "value": [5, 4]},
              "opacity": {"condition": [
                {"test": {"and": [{"param": "at"}, {"param": "pick"}]}, "value": 0.9}], "value": 0.1}}}
            """);
    layer.putObject("data").set("values", points(x));
    return layer;
  }

  /** Wide unseen lines, so that a thin one is easily pointed at. */
  private ObjectNode handles(LogAxis x) {
    ObjectNode layer =
        Spec.parse(
            """
            {"name": "handles", "mark": {"type": "line", "clip": true, "strokeWidth": 12},
             "params": [{"name": "at", "select": {"type": "point", "fields": ["chip"], "on": "pointerover", "clear": "pointerout"}}],
             "encoding": {
              "detail": {"field": "line", "type": "nominal"},
              "opacity": {"value": 0.001},
              "tooltip": [{"field": "chip", "type": "nominal", "title": "Chip"}]}}
            """);
    layer.putObject("data").set("values", points(x));
    return layer;
  }

  private ObjectNode ridges(Table table) {
    ArrayNode rows = Spec.rows(table);
    for (int i = 0; i < chips.size(); i++) {
      ((ObjectNode) rows.get(i))
          .put("intensity", chips.get(i).ridge())
          .put("speed", chips.get(i).gflops() * GIGA);
    }
    ObjectNode layer =
        Spec.parse(
            """
            {"name": "ridges", "mark": {"type": "point", "filled": true, "size": 55},
             "encoding": {"opacity": {"condition": [
                {"test": {"and": [{"param": "at"}, {"param": "pick"}]}, "value": 1}], "value": 0.1}}}
            """);
    layer.putArray("params").add(Spec.pickByLegend("pick", "group"));
    layer.putObject("data").set("values", rows);
    layer.withObject("encoding").set("tooltip", Spec.tooltip(table.columns()));
    return layer;
  }
}
