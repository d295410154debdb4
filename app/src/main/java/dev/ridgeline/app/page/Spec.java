package dev.ridgeline.app.page;

import java.util.List;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * The pieces that Vega-Lite specifications share. Names that come from a user enter a specification
 * as data or as the value of a property only, never as part of an expression or of JSON text.
 */
final class Spec {
  private static final JsonMapper JSON = JsonMapper.builder().build();

  /** Shapes of points that can be told apart, beside their colours. */
  static final List<String> SHAPES =
      List.of("circle", "square", "triangle-up", "diamond", "cross", "triangle-down");

  private static final int LEGEND_LABEL_LIMIT = 220;
  private static final int LEGEND_SYMBOL_WIDTH = 36;
  private static final int WIDE_CHARACTER = 7;

  private Spec() {}

  static ObjectNode parse(String json) {
    return (ObjectNode) JSON.readTree(json);
  }

  static ObjectNode object() {
    return JSON.createObjectNode();
  }

  static ArrayNode array() {
    return JSON.createArrayNode();
  }

  /** A specification that takes the width of its container and the height given in pixels. */
  static ObjectNode base(int height) {
    ObjectNode spec =
        parse(
            """
            {"$schema": "https://vega.github.io/schema/vega-lite/v6.json",
             "width": "container", "autosize": {"type": "fit-x", "contains": "padding"}}
            """);
    return spec.put("height", height);
  }

  /** The rows of a table as objects by field; missing cells are null. */
  static ArrayNode rows(Table table) {
    ArrayNode rows = array();
    for (List<Cell> row : table.rows()) {
      ObjectNode object = rows.addObject();
      for (int i = 0; i < row.size(); i++) {
        String field = table.columns().get(i).field();
        switch (row.get(i)) {
          case Cell.Words words -> object.put(field, words.text());
          case Cell.Quantity quantity -> object.put(field, quantity.value().doubleValue());
          case Cell.Missing _ -> object.putNull(field);
        }
      }
    }
    return rows;
  }

  /** A tooltip that shows the columns of a table, each as it is written there. */
  static ArrayNode tooltip(List<Column> columns) {
    ArrayNode tooltip = array();
    for (Column column : columns) {
      ObjectNode entry = tooltip.addObject();
      entry.put("field", column.field());
      entry.put("title", column.kind() == Column.Kind.PERCENT ? column.title() : column.heading());
      switch (column.kind()) {
        case NUMBER ->
            entry.put("format", ",." + column.digits() + "~r").put("type", "quantitative");
        case INTEGER -> entry.put("format", ",.0f").put("type", "quantitative");
        case PERCENT ->
            entry.put("format", "." + column.digits() + "%").put("type", "quantitative");
        case TEXT, MARK -> entry.put("type", "nominal");
      }
    }
    return tooltip;
  }

  /** A colour channel over categories in the order given; over one category it has no legend. */
  static ObjectNode categories(String field, String title, List<String> domain) {
    ObjectNode channel = object().put("field", field).put("type", "nominal").put("title", title);
    ObjectNode scale = channel.putObject("scale");
    ArrayNode names = scale.putArray("domain");
    domain.forEach(names::add);
    ArrayNode range = scale.putArray("range");
    for (int i = 0; i < domain.size(); i++) {
      range.add(Palette.CATEGORIES.get(i % Palette.CATEGORIES.size()));
    }
    if (domain.size() < 2) {
      channel.putNull("legend");
    } else {
      channel.set("legend", legend(domain));
    }
    return channel;
  }

  /**
   * A legend of as many columns as the container holds. The width of the drawing must not decide:
   * it is itself what the legend leaves over.
   */
  private static ObjectNode legend(List<String> entries) {
    int longest = entries.stream().mapToInt(String::length).max().orElse(1);
    int entryWidth = Math.min(LEGEND_LABEL_LIMIT, longest * WIDE_CHARACTER) + LEGEND_SYMBOL_WIDTH;
    ObjectNode legend = object().put("labelLimit", LEGEND_LABEL_LIMIT);
    legend
        .putObject("columns")
        .put(
            "expr",
            "width >= 0 ? clamp(floor(containerSize()[0] / %d), 1, %d) : 1"
                .formatted(entryWidth, entries.size()));
    return legend;
  }

  /** A shape channel over categories; together with their colours it makes one legend. */
  static ObjectNode shapes(String field, String title, List<String> domain) {
    ObjectNode channel = categories(field, title, domain);
    ArrayNode range = ((ObjectNode) channel.get("scale")).putArray("range");
    SHAPES.subList(0, domain.size()).forEach(range::add);
    return channel;
  }

  /** Where a label may stand about its point, the preferred place first. */
  static final List<String> ABOUT =
      List.of(
          "right", "left", "top", "bottom", "top-right", "bottom-right", "top-left", "bottom-left");

  /** The same for points at the left end of a horizontal line. */
  static final List<String> OFF_THE_LINE =
      List.of("top-right", "bottom-right", "top-left", "top", "bottom", "left");

  /**
   * Asks the page to label the marks of a layer where there is room, clear of other marks. Layers
   * to avoid may be missing but not empty: Vega's labels fail on a mark without items.
   */
  static void label(
      ObjectNode spec, String layer, String field, List<String> anchors, List<String> avoid) {
    ObjectNode labels = object().put("marks", layer + "_marks").put("field", field);
    ArrayNode places = labels.putArray("anchors");
    anchors.forEach(places::add);
    ArrayNode others = labels.putArray("avoid");
    avoid.forEach(others::add);
    spec.withObject("usermeta").withObject("ridgeline").set("labels", labels);
  }

  /** Lets a click on a legend entry pick out its marks; goes into the layer that has the legend. */
  static ObjectNode pickByLegend(String name, String field) {
    ObjectNode parameter = object().put("name", name).put("bind", "legend");
    parameter.putObject("select").put("type", "point").putArray("fields").add(field);
    return parameter;
  }
}
