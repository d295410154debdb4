package dev.ridgeline.measure.roofline;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import org.junit.jupiter.api.Test;

final class RooflineTest {
  /** The Opteron X2 of the paper: 17.6 GFLOP/s and 15 GB/s peak, ridge point at about 1. */
  private final Roofline opteron =
      new Roofline("Opteron X2", new ComputeRoof("f64", 17.6), List.of(new MemoryRoof("DRAM", 15)));

  @Test
  void bindsByMemoryLeftOfTheRidgeAndByComputeFromItOn() {
    assertThat(opteron.ridgePoint().orElseThrow()).isCloseTo(1.17, within(0.01));
    assertThat(opteron.attainable(0.25)).isEqualTo(3.75);
    assertThat(opteron.attainable(100)).isEqualTo(17.6);
    assertThat(opteron.attainable(0)).isZero();
    assertThat(opteron.boundAt(1)).isEqualTo(Bound.MEMORY);
    assertThat(opteron.boundAt(17.6 / 15)).isEqualTo(Bound.COMPUTE);
    assertThat(opteron.boundAt(2)).isEqualTo(Bound.COMPUTE);
  }

  @Test
  void mainMemoryIsTheSlowestLevel() {
    Roofline levels =
        new Roofline(
            "m",
            new ComputeRoof("f32", 100),
            List.of(new MemoryRoof("DRAM", 20), new MemoryRoof("L1", 400)));
    assertThat(levels.mainMemory().orElseThrow().name()).isEqualTo("DRAM");
    assertThat(levels.attainable(1)).isEqualTo(20);
    assertThat(levels.attainable(0.1, levels.memory("L1").orElseThrow())).isEqualTo(40);
    assertThat(levels.ridgePoint(levels.memory("L1").orElseThrow())).isEqualTo(0.25);
    assertThat(levels.memory("L2")).isEmpty();
  }

  @Test
  void doesNotGuessWhatAnUnknownBandwidthAllows() {
    Roofline tpu = new Roofline("Edge TPU", new ComputeRoof("i8", 4000), List.of());
    assertThat(tpu.boundAt(5)).isEqualTo(Bound.UNKNOWN);
    assertThat(tpu.ridgePoint()).isEmpty();
    assertThat(tpu.attainable(5)).isEqualTo(4000);
    assertThat(tpu.leastSeconds(4e12, 1e15)).isEqualTo(1);
  }

  @Test
  void leastTimeIsTheLongerOfTheTwo() {
    assertThat(opteron.leastSeconds(17.6e9, 15e9)).isCloseTo(1, within(1e-12));
    assertThat(opteron.leastSeconds(17.6e9, 45e9)).isCloseTo(3, within(1e-12));
    assertThat(opteron.leastSeconds(35.2e9, 0)).isCloseTo(2, within(1e-12));
  }

  @Test
  void refusesFiguresThatCannotBe() {
    assertThatThrownBy(() -> new ComputeRoof("f32", 0))
        .hasMessage("'f32' is 0.0, allowed is above 0");
    assertThatThrownBy(() -> new MemoryRoof("DRAM", Double.NaN))
        .hasMessage("'DRAM' is NaN, allowed is above 0");
    assertThatThrownBy(() -> opteron.attainable(-1))
        .hasMessage("intensity is -1.0, allowed is at least 0");
    assertThatThrownBy(() -> opteron.leastSeconds(-1, 0)).hasMessageContaining("at least 0 each");
  }
}
