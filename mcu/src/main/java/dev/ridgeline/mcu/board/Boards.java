package dev.ridgeline.mcu.board;

import dev.ridgeline.core.NearNames;
import dev.ridgeline.core.UserError;
import dev.ridgeline.mcu.c.Resource;
import java.util.ArrayList;
import java.util.List;

/** The table of boards, {@code board/boards.csv}: add a line there to add a board. */
public final class Boards {
  private static final int COLUMNS = 8;

  private Boards() {}

  /** All boards, in the order of the table. */
  public static List<Board> all() {
    List<String> lines = Resource.text("board/boards.csv").lines().skip(1).toList();
    return lines.stream().map(Boards::board).toList();
  }

  /**
   * The board of that name.
   *
   * @throws UserError if there is none
   */
  public static Board named(String name) {
    List<String> names = all().stream().map(Board::name).toList();
    return all().stream()
        .filter(board -> board.name().equals(name))
        .findFirst()
        .orElseThrow(() ->
            new UserError(
                "there is no board '%s'%s; give one of %s"
                    .formatted(name, near(name, names), String.join(", ", names))));
  }

  private static String near(String name, List<String> names) {
    return NearNames.of(name, names).stream()
        .findFirst()
        .map(found -> ", did you mean '" + found + "'?")
        .orElse("");
  }

  private static Board board(String line) {
    List<String> cells = cells(line);
    if (cells.size() != COLUMNS) {
      throw new IllegalStateException("a board has " + COLUMNS + " columns: " + line);
    }
    return new Board(
        cells.get(0),
        cells.get(1),
        cells.get(2),
        Double.parseDouble(cells.get(3)),
        Long.parseLong(cells.get(4)),
        Long.parseLong(cells.get(5)),
        cells.get(6),
        cells.get(7));
  }

  private static List<String> cells(String line) {
    List<String> cells = new ArrayList<>();
    StringBuilder cell = new StringBuilder();
    boolean quoted = false;
    for (int i = 0; i < line.length(); i++) {
      char c = line.charAt(i);
      if (c == '"') {
        quoted = !quoted;
      } else if (c == ',' && !quoted) {
        cells.add(cell.toString());
        cell.setLength(0);
      } else {
        cell.append(c);
      }
    }
    cells.add(cell.toString());
    return cells;
  }
}
