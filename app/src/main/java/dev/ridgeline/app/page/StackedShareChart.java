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
 * What part each kind has of a whole, one horizontal bar of 100 % for each label. Kinds come in the
 * order of their mean share; from the eighth on they are drawn together as "other", while the table
 * keeps them apart.
 */
public final class StackedShareChart {
  private static final int STEP = 26;
  private static final String OTHER = "other";

  private final String title;
  private final Column amount;
  private final Map<String, Map<String, Double>> parts = new LinkedHashMap<>();
  private String labelTitle = "Model";
  private String kindTitle = "Kind of layer";
  private Optional<String> finding = Optional.empty();

  private StackedShareChart(String title, Column amount) {
    this.title = title;
    this.amount = amount;
  }

  /** Starts a chart of shares of the amounts that a numeric column describes. */
  public static StackedShareChart titled(String title, Column amount) {
    if (!amount.numeric()) {
      throw new IllegalArgumentException("shares need a numeric column, not " + amount.kind());
    }
    return new StackedShareChart(title, amount);
  }

  /** Says what the labels are, where they are not models. */
  public StackedShareChart labels(String heading) {
    labelTitle = heading;
    return this;
  }

  /** Says what the kinds are, where they are not kinds of layer. */
  public StackedShareChart kinds(String heading) {
    kindTitle = heading;
    return this;
  }

  /** Adds an amount, at least 0, to a kind of a label. */
  public StackedShareChart part(String label, String kind, double quantity) {
    if (!(quantity >= 0) || Double.isInfinite(quantity)) {
      throw new IllegalArgumentException(
          "part '%s' of '%s' must be at least 0 but is %s".formatted(kind, label, quantity));
    }
    parts.computeIfAbsent(label, _ -> new LinkedHashMap<>()).merge(kind, quantity, Double::sum);
    return this;
  }

  /** States what the chart shows; one sentence computed from the data. */
  public StackedShareChart finding(String sentence) {
    finding = Optional.of(sentence);
    return this;
  }

  /** The chart; at least one part above 0 and the finding must have been given. */
  public Chart build() {
    List<String> kinds = kindsByShare();
    if (kinds.isEmpty()) {
      throw new IllegalStateException("share chart '" + title + "' has no parts");
    }
    int most = Palette.CATEGORIES.size();
    boolean folded = kinds.size() > most;
    List<String> drawn = new ArrayList<>(folded ? kinds.subList(0, most - 1) : kinds);
    if (folded) {
      drawn.add(OTHER);
    }
    Table table = table(kinds);
    ObjectNode spec = Spec.base(Math.max(2, parts.size()) * STEP);
    spec.putObject("data").set("values", rows(table, drawn));
    spec.set(
        "mark",
        Spec.parse("{\"type\": \"bar\", \"stroke\": \"var(--ground)\", \"strokeWidth\": 1}"));
    spec.putArray("params").add(Spec.pickByLegend("pick", "drawn"));
    spec.set("encoding", encoding(table, drawn));
    return new Chart(
        title,
        "%d bars, each divided by %s into shares of %s."
            .formatted(parts.size(), kindTitle, amount.title()),
        finding.orElseThrow(() -> new IllegalStateException("a chart needs a finding")),
        spec,
        List.of(table),
        List.of());
  }

  private static double total(Map<String, Double> of) {
    return of.values().stream().mapToDouble(v -> v).sum();
  }

  private List<String> kindsByShare() {
    Map<String, Double> shares = new LinkedHashMap<>();
    for (Map<String, Double> of : parts.values()) {
      double total = total(of);
      of.forEach((kind, v) -> shares.merge(kind, total > 0 ? v / total : 0, Double::sum));
    }
    return shares.entrySet().stream()
        .filter(e -> e.getValue() > 0)
        .sorted(Map.Entry.<String, Double>comparingByValue(Comparator.reverseOrder()))
        .map(Map.Entry::getKey)
        .toList();
  }

  private Table table(List<String> kinds) {
    Table.Builder table =
        Table.of(
            title,
            Column.text("label", labelTitle),
            Column.text("kind", kindTitle),
            amount,
            Column.percent("share", "Share", 1));
    parts.forEach((label, of) -> {
      double total = total(of);
      for (String kind : kinds) {
        double quantity = of.getOrDefault(kind, 0.0);
        if (quantity > 0) {
          table.row(label, kind, quantity, quantity / total);
        }
      }
    });
    return table.build();
  }

  private static ArrayNode rows(Table table, List<String> drawn) {
    ArrayNode rows = Spec.rows(table);
    for (var node : rows) {
      ObjectNode row = (ObjectNode) node;
      int place = drawn.indexOf(row.path("kind").asString());
      row.put("drawn", place < 0 ? OTHER : drawn.get(place));
      row.put("place", place < 0 ? drawn.size() : place);
    }
    return rows;
  }

  private ObjectNode encoding(Table table, List<String> drawn) {
    ObjectNode encoding =
        Spec.parse(
            """
            {"x": {"field": "share", "type": "quantitative", "stack": "zero", "scale": {"domain": [0, 1]},
                   "axis": {"format": ".0%", "tickCount": 5}},
             "y": {"field": "label", "type": "nominal", "title": null,
                   "axis": {"labelColor": "var(--ink)", "ticks": false, "domain": false, "labelPadding": 6,
                            "labelLimit": {"expr": "width < 420 ? 110 : 200"}},
                   "scale": {"paddingInner": 0.2, "paddingOuter": 0.1}},
             "order": {"field": "place", "type": "quantitative"},
             "opacity": {"condition": {"param": "pick", "value": 1}, "value": 0.15}}
            """);
    encoding.withObject("x").put("title", "Share of " + amount.title());
    ArrayNode order = encoding.withObject("y").putArray("sort");
    parts.keySet().forEach(order::add);
    encoding.set("color", Spec.categories("drawn", kindTitle, drawn));
    encoding.set("tooltip", Spec.tooltip(table.columns()));
    return encoding;
  }
}
