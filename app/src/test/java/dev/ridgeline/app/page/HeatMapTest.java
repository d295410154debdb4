package dev.ridgeline.app.page;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

final class HeatMapTest {
  private static final HeatMap.Axis TIME =
      new HeatMap.Axis(Column.number("time", "Time", "s", 4), 0, 0.5);
  private static final HeatMap.Axis BAND =
      new HeatMap.Axis(Column.integer("band", "Band", ""), 0, 1);
  private static final Column LEVEL = Column.number("level", "Level", "dB", 4);

  private static HeatMap map(float[][] grid, HeatMap.Coarsening how) {
    return HeatMap.titled("Levels", TIME, BAND, LEVEL).values(grid, how).finding("It is so.");
  }

  @Test
  void everyValueIsACell() {
    Chart chart = map(new float[][] {{1, 2, 3}, {4, 5, 6}}, HeatMap.Coarsening.LARGEST).build();
    assertThat(chart.spec().at("/data/values").size()).isEqualTo(6);
    assertThat(chart.spec().at("/data/values/4/x").asDouble()).isEqualTo(0.5);
    assertThat(chart.spec().at("/data/values/4/y").asDouble()).isEqualTo(1);
    assertThat(chart.spec().at("/data/values/4/v").asDouble()).isEqualTo(5);
    assertThat(chart.notes()).isEmpty();
    assertThat(chart.tables().getFirst().rows()).hasSize(2);
    assertThat(chart.tables().getFirst().columns()).hasSize(4);
  }

  @Test
  void aLargeGridIsCoarsenedAndSaysSo() {
    float[][] grid = new float[1000][100];
    grid[999][99] = 7;
    Chart largest = map(grid, HeatMap.Coarsening.LARGEST).build();
    assertThat(largest.spec().at("/data/values").size()).isEqualTo(112 * 50);
    assertThat(largest.spec().at("/data/values/5599/v").asDouble()).isEqualTo(7);
    assertThat(largest.notes().getFirst().text())
        .isEqualTo("Each cell shows the largest of 9 by 2 values.");
    Chart mean = map(grid, HeatMap.Coarsening.MEAN).build();
    assertThat(mean.spec().at("/data/values/5599/v").asDouble()).isEqualTo(3.5);
    assertThat(mean.notes().getFirst().text())
        .isEqualTo("Each cell shows the mean of 9 by 2 values.");
  }

  @Test
  void wrongGridsAreRefused() {
    assertThatThrownBy(() -> map(new float[][] {{1, 2}, {3}}, HeatMap.Coarsening.MEAN))
        .hasMessage("heat map 'Levels' needs a full grid of finite values");
    assertThatThrownBy(() -> map(new float[][] {{Float.NaN}}, HeatMap.Coarsening.MEAN))
        .hasMessage("heat map 'Levels' needs a full grid of finite values");
    assertThatThrownBy(() -> map(new float[0][], HeatMap.Coarsening.MEAN).build())
        .hasMessage("heat map 'Levels' has no values");
  }
}
