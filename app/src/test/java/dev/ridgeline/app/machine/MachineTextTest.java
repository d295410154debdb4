package dev.ridgeline.app.machine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ridgeline.measure.machine.Bandwidth;
import dev.ridgeline.measure.machine.BandwidthKernel;
import dev.ridgeline.measure.machine.CacheLevel;
import dev.ridgeline.measure.machine.ClockFigure;
import dev.ridgeline.measure.machine.Cpu;
import dev.ridgeline.measure.machine.MachineProfile;
import dev.ridgeline.measure.machine.Mix;
import dev.ridgeline.measure.machine.Peak;
import dev.ridgeline.measure.machine.Theoretical;
import dev.ridgeline.measure.machine.TheoreticalPeak;
import dev.ridgeline.measure.sampling.SampleSummary;
import dev.ridgeline.measure.sampling.StopReason;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

final class MachineTextTest {
  private static MachineProfile profile(boolean contended, List<TheoreticalPeak> theory) {
    SampleSummary sampling =
        new SampleSummary(
            1,
            1,
            1,
            1,
            0.004,
            0.001,
            50,
            1,
            0,
            contended,
            List.of(),
            9,
            10,
            1.5,
            true,
            "clock",
            StopReason.SPREAD_KNOWN,
            "nothing");
    Peak peak = new Peak("f32", Mix.FMA, 1, 100, 104, 0.004, 256, 12, 0, true, true, sampling);
    Cpu cpu =
        new Cpu(
            "AMD EPYC",
            "AuthenticAMD",
            25,
            1,
            1,
            2,
            2,
            true,
            true,
            List.of(new ClockFigure("reported", 2.5, "cpu MHz")),
            List.of(new CacheLevel(1, "Data", 32 << 10, 1)));
    return new MachineProfile(
        MachineProfile.SCHEMA,
        cpu.label(),
        Instant.EPOCH,
        "0.1.0",
        true,
        1,
        true,
        contended,
        12.5,
        "Linux",
        "JVM",
        "clock",
        1L << 34,
        cpu,
        new Theoretical("Zen 3", "Zen 3 by CPUID", theory),
        List.of(peak),
        List.of(
            new Bandwidth("L1", BandwidthKernel.READ, 1, 181.26, 190, 0.02, 4096, 32768, 7, 0),
            new Bandwidth(
                "DRAM", BandwidthKernel.READ, 1, 17.5, 19, 0.05, 64 << 20, 128 << 20, 4, 3)),
        List.of("a convention"),
        List.of());
  }

  @Test
  void showsMeasuredBesideTheoretical() {
    TheoreticalPeak theory = new TheoreticalPeak("f32", Mix.FMA, 1, 32, "reported", 2.5, 80);
    assertThat(MachineText.lines(profile(false, List.of(theory))))
        .contains(
            "AMD EPYC, 2 CPUs, a virtual machine",
            "  clock reported: 2.50 GHz (cpu MHz)",
            "f32   fma        1    100.0  104.0   0.4 %  125 % of 80.0 (reported)",
            "L1          1    4 KiB to 32 KiB  181.3   2.0 %",
            "DRAM        1  64 MiB to 128 MiB   17.5   5.0 %  contended",
            "Reported caches, for comparison: L1 32 KiB, shared by 1",
            "Threads tied to CPUs; clock; no contention beyond dropped samples; 13 s.",
            "* a convention");
  }

  @Test
  void saysWhatIsUnknownAndWhatIsContended() {
    assertThat(MachineText.lines(profile(true, List.of())))
        .anyMatch(line -> line.matches("f32 .* unknown +contended"))
        .anyMatch(line -> line.contains("CONTENDED: other work ran meanwhile"));
  }

  @Test
  void bytesInBinaryUnits() {
    assertThat(MachineText.bytes(4096)).isEqualTo("4 KiB");
    assertThat(MachineText.bytes(128 << 20)).isEqualTo("128 MiB");
    assertThat(MachineText.bytes((5L << 20) + (1 << 19))).isEqualTo("5.5 MiB");
  }
}
