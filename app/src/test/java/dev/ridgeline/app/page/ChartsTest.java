package dev.ridgeline.app.page;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import org.junit.jupiter.api.Test;

class ChartsTest {
  private static final Column MILLIS = Column.number("millis", "Latency", "ms", 3);
  private static final Column FLOPS = Column.number("gflop", "FLOPs", "GFLOP", 3);

  private static RooflineChart roofline() {
    return RooflineChart.titled("R").compute("peak", 100).bandwidth("DRAM", 20).finding("F.");
  }

  private static List<Cell> cells(Chart chart, String field) {
    Table table = chart.tables().getFirst();
    int column = table.columns().stream().map(Column::field).toList().indexOf(field);
    return table.rows().stream().map(row -> row.get(column)).toList();
  }

  @Test
  void thePeakAndTheSlowestBandwidthMakeTheMainRoof() {
    Chart chart =
        roofline()
            .compute("lesser", 60)
            .bandwidth("L2", 300)
            .point(RooflinePoint.measured("left", "1", 2, 10))
            .point(RooflinePoint.measured("right", "1", 50, 80))
            .build();
    // 2 FLOP/B x 20 GB/s = 40 GFLOP/s; beyond the ridge at 5 FLOP/B the peak.
    assertThat(cells(chart, "roof")).containsExactly(Cell.of(40.0), Cell.of(100.0));
    assertThat(cells(chart, "share")).containsExactly(Cell.of(0.25), Cell.of(0.8));
    assertThat(cells(chart, "bound")).containsExactly(Cell.of("DRAM"), Cell.of("compute"));
  }

  @Test
  void measuredAndPredictedAreSeriesOfTheirOwn() {
    Chart chart =
        roofline()
            .point(RooflinePoint.measured("m", "1", 2, 10))
            .point(RooflinePoint.predicted("m", "1", 2, 30))
            .build();
    assertThat(cells(chart, "source")).containsExactly(Cell.of("Measured"), Cell.of("Predicted"));
    assertThat(chart.spec().toString())
        .contains("\"domain\":[\"Measured\",\"Predicted\"],\"range\":[\"circle\",\"diamond\"]");
  }

  @Test
  void suspectPointsAreNamedUnderTheChart() {
    Chart chart =
        roofline().point(RooflinePoint.measured("m", "8", 2, 60).suspect("above the roof")).build();
    assertThat(chart.notes()).hasSize(1);
    assertThat(chart.notes().getFirst().items()).containsExactly("m (batch 8): above the roof");
    assertThat(chart.notes().getFirst().kind()).isEqualTo(Note.Kind.SUSPECT);
    assertThat(roofline().build().notes()).isEmpty();
  }

  @Test
  void axesHoldAllRoofsAndPoints() {
    RoofGeometry geometry =
        new RoofGeometry(
            List.of(
                new Roof.Compute("peak", 100),
                new Roof.Bandwidth("DRAM", 20),
                new Roof.Bandwidth("L1", 800)),
            List.of(
                RooflinePoint.measured("a", "1", 0.01, 0.05),
                RooflinePoint.measured("b", "1", 900, 140)));
    assertThat(geometry.x().low()).isLessThan(0.01);
    assertThat(geometry.x().high()).isGreaterThan(900);
    assertThat(geometry.y().low()).isLessThan(0.05);
    assertThat(geometry.y().high()).isGreaterThan(140);
    assertThat(geometry.ridge(geometry.memory())).isCloseTo(5, within(1e-12));
  }

  @Test
  void barsStandLongestFirst() {
    Chart chart =
        BarChart.titled("B", FLOPS)
            .bar("small", 1)
            .bar("large", 9)
            .bar("middle", 4)
            .finding("F.")
            .build();
    assertThat(cells(chart, "label"))
        .containsExactly(Cell.of("large"), Cell.of("middle"), Cell.of("small"));
    chart =
        BarChart.titled("B", FLOPS).inOrder().bar("small", 1).bar("large", 9).finding("F.").build();
    assertThat(cells(chart, "label")).containsExactly(Cell.of("small"), Cell.of("large"));
  }

