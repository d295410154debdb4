package dev.ridgeline.app.page;

import static dev.ridgeline.app.page.Html.escape;

import java.util.List;

/** Writes one table as HTML; the page's script makes it sortable and saves it as CSV. */
final class TableWriter {
  private TableWriter() {}

  /** Writes a table; its caption is for screen readers only unless it is to be shown. */
  static void write(StringBuilder out, Table table, boolean showCaption) {
    String caption = escape(table.caption());
    out.append(
            "<div class=\"table\"><div class=\"scroll\" tabindex=\"0\" role=\"region\" aria-label=\"")
        .append(caption)
        .append("\">\n<table>\n<caption")
        .append(showCaption ? ">" : " class=\"unseen\">")
        .append(caption)
        .append("</caption>\n<thead><tr>");
    for (Column column : table.columns()) {
      out.append("<th scope=\"col\" data-field=\"")
          .append(column.field())
          .append(column.numeric() ? "\" class=\"number\">" : "\">")
          .append("<button type=\"button\">")
          .append(escape(column.title()));
      if (!column.unit().isEmpty()) {
        out.append(" <span class=\"unit\">").append(escape(column.unit())).append("</span>");
      }
      out.append("</button></th>");
    }
    out.append("</tr></thead>\n<tbody>\n");
    table.rows().forEach(row -> row(out, table.columns(), row));
    out.append("</tbody>\n</table>\n</div></div>\n");
  }

  private static void row(StringBuilder out, List<Column> columns, List<Cell> cells) {
    boolean marked = false;
    for (int i = 0; i < cells.size(); i++) {
      marked |=
          columns.get(i).kind() == Column.Kind.MARK
              && cells.get(i) instanceof Cell.Words words
              && !words.text().isEmpty();
    }
    out.append(marked ? "<tr class=\"suspect\">" : "<tr>");
    for (int i = 0; i < cells.size(); i++) {
      String open = i == 0 && !columns.get(i).numeric() ? "<th scope=\"row\"" : "<td";
      String close = open.startsWith("<th") ? "</th>" : "</td>";
      out.append(open);
      cell(out, columns.get(i), cells.get(i));
      out.append(close);
    }
    out.append("</tr>\n");
  }

  private static void cell(StringBuilder out, Column column, Cell cell) {
    String align =
        switch (column.kind()) {
          case NUMBER, INTEGER, PERCENT -> " class=\"number\"";
          case MARK -> " class=\"words\"";
          case TEXT -> "";
        };
    switch (cell) {
      case Cell.Missing _ -> out.append(align).append(" data-v=\"\">–");
      case Cell.Words words -> out.append(align).append(">").append(escape(words.text()));
      case Cell.Quantity quantity ->
          out.append(align)
              .append(" data-v=\"")
              .append(quantity.value().stripTrailingZeros().toPlainString())
              .append("\">")
              .append(written(column, quantity));
    }
  }

  private static String written(Column column, Cell.Quantity quantity) {
    return switch (column.kind()) {
      case INTEGER -> Numbers.integer(quantity.value());
      case PERCENT -> Numbers.percent(quantity.value(), column.digits());
      case NUMBER -> Numbers.significant(quantity.value(), column.digits());
      case TEXT, MARK -> throw new IllegalStateException("a column of words holds a number");
    };
  }
}
