package dev.ridgeline.measure.machine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ridgeline.core.UserError;
import dev.ridgeline.measure.roofline.Roofline;
import dev.ridgeline.measure.sampling.Contention;
import dev.ridgeline.measure.sampling.SampleSummary;
import dev.ridgeline.measure.sampling.StopReason;
import dev.ridgeline.measure.workspace.Workspace;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class MachineProfileFileTest {
  @TempDir Path folder;

  private static Peak peak(String dtype, Mix mix, int threads, double gflops) {
    SampleSummary sampling =
        new SampleSummary(
            1,
            2,
            3,
            0.5,
            0.1,
            0.01,
            50,
            4,
            2,
            false,
            List.of(Contention.PREEMPTED),
            9,
            10,
            1.5,
            true,
            "clock",
            StopReason.SPREAD_KNOWN,
            "nothing");
    return new Peak(dtype, mix, threads, gflops, gflops + 1, 0.1, 256, 12, 0, true, true, sampling);
  }

  private static Bandwidth bandwidth(String level, BandwidthKernel kernel, double rate) {
    return new Bandwidth(level, kernel, 1, rate, rate + 1, 0.01, 4096, 32768, 9, 0);
  }

  private static MachineProfile profile(List<Peak> peaks) {
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
            List.of(new ClockFigure("reported", 2.5, "")),
            List.of(new CacheLevel(1, "Data", 32768, 1)));
    return new MachineProfile(
        MachineProfile.SCHEMA,
        cpu.label(),
        Instant.parse("2026-01-02T03:04:05Z"),
        "0.1.0",
        true,
        2,
        true,
        false,
        12.5,
        "Linux 6",
        "JVM 25",
        "clock",
        1L << 34,
        cpu,
        Theoretical.of(cpu, List.of(1, 2)),
        peaks,
        List.of(
            bandwidth("L1", BandwidthKernel.READ, 180),
            bandwidth("L1", BandwidthKernel.TRIAD, 190),
            bandwidth("DRAM", BandwidthKernel.READ, 16)),
        List.of("convention"),
        List.of(new SweepPoint(BandwidthKernel.COPY, 1, 4096, 10, 11, 0.1, 9, 1, true)));
  }

  private static MachineProfile profile() {
    return profile(
        List.of(
            peak("f32", Mix.FMA, 1, 100),
            peak("f32", Mix.FMA_ADD, 1, 130),
            peak("f64", Mix.FMA, 1, 50)));
  }

  @Test
  void savedAndLoadedItIsTheSame() {
    Workspace workspace = Workspace.at(folder);
    assertThat(MachineProfileFile.load(workspace)).isEmpty();
    MachineProfileFile.save(workspace, profile());
    assertThat(MachineProfileFile.load(workspace)).contains(profile());
    assertThat(folder.resolve("machine/profile.json"))
        .content()
        .contains("\"mix\" : \"fma+add\"", "\"gflops\" : 130.0", "\"kernel\" : \"triad\"");
  }

  @Test
  void makesARooflineOfTheBestKernelOfEveryLevel() {
    Roofline roofline = profile().roofline("f32", 1);
    assertThat(roofline.name()).isEqualTo("AMD EPYC, 2 CPUs, 1 thread");
    assertThat(roofline.compute().gigaflops()).isEqualTo(100);
    assertThat(roofline.memory("L1").orElseThrow().gigabytesPerSecond()).isEqualTo(190);
    assertThat(roofline.mainMemory().orElseThrow().name()).isEqualTo("DRAM");
    assertThatThrownBy(() -> profile().roofline("f32", 7))
        .hasMessage("f32 with 7 threads was not measured; measured: f32, f64 with [1] threads");
  }

  @Test
  void aContendedFigureGivesItsBestSamplesToTheRoof() {
    Bandwidth disturbed =
        new Bandwidth("DRAM", BandwidthKernel.READ, 1, 9, 18, 0.3, 4096, 32768, 4, 3);
    assertThat(disturbed.ceiling()).isEqualTo(18);
    assertThat(bandwidth("DRAM", BandwidthKernel.READ, 16).ceiling()).isEqualTo(16);
  }

  private void broken(String text, String reason) throws IOException {
    Workspace workspace = Workspace.at(folder);
    Path file = MachineProfileFile.in(workspace);
    Files.createDirectories(file.getParent());
    Files.writeString(file, text);
    assertThatThrownBy(() -> MachineProfileFile.load(workspace))
        .isInstanceOf(UserError.class)
        .hasMessageStartingWith("machine profile '" + file + "' is broken: ")
        .hasMessageContaining(reason)
        .hasMessageEndingWith("; measure again with 'ridgeline machine'")
        .message()
        .doesNotContain("\n");
  }

  @Test
  void aBrokenFileIsOneLine() throws IOException {
    MachineProfileFile.save(Workspace.at(folder), profile());
    String good = Files.readString(MachineProfileFile.in(Workspace.at(folder)));
    broken("", "it is no profile that this version wrote, from line 1 on");
    broken("[]", "");
    broken(good.substring(0, good.length() / 2), "");
    broken(good.replace("profile/1", "profile/9"), "schema 'ridgeline.machine-profile/9' given");
    broken(good.replace("\"gflops\" : 130.0", "\"gflops\" : -1"), "gflops is -1.0");
    broken(good.replace("\"gflops\" : 130.0", "\"gflops\" : 1e300"), "gflops is 1.0E300");
    broken(good.replace("\"gflops\" : 130.0", "\"gflops\" : \"fast\""), "from line ");
    broken(good.replace("\"fma+add\"", "\"magic\""), "from line ");
    broken(good.replace("\"logicalCpus\" : 2", "\"logicalCpus\" : 0"), "a CPU needs");
    String measured = "(?s)\"peaks\" : \\[ \\{[^}]*\"fmaChains\".*?\"bandwidths\"";
    broken(good.replaceFirst(measured, "\"peaks\" : [], \"bandwidths\""), "no peaks");
  }

  @Test
  void damagedFilesNeverDoMore() throws IOException {
    Workspace workspace = Workspace.at(folder);
    MachineProfileFile.save(workspace, profile());
    byte[] good = Files.readAllBytes(MachineProfileFile.in(workspace));
    Random random = new Random(29);
    List<String> messages = new ArrayList<>();
    for (int trial = 0; trial < 150; trial++) {
      byte[] bytes = good.clone();
      for (int i = 0; i < 3; i++) {
        bytes[random.nextInt(bytes.length)] = (byte) random.nextInt(256);
      }
      Files.write(MachineProfileFile.in(workspace), bytes);
      try {
        MachineProfileFile.load(workspace);
      } catch (UserError e) {
        messages.add(e.getMessage());
      }
    }
    assertThat(messages).hasSizeGreaterThan(30).noneMatch(m -> m.contains("\n"));
  }

  @Test
  void aFileTooLargeIsNotRead() throws IOException {
    Workspace workspace = Workspace.at(folder);
    Path file = MachineProfileFile.in(workspace);
    Files.createDirectories(file.getParent());
    try (RandomAccessFile large = new RandomAccessFile(file.toFile(), "rw")) {
      large.setLength(100L << 20);
      large.write("{".getBytes(StandardCharsets.UTF_8));
    }
    assertThatThrownBy(() -> MachineProfileFile.load(workspace))
        .isInstanceOf(UserError.class)
        .hasMessageContaining("104857600 bytes, at most 33554432 are read");
  }

  @Test
  void aFolderInItsPlaceIsOneLine() throws IOException {
    Workspace workspace = Workspace.at(folder);
    Files.createDirectories(MachineProfileFile.in(workspace));
    assertThatThrownBy(() -> MachineProfileFile.load(workspace))
        .isInstanceOf(UserError.class)
        .hasMessageContaining("it cannot be read");
  }

  @Test
  void needsPeaks() {
    assertThatThrownBy(() -> profile(List.of())).hasMessage("it has no peaks or no bandwidths");
  }
}
