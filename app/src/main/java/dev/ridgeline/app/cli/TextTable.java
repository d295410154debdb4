package dev.ridgeline.app.cli;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * A table for the terminal: columns as wide as their widest cell; a column whose cells all begin
 * with a digit (or are empty or a dash) stands right.
 */
public final class TextTable {
  private final List<List<String>> rows = new ArrayList<>();

  /** Starts a table with a heading. */
  public TextTable(String... heading) {
    this(List.of(heading));
  }

  /** Starts a table with a heading. */
  public TextTable(List<String> heading) {
    rows.add(List.copyOf(heading));
  }

  /** Adds a row, one cell a column. */
  public void row(Object... cells) {
    row(Arrays.stream(cells).map(String::valueOf).toList());
  }

  /** Adds a row, one cell a column. */
  public void row(List<String> cells) {
    if (cells.size() != rows.getFirst().size()) {
      throw new IllegalArgumentException(
          cells.size() + " cells given for " + rows.getFirst().size() + " columns");
    }
    rows.add(List.copyOf(cells));
  }

  /** The lines, heading first. */
  public List<String> lines() {
    int columns = rows.getFirst().size();
    int[] widths = new int[columns];
    boolean[] numeric = new boolean[columns];
    for (int i = 0; i < columns; i++) {
      int column = i;
      widths[i] = rows.stream().mapToInt(row -> row.get(column).length()).max().orElse(0);
      numeric[i] = rows.stream().skip(1).allMatch(row -> row.get(column).matches("(-?[0-9].*|-)?"));
    }
    List<String> lines = new ArrayList<>();
    for (List<String> row : rows) {
      StringBuilder line = new StringBuilder();
      for (int i = 0; i < columns; i++) {
        String gap = " ".repeat(widths[i] - row.get(i).length());
        line.append(i == 0 ? "" : "  ").append(numeric[i] ? gap + row.get(i) : row.get(i) + gap);
      }
      lines.add(line.toString().stripTrailing());
    }
    return lines;
  }

  /** Prints the lines. */
  public void print(Console console) {
    lines().forEach(console::line);
  }
}
