package dev.ridgeline.app.page;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Rows under typed columns. On the page it can be sorted by any column and saved as CSV; behind a
 * chart it is the data that the chart draws.
 *
 * @param caption what the rows are
 * @param columns at least one, each with its own field name
 * @param rows each as long as the columns, each cell of the column's kind or missing
 */
public record Table(String caption, List<Column> columns, List<List<Cell>> rows) implements Block {
  public Table {
    if (caption.isBlank() || columns.isEmpty()) {
      throw new IllegalArgumentException("a table needs a caption and columns");
    }
    columns = List.copyOf(columns);
    rows = rows.stream().map(List::copyOf).toList();
    if (columns.stream().map(Column::field).distinct().count() != columns.size()) {
      throw new IllegalArgumentException("two columns of '" + caption + "' have the same field");
    }
    for (List<Cell> row : rows) {
      check(caption, columns, row);
    }
  }

  /** Starts a table with these columns. */
  public static Builder of(String caption, Column... columns) {
    return new Builder(caption, List.of(columns));
  }

  private static void check(String caption, List<Column> columns, List<Cell> row) {
    if (row.size() != columns.size()) {
      throw new IllegalArgumentException(
          "a row of '%s' has %d cells for %d columns"
              .formatted(caption, row.size(), columns.size()));
    }
    for (int i = 0; i < row.size(); i++) {
      boolean fits =
          switch (row.get(i)) {
            case Cell.Missing _ -> true;
            case Cell.Words _ -> !columns.get(i).numeric();
            case Cell.Quantity _ -> columns.get(i).numeric();
          };
      if (!fits) {
        throw new IllegalArgumentException(
            "column '%s' of '%s' is %s and cannot hold %s"
                .formatted(columns.get(i).field(), caption, columns.get(i).kind(), row.get(i)));
      }
    }
  }

  /** Collects rows. */
  public static final class Builder {
    private final String caption;
    private final List<Column> columns;
    private final List<List<Cell>> rows = new ArrayList<>();

    private Builder(String caption, List<Column> columns) {
      this.caption = caption;
      this.columns = columns;
    }

    /** Adds a row; each value a string, a number, or an optional of either ({@link Cell#of}). */
    public Builder row(Object... values) {
      rows.add(Arrays.stream(values).map(Cell::of).toList());
      return this;
    }

    /** The table of all rows added. */
    public Table build() {
      return new Table(caption, columns, rows);
    }
  }
}
