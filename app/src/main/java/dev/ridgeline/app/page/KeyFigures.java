package dev.ridgeline.app.page;

import java.util.List;

/** The few numbers of a section, shown large side by side. */
public record KeyFigures(List<Figure> figures) implements Block {
  public KeyFigures {
    if (figures.isEmpty()) {
      throw new IllegalArgumentException("key figures need at least one figure");
    }
    figures = List.copyOf(figures);
  }

  /** Key figures in the order given. */
  public static KeyFigures of(Figure... figures) {
    return new KeyFigures(List.of(figures));
  }

  /**
   * One number.
   *
   * @param label what it is, such as {@code Peak f32, 2 threads}
   * @param value as it is to be read, such as {@code 118}
   * @param unit such as {@code GFLOP/s}; empty for a bare number
   * @param note a short remark under it, such as the spread; may be empty
   */
  public record Figure(String label, String value, String unit, String note) {
    public Figure {
      if (label.isBlank() || value.isBlank()) {
        throw new IllegalArgumentException("a key figure needs a label and a value");
      }
    }
  }
}
