package dev.ridgeline.app.op;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ridgeline.measure.roofline.ComputeRoof;
import dev.ridgeline.measure.roofline.MemoryRoof;
import dev.ridgeline.measure.roofline.Roofline;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;

/** The peak that is measured beside a kernel. */
final class FmaProbeTest {
  @Test
  void itsRateTakesThePlaceOfThePeak() {
    FmaProbe probe = FmaProbe.of(1);
    Effort effort = new Effort(Duration.ofMillis(300), 2, Duration.ofMillis(50));
    Contest.Result result = Contest.run(List.of(probe.contender()), effort, 1000, _ -> {});
    Roofline saved =
        new Roofline("a roof", new ComputeRoof("f32", 1), List.of(new MemoryRoof("DRAM", 10)));
    Roofline roof =
        probe.roof(saved, Objects.requireNonNull(result.latencies().get(FmaProbe.NAME)));
    System.out.println("fma probe: " + roof.compute().gigaflops() + " GFLOP/s");
    // every machine with vectors does more than one multiply-add of a vector a nanosecond
    assertThat(roof.compute().gigaflops()).isGreaterThan(2.0 * probe.lanes() / 4);
    assertThat(roof.memories()).isEqualTo(saved.memories());
  }
}
