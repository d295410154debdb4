package dev.ridgeline.app.cli;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** A table for the terminal: the first column to the left, numbers to the right, columns as wide as they need to be. */
public final class TextTable {
  private final List<String> heading;
  private final int leftColumns;
  private final List<List<String>> rows = new ArrayList<>();

  /** Starts a table; the first {@code leftColumns} columns are aligned to the left. */
  public TextTable(int leftColumns, String... heading) {
    this.leftColumns = leftColumns;
    this.heading = List.of(heading);
  }

  /** Adds a row, one text a column. */
  public void row(Object... cells) {
    if (cells.length != heading.size()) {
      throw new IllegalArgumentException("a row of %d cells for %d columns".formatted(cells.length, heading.size()));
    }
    rows.add(Arrays.stream(cells).map(String::valueOf).toList());
  }

  /** The lines, heading first. */
  public List<String> lines() {
    List<List<String>> all = new ArrayList<>();
    all.add(heading);
    all.addAll(rows);
    int[] widths = new int[heading.size()];
    for (List<String> row : all) {
      for (int i = 0; i < widths.length; i++) {
        widths[i] = Math.max(widths[i], row.get(i).length());
      }
    }
    return all.stream().map(row -> line(row, widths)).toList();
  }

  /** Prints the lines. */
  public void print(Console console) {
    lines().forEach(console::line);
  }

  private String line(List<String> row, int[] widths) {
    StringBuilder line = new StringBuilder();
    for (int i = 0; i < widths.length; i++) {
      String gap = " ".repeat(widths[i] - row.get(i).length());
      line.append(i == 0 ? "" : "  ").append(i < leftColumns ? row.get(i) + gap : gap + row.get(i));
    }
    return line.toString().stripTrailing();
  }
}
