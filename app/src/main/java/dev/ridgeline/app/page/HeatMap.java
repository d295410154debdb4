package dev.ridgeline.app.page;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * A grid of values as colours, from dark for low to light for high; the colours (viridis) keep
 * their order under colour-vision deficiencies. A grid of more than {@value #MOST_ACROSS} by
 * {@value #MOST_UPWARD} is drawn in coarser cells, and a note says so.
 */
public final class HeatMap {
  private static final int HEIGHT = 300;
  private static final int MOST_ACROSS = 120;
  private static final int MOST_UPWARD = 64;

  /** What a coarser cell shows of the values that it covers. */
  public enum Coarsening {
    /** The largest, which keeps narrow peaks. */
    LARGEST,
    /** The mean. */
    MEAN
  }

  /**
   * Places along one axis.
   *
   * @param column title and unit
   * @param from where the first cell begins
   * @param step how wide a cell is, above 0
   */
  public record Axis(Column column, double from, double step) {
    public Axis {
      if (!column.numeric() || !(step > 0) || !Double.isFinite(from + step)) {
        throw new IllegalArgumentException(
            "a heat map needs numeric axes with cells of some width");
      }
    }
  }

  private final String title;
  private final Axis across;
  private final Axis upward;
  private final Column value;
  private float[][] values = new float[0][];
  private Coarsening coarsening = Coarsening.LARGEST;
  private Optional<String> finding = Optional.empty();

  private HeatMap(String title, Axis across, Axis upward, Column value) {
    this.title = title;
    this.across = across;
    this.upward = upward;
    this.value = value;
  }

  /** Starts a heat map. */
  public static HeatMap titled(String title, Axis across, Axis upward, Column value) {
    if (!value.numeric()) {
      throw new IllegalArgumentException("a heat map needs numbers");
    }
    return new HeatMap(title, across, upward, value);
  }

  /** Gives the values, all finite: by place across, then by place upward, each row as long. */
  public HeatMap values(float[][] grid, Coarsening how) {
    for (float[] row : grid) {
      for (float v : row) {
        if (!Float.isFinite(v) || row.length != grid[0].length) {
          throw new IllegalArgumentException(
              "heat map '" + title + "' needs a full grid of finite values");
        }
      }
    }
    values = grid;
    coarsening = how;
    return this;
  }

  /** States what the map shows; one sentence computed from the data. */
  public HeatMap finding(String sentence) {
    finding = Optional.of(sentence);
    return this;
  }

  /** The chart; values and the finding must have been given. */
  public Chart build() {
    if (values.length == 0 || values[0].length == 0) {
      throw new IllegalStateException("heat map '" + title + "' has no values");
    }
    int wide = Math.ceilDiv(values.length, MOST_ACROSS);
    int high = Math.ceilDiv(values[0].length, MOST_UPWARD);
    float[][] cells = coarse(wide, high);
    List<Note> notes = new ArrayList<>();
    if (wide > 1 || high > 1) {
      notes.add(
          Note.remark(
              "Each cell shows the %s of %d by %d values."
                  .formatted(coarsening == Coarsening.MEAN ? "mean" : "largest", wide, high)));
    }
    return new Chart(
        title,
        "%s as colours by %s and %s."
            .formatted(value.heading(), across.column().heading(), upward.column().heading()),
        finding.orElseThrow(() -> new IllegalStateException("a chart needs a finding")),
        spec(cells, across.step() * wide, upward.step() * high),
        List.of(table(cells, across.step() * wide, upward.step() * high)),
        notes);
  }

  private float[][] coarse(int wide, int high) {
    int columns = Math.ceilDiv(values.length, wide);
    int rows = Math.ceilDiv(values[0].length, high);
    float[][] cells = new float[columns][rows];
    for (int c = 0; c < columns; c++) {
      for (int r = 0; r < rows; r++) {
        cells[c][r] = cell(c * wide, r * high, wide, high);
      }
    }
    return cells;
  }

  private float cell(int column, int row, int wide, int high) {
    double sum = 0;
    float largest = Float.NEGATIVE_INFINITY;
    int count = 0;
    for (int i = column; i < Math.min(values.length, column + wide); i++) {
      for (int j = row; j < Math.min(values[0].length, row + high); j++) {
        sum += values[i][j];
        largest = Math.max(largest, values[i][j]);
        count++;
      }
    }
    return coarsening == Coarsening.MEAN ? (float) (sum / count) : largest;
  }

  private ObjectNode spec(float[][] cells, double stepAcross, double stepUpward) {
    ObjectNode spec = Spec.base(HEIGHT);
    ArrayNode data = spec.putObject("data").putArray("values");
    for (int c = 0; c < cells.length; c++) {
      for (int r = 0; r < cells[c].length; r++) {
        data.addObject()
            .put("x", rounded(across.from() + c * stepAcross))
            .put("y", rounded(upward.from() + r * stepUpward))
            .put("v", rounded(cells[c][r]));
      }
    }
    ArrayNode transform = spec.putArray("transform");
    transform.addObject().put("calculate", "datum.x + " + stepAcross).put("as", "xEnd");
    transform.addObject().put("calculate", "datum.y + " + stepUpward).put("as", "yEnd");
    spec.putObject("mark").put("type", "rect");
    ObjectNode encoding = spec.putObject("encoding");
    encoding.set("x", place("x", across.column()));
    encoding.putObject("x2").put("field", "xEnd");
    encoding.set("y", place("y", upward.column()));
    encoding.putObject("y2").put("field", "yEnd");
    ObjectNode colour = encoding.putObject("color").put("field", "v").put("type", "quantitative");
    colour
        .put("title", value.heading())
        .putObject("scale")
        .put("scheme", "viridis")
        .put("zero", false);
    encoding.set("tooltip", tooltip());
    return spec;
  }

  private ArrayNode tooltip() {
    ArrayNode tooltip = Spec.array();
    shown(tooltip, "x", across.column());
    shown(tooltip, "y", upward.column());
    shown(tooltip, "v", value);
    return tooltip;
  }

  private static void shown(ArrayNode tooltip, String field, Column column) {
    tooltip
        .addObject()
        .put("field", field)
        .put("title", column.heading())
        .put("type", "quantitative")
        .put("format", ",.4~r");
  }

  private static ObjectNode place(String field, Column column) {
    ObjectNode channel =
        Spec.parse(
            """
            {"type": "quantitative", "scale": {"zero": false, "nice": false},
             "axis": {"format": ",~r", "tickCount": 6, "grid": false}}
            """);
    return channel.put("field", field).put("title", column.heading());
  }

  /** A row for every place across, a column for every place upward. */
  private Table table(float[][] cells, double stepAcross, double stepUpward) {
    List<Column> columns = new ArrayList<>(List.of(across.column()));
    for (int r = 0; r < cells[0].length; r++) {
      String heading =
          "%s %s".formatted(upward.column().title(), rounded(upward.from() + r * stepUpward));
      columns.add(new Column("v" + r, heading, upward.column().unit(), Column.Kind.NUMBER, 4));
    }
    List<List<Cell>> rows = new ArrayList<>();
    for (int c = 0; c < cells.length; c++) {
      List<Cell> row = new ArrayList<>(List.of(Cell.of(rounded(across.from() + c * stepAcross))));
      for (float cell : cells[c]) {
        row.add(Cell.of(rounded(cell)));
      }
      rows.add(row);
    }
    return new Table(title, columns, rows);
  }

  /** Five digits are more than a colour shows, and keep the page small. */
  private static double rounded(double x) {
    return Double.parseDouble("%.5g".formatted(x));
  }
}