  @Test
  void sharesOfALabelMakeOneAndRareKindsAreDrawnTogether() {
    StackedShareChart chart = StackedShareChart.titled("S", MILLIS).finding("F.");
    for (int kind = 0; kind < 10; kind++) {
      chart.part("m", "kind " + kind, 10 - kind);
    }
    Chart built = chart.build();
    double sum =
        cells(built, "share").stream()
            .mapToDouble(c -> ((Cell.Quantity) c).value().doubleValue())
            .sum();
    assertThat(sum).isCloseTo(1, within(1e-12));
    assertThat(cells(built, "kind")).hasSize(10);
    assertThat(built.spec().toString())
        .contains("\"kind 6\",\"other\"]")
        .doesNotContain("\"drawn\":\"kind 7\"");
  }

  @Test
  void uncertainChipsAreNamed() {
    Chart chart =
        ChipRooflinesChart.titled("C")
            .chip(ChipRoof.of("one", "gpu", 1000, 100))
            .chip(new ChipRoof("two", "edge", 10, 5, "unverified"))
            .finding("F.")
            .build();
    assertThat(cells(chart, "ridge")).containsExactly(Cell.of(10.0), Cell.of(2.0));
    assertThat(chart.notes().getFirst().items()).containsExactly("two (edge): unverified");
  }

  @Test
  void ticksOfLogarithmicAxesAreRound() {
    assertThat(new LogAxis(0.05, 30).ticks()).containsExactly(0.1, 1.0, 10.0);
    assertThat(new LogAxis(3, 60).ticks()).containsExactly(5.0, 10.0, 20.0, 50.0);
    assertThat(LogAxis.around(List.of(5.0), 1, 1).high()).isGreaterThan(5);
    assertThatThrownBy(() -> new LogAxis(0, 1))
        .hasMessage("a logarithmic axis needs 0 < low < high but got 0.0 to 1.0");
  }

  @Test
  void refusesWhatCannotBeDrawn() {
    assertThatThrownBy(() -> RooflineChart.titled("R").compute("peak", 1).finding("F.").build())
        .hasMessage("a roofline needs at least one compute ceiling and one bandwidth");
    assertThatThrownBy(() -> RooflineChart.titled("R").compute("p", 1).bandwidth("b", 1).build())
        .hasMessage("a chart needs a finding");
    assertThatThrownBy(() -> RooflinePoint.measured("m", "1", 0, 5))
        .hasMessage(
            "a point on a roofline needs a positive intensity and speed but 'm' has 0.0 and 5.0");
    assertThatThrownBy(() -> new Roof.Compute("p", Double.NaN))
        .hasMessageContaining("positive limit");
    assertThatThrownBy(() -> ScatterChart.titled("S", FLOPS, MILLIS).point("m", "1", -1, 2))
        .hasMessage("point 'm' needs values above 0 but has -1.0 and 2.0");
    assertThatThrownBy(() -> ScatterChart.titled("S", FLOPS, MILLIS).build())
        .hasMessage("scatter chart 'S' has no points");
    assertThatThrownBy(() -> BarChart.titled("B", FLOPS).bar("m", Double.NaN))
        .hasMessage("bar 'm' has no finite value");
    assertThatThrownBy(() -> LineChart.titled("L", FLOPS, MILLIS).point("m", 1, 5, 6, 7))
        .hasMessageContaining("low <= y <= high");
    assertThatThrownBy(() -> StackedShareChart.titled("S", MILLIS).part("m", "k", -1))
        .hasMessage("part 'k' of 'm' must be at least 0 but is -1.0");
    assertThatThrownBy(() -> ChipRoof.of("c", "gpu", 0, 1))
        .hasMessage("chip 'c' needs a positive peak and bandwidth but has 0.0 and 1.0");
  }
}
