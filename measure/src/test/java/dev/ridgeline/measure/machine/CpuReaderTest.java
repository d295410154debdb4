package dev.ridgeline.measure.machine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class CpuReaderTest {
  @TempDir Path folder;

  private Cpu read(String cpuinfo, List<Integer> available) throws IOException {
    Path file = Files.writeString(folder.resolve("cpuinfo"), cpuinfo);
    return new CpuReader(file, folder.resolve("cpu")).read(available);
  }

  private void sys(String path, String text) throws IOException {
    Path file = folder.resolve("cpu").resolve(path);
    Files.createDirectories(file.getParent());
    Files.writeString(file, text + "\n");
  }

  private static String x86(String vendor, int family, int model, String name, String flags) {
    return """
    processor\t: 0
    vendor_id\t: %s
    cpu family\t: %d
    model\t\t: %d
    model name\t: %s
    stepping\t: 1
    cpu MHz\t\t: 2445.408
    flags\t\t: fpu %s

    processor\t: 1
    model name\t: another
    """
        .formatted(vendor, family, model, name, flags);
  }

  @Test
  void readsWhatAVirtualMachineReports() throws IOException {
    sys("cpu0/cache/index0/level", "1");
    sys("cpu0/cache/index0/type", "Data");
    sys("cpu0/cache/index0/size", "32K");
    sys("cpu0/cache/index0/shared_cpu_list", "0");
    sys("cpu0/cache/index1/level", "1");
    sys("cpu0/cache/index1/type", "Instruction");
    sys("cpu0/cache/index1/size", "32K");
    sys("cpu0/cache/index3/level", "3");
    sys("cpu0/cache/index3/type", "Unified");
    sys("cpu0/cache/index3/size", "32768K");
    sys("cpu0/cache/index3/shared_cpu_list", "0-1,4");
    Cpu cpu = read(x86("AuthenticAMD", 25, 1, "AMD EPYC", "fma avx2 hypervisor"), List.of(0, 1));
    assertThat(cpu.label()).isEqualTo("AMD EPYC, 2 CPUs");
    assertThat(cpu.family()).isEqualTo(25);
    assertThat(cpu.fma()).isTrue();
    assertThat(cpu.virtualMachine()).isTrue();
    assertThat(cpu.cores()).isEqualTo(2);
    assertThat(cpu.caches())
        .containsExactly(
            new CacheLevel(1, "Data", 32 << 10, 1), new CacheLevel(3, "Unified", 32 << 20, 3));
    assertThat(cpu.lastLevelCacheBytes()).isEqualTo(32 << 20);
    assertThat(cpu.clocks()).extracting(ClockFigure::source).containsExactly("reported");
    assertThat(cpu.clocks().getFirst().gigahertz()).isCloseTo(2.445, within(0.001));
  }

  @Test
  void countsCoresNotTheirThreadsAndTakesTheNominalClockFromTheName() throws IOException {
    for (int cpu = 0; cpu < 4; cpu++) {
      sys("cpu" + cpu + "/topology/thread_siblings_list", cpu % 2 == 0 ? "0,2" : "1,3");
    }
    sys("cpu0/cpufreq/cpuinfo_max_freq", "3400000");
    String name = "Intel(R) Core(TM) i5-8250U CPU @ 1.60GHz";
    Cpu cpu = read(x86("GenuineIntel", 6, 0x8e, name, "fma"), List.of(0, 1, 2, 3));
    assertThat(cpu.cores()).isEqualTo(2);
    assertThat(cpu.clocks())
        .extracting(ClockFigure::source)
        .containsExactly("nominal", "maximum", "reported");
    Theoretical theoretical = Theoretical.of(cpu, List.of(1, 4));
    assertThat(theoretical.microarchitecture()).isEqualTo("Skylake (client)");
    assertThat(theoretical.peak("f32", Mix.FMA, 4, "nominal").orElseThrow().gflops())
        .as("2 cores x 1.6 GHz x 32")
        .isCloseTo(102.4, within(1e-9));
    assertThat(theoretical.peak("f64", Mix.FMA, 1, "maximum").orElseThrow().gflops())
        .isCloseTo(3.4 * 16, within(1e-9));
  }

  /** FLOP a cycle and core as the chip catalogue derives its peaks. */
  @Test
  void knowsWhatCommonCoresRetire() throws IOException {
    assertThat(f32("AuthenticAMD", 0x17, 0x01)).as("EPYC 7601").isEqualTo(16);
    assertThat(f32("AuthenticAMD", 0x17, 0x31)).as("EPYC 7742").isEqualTo(32);
    assertThat(f32("AuthenticAMD", 0x19, 0x01)).as("EPYC 7003").isEqualTo(32);
    assertThat(f32("AuthenticAMD", 0x19, 0x11)).as("EPYC 9654").isEqualTo(32);
    assertThat(f32("GenuineIntel", 6, 0x4f)).as("Xeon E5-2699 v4").isEqualTo(32);
    assertThat(f32("GenuineIntel", 6, 0x55)).as("Xeon Platinum 8280").isEqualTo(64);
    assertThat(f32("GenuineIntel", 6, 0x6a)).as("Xeon Platinum 8380").isEqualTo(64);
    assertThat(f32("GenuineIntel", 6, 0x8f)).as("Xeon Platinum 8480+").isEqualTo(64);
  }

  private int f32(String vendor, int family, int model) throws IOException {
    Cpu cpu = read(x86(vendor, family, model, "x", "fma"), List.of(0));
    return Microarchitecture.of(cpu).orElseThrow().flopPerCycle("f32", Mix.FMA);
  }

  @Test
  void saysThatACoreIsUnknown() throws IOException {
    Cpu cpu = read(x86("GenuineIntel", 6, 0xff, "future", "fma"), List.of(0));
    Theoretical theoretical = Theoretical.of(cpu, List.of(1));
    assertThat(theoretical.microarchitecture()).isEqualTo("unknown");
    assertThat(theoretical.peaks()).isEmpty();
    assertThat(theoretical.explanation())
        .isEqualTo(
            "vendor GenuineIntel, family 6, model 255 is not in the table, so FLOP a cycle are"
                + " unknown");
    String silent = x86("AuthenticAMD", 25, 1, "a", "fma").replaceAll("cpu MHz.*\n", "");
    Theoretical noClock = Theoretical.of(read(silent, List.of(0)), List.of(1));
    assertThat(noClock.peaks()).isEmpty();
    assertThat(noClock.explanation()).endsWith("; the clock rate is unknown");
  }

  @Test
  void readsNothingFromASystemThatTellsNothing() {
    Cpu cpu = new CpuReader(folder.resolve("none"), folder.resolve("none")).read(List.of(0));
    assertThat(cpu.name()).startsWith("unknown CPU (");
    assertThat(cpu.clocks()).isEmpty();
    assertThat(cpu.caches()).isEmpty();
    assertThat(cpu.family()).isEqualTo(-1);
    assertThat(cpu.lastLevelCacheBytes()).isZero();
  }

  @Test
  void readsSizesAndLists() {
    assertThat(CpuReader.bytes("32K")).isEqualTo(32768);
    assertThat(CpuReader.bytes("16M")).isEqualTo(16 << 20);
    assertThat(CpuReader.bytes("512")).isEqualTo(512);
    assertThat(CpuReader.bytes("x")).isZero();
    assertThat(CpuReader.sharers("0-3,8-11")).isEqualTo(8);
    assertThat(CpuReader.sharers("")).isEqualTo(1);
  }

  @Test
  void aCpuHasAtLeastAsManyCpusAsCores() {
    assertThatThrownBy(() -> new Cpu("a", "b", 1, 1, 1, 1, 2, true, false, List.of(), List.of()))
        .hasMessage("a CPU needs a name and at least as many CPUs as cores: 'a', 1, 2");
  }

  @Test
  void theEffectiveClockIsThatOfACpu() {
    EffectiveClock.measure().ifPresent(clock -> assertThat(clock.gigahertz()).isBetween(0.1, 8.0));
    long x = EffectiveClock.chain(1, 1);
    long expected = 1;
    for (int shift : new int[] {7, 9, 11, 13}) {
      expected ^= expected >>> shift;
    }
    assertThat(x).isEqualTo(expected);
  }

  @Test
  void theSweepGoesFarEnoughAndSaysWhenItCannot() {
    long cache = 32L << 20;
    assertThat(SweepRange.of(cache, 1L << 40))
        .isEqualTo(
            new SweepRange(
                8 * cache,
                true,
                "the sweep goes to 256 MiB, at least four times the last cache reported, so its"
                    + " last level is DRAM"));
    assertThat(SweepRange.of(cache, 64 << 20).explanation())
        .isEqualTo(
            "the sweep goes to 64 MiB, held back by heap and memory below four times the last"
                + " cache reported, so its last level may or may not be main memory");
    assertThat(SweepRange.of(0, 1L << 40).reachesMemory()).isFalse();
  }
}
