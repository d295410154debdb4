package dev.ridgeline.primitives.winograd;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ridgeline.core.UserError;
import dev.ridgeline.primitives.winograd.PointsSearch.Candidates;
import org.junit.jupiter.api.Test;

final class PointsSearchTest {
  @Test
  void findsThePublishedPoints() {
    assertThat(PointsSearch.best(2, 3, Candidates.POWERS_OF_TWO, 1).getFirst().points())
        .containsExactlyInAnyOrderElementsOf(WinogradTransformTest.points("0", "1", "-1"));
    assertThat(PointsSearch.best(4, 3, Candidates.POWERS_OF_TWO, 1).getFirst().points())
        .containsExactlyInAnyOrderElementsOf(
            WinogradTransformTest.points("0", "1", "-1", "1/2", "-2"));
    assertThat(PointsSearch.best(6, 3, Candidates.POWERS_OF_TWO, 1).getFirst().points())
        .containsExactlyInAnyOrderElementsOf(
            WinogradTransformTest.points("0", "1", "-1", "2", "-2", "1/2", "-1/2"));
  }

  @Test
  void fractionsAreBetter() {
    WinogradTransform fractions = PointsSearch.best(4, 3, Candidates.FRACTIONS, 1).getFirst();
    assertThat(fractions.isExact()).isTrue();
    assertThat(WinogradError.amplification(fractions))
        .isLessThan(WinogradError.amplification(WinogradTransform.of(4, 3)));
  }

  @Test
  void searchesHaveAnEnd() {
    assertThatThrownBy(() -> PointsSearch.best(8, 3, Candidates.FRACTIONS, 1))
        .isInstanceOf(UserError.class)
        .hasMessageStartingWith("a search for F(8,3) is asked; give a tile and a kernel");
    assertThatThrownBy(() -> PointsSearch.best(1, 3, Candidates.FRACTIONS, 1))
        .isInstanceOf(UserError.class);
  }
}
