package dev.ridgeline.measure.machine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ridgeline.core.UserError;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

final class MachineProbeTest {
  @Test
  void refusesThreadsThatThereAreNoCpusFor() {
    int most = MachineProbe.availableThreads();
    MachineProbe probe = new MachineProbe("test", line -> {});
    assertThatThrownBy(() -> probe.measure(most + 1, ProbeEffort.QUICK))
        .isInstanceOf(UserError.class)
        .hasMessage(
            "%d threads given, 1 to %d are allowed here; pass --threads %d", most + 1, most, most);
    assertThatThrownBy(() -> probe.measure(0, ProbeEffort.QUICK)).isInstanceOf(UserError.class);
  }

  @Test
  @Tag("slow")
  void measuresThisMachine() {
    List<String> progress = new ArrayList<>();
    int threads = MachineProbe.availableThreads();
    MachineProfile profile =
        new MachineProbe("test", progress::add).measure(threads, ProbeEffort.QUICK);
    assertThat(profile.peaks()).hasSize(threads == 1 ? 4 : 8).allMatch(Peak::verified);
    double f32 = profile.peak("f32", Mix.FMA, 1).orElseThrow().bestGflops();
    double f64 = profile.peak("f64", Mix.FMA, 1).orElseThrow().bestGflops();
    assertThat(f32 / f64).as("twice as many lanes").isBetween(1.5, 2.5);
    assertThat(profile.bandwidths()).isNotEmpty();
    assertThat(profile.roofline("f32", 1).memories()).isNotEmpty();
    assertThat(progress).contains("peak, f32 fma, 1 thread");
  }
}
