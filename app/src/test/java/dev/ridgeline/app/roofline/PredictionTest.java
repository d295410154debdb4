package dev.ridgeline.app.roofline;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.ridgeline.core.cost.CostAnalysis;
import dev.ridgeline.core.cost.Ledger;
import dev.ridgeline.core.cost.Traffic;
import dev.ridgeline.core.shape.Specialise;
import dev.ridgeline.core.zoo.Zoo;
import dev.ridgeline.measure.roofline.Bound;
import dev.ridgeline.measure.roofline.ComputeRoof;
import dev.ridgeline.measure.roofline.MemoryRoof;
import dev.ridgeline.measure.roofline.Roofline;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

final class PredictionTest {
  /** 100 GFLOP/s and 10 GB/s: the ridge stands at 10 FLOP/byte. */
  private static final Roofline ROOF =
      new Roofline(
          "hand-made",
          new ComputeRoof("f32", 100),
          List.of(new MemoryRoof("L1", 200), new MemoryRoof("DRAM", 10)));

  private static Ledger mlp(long batch) {
    return CostAnalysis.of(Specialise.symbols(Zoo.build("mnist_mlp"), Map.of("N", batch)));
  }

  @Test
  void sumsTheLeastTimesOfLayers() {
    Prediction p = Prediction.of(mlp(1), 1, ROOF, Traffic.Model.FUSED);
    // Three linear layers, each bound by its weights and biases, inputs and outputs.
    long bytes =
        4L * (784 * 512 + 512 + 784 + 512 + 512 * 128 + 128 + 512 + 128 + 128 * 10 + 10 + 128 + 10);
    assertThat(p.bytes()).isEqualTo(bytes);
    assertThat(p.flops()).isEqualTo(2L * 468224);
    assertThat(p.bound()).isEqualTo(Bound.MEMORY);
    assertThat(p.memoryBoundShare()).isEqualTo(1);
    assertThat(p.millis()).isCloseTo(bytes / 10e9 * 1e3, within(1e-12));
    assertThat(p.layers()).hasSize(3);
  }

  @Test
  void movesFromBandwidthToArithmeticAsTheBatchGrows() {
    Prediction p = Prediction.of(mlp(1024), 1024, ROOF, Traffic.Model.FUSED);
    assertThat(p.layers().getFirst().bound()).isEqualTo(Bound.COMPUTE);
    assertThat(p.layers().getFirst().millis())
        .isCloseTo(2.0 * 784 * 512 * 1024 / 100e9 * 1e3, within(1e-9));
    assertThat(p.layers().getLast().bound()).isEqualTo(Bound.MEMORY);
    assertThat(p.gigaflops()).isLessThan(100);
    Prediction eager = Prediction.of(mlp(1024), 1024, ROOF, Traffic.Model.EAGER);
    assertThat(eager.millis()).isGreaterThan(p.millis());
    assertThat(eager.layers()).hasSize(5);
  }

  @Test
  void refusesTheModelWithoutLayers() {
    assertThatThrownBy(() -> Prediction.of(mlp(1), 1, ROOF, Traffic.Model.IDEAL))
        .hasMessage("the ideal traffic model is about the network as a whole and has no layers");
  }

  private static Placement placed(double millis, long cacheBytes, boolean contended) {
    Ledger ledger = mlp(1);
    Prediction p = Prediction.of(ledger, 1, ROOF, Traffic.Model.FUSED);
    return Placement.of(
        new Timing("mnist_mlp", 1, 0, "test", 1, millis, contended), ledger, p, ROOF, cacheBytes);
  }

  @Test
  void measuredPointsAreCheckedAgainstTheRoof() {
    double least = Prediction.of(mlp(1), 1, ROOF, Traffic.Model.FUSED).millis();
    Placement sound = placed(2 * least, 0, false);
    assertThat(sound.suspect()).isEmpty();
    assertThat(sound.shareOfRoof()).isCloseTo(0.5, within(1e-9));
    assertThat(sound.timesPredicted()).isCloseTo(2, within(1e-9));
    assertThat(placed(2 * least, 0, true).suspect())
        .isEqualTo("other work ran on the machine while it was measured");
    assertThat(placed(least / 2, 1 << 30, false).suspect())
        .contains("fits in the last-level cache");
    assertThat(placed(least / 2, 0, false).suspect())
        .contains("even if every weight crossed only once");
    assertThat(placed(2 * 468224 / 110e6, 1 << 30, false).suspect())
        .contains("above the measured peak of 100");
  }
}
