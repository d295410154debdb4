package dev.ridgeline.app.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;

final class EngineRatiosTest {
  private static final EngineRatios RATIOS =
      new EngineRatios(
          "ours",
          "theirs",
          List.of(
              new EngineRatios.Case("alexnet", 1, OptionalInt.empty(), 0.5),
              new EngineRatios.Case("minilm", 1, OptionalInt.of(9), 2),
              new EngineRatios.Case("minilm", 1, OptionalInt.of(16), 8)));

  @Test
  void theMeanIsGeometric() {
    assertThat(RATIOS.geometricMean()).isCloseTo(2, within(1e-12));
  }

  @Test
  void aCaseIsFoundByModelBatchAndSequence() {
    assertThat(RATIOS.ratio(new BenchCase("minilm", 1, OptionalInt.of(16), "ours", 2)))
        .isEqualTo(OptionalDouble.of(8));
    assertThat(RATIOS.ratio(new BenchCase("minilm", 2, OptionalInt.of(16), "ours", 2))).isEmpty();
  }

  @Test
  void casesThatOneEngineDidNotRunCountNowhere() {
    assertThat(EngineRatios.of(List.of("ours", "theirs"), List.of())).isEmpty();
  }
}
