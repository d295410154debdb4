package dev.ridgeline.app.op;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.ridgeline.compiler.target.KernelCache;
import dev.ridgeline.core.UserError;
import dev.ridgeline.measure.roofline.ComputeRoof;
import dev.ridgeline.measure.roofline.MemoryRoof;
import dev.ridgeline.measure.roofline.Roofline;
import dev.ridgeline.measure.workspace.Workspace;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Operators from the name to the figures, measured for a moment. */
final class OpRunTest {
  private static final Effort MOMENT = new Effort(Duration.ofMillis(5), 1, Duration.ofMillis(5));
  private static final Roofline ROOF =
      new Roofline("a roof", new ComputeRoof("f32", 100), List.of(new MemoryRoof("DRAM", 10)));

  private static boolean hasCompiler() {
    try {
      Targets.named("c");
      return true;
    } catch (UserError e) {
      return System.getenv("RIDGELINE_REQUIRE_ALL") != null;
    }
  }

  private static OpResult run(String name, String shape, String target, String schedule) {
    return run(name, shape, target, schedule, KernelCache.inMemory());
  }

  private static OpResult run(
      String name, String shape, String target, String schedule, KernelCache cache) {
    assumeTrue(!target.equals("c") || hasCompiler(), "no C compiler is here, which target c needs");
    OperatorSettings settings = new OperatorSettings();
    OpRequest request =
        new OpRequest(
            OperatorKind.named(name).at(shape, settings), settings, Targets.named(target), 2, 1);
    ChosenSchedule chosen = ChosenSchedule.of(schedule, request.operator(), request.traits());
    return OpRun.run(request, chosen, () -> ROOF, "a machine", MOMENT, cache, _ -> {});
  }

  @ParameterizedTest
  @CsvSource({
    "gemm, 33x35x37, jvm, best",
    "gemm, 33x35x37, jvm, naive",
    "gemm, 17x19x23, interpreter, best",
    "gemm, 33x35x37, c, best",
    "depthwise, 2x3x9x7x3, c, best",
    "softmax, 5x30, jvm, best",
    "layernorm, 5x30, jvm, best",
    "add-gelu, 100, jvm, best",
    "conv1d, 100x7, jvm, best",
    "'conv2d', '1x4x9x9,8x4x3x3', jvm, best",
    "depthwise, 2x3x9x7x3, jvm, best",
    "'separable', '1x3x9x7x3,5', jvm, best",
    "maxpool, 1x3x8x8x2, jvm, best",
    "meanpool, 1x3x8x8x2, jvm, best"
  })
  void isRightAndMeasured(String name, String shape, String target, String schedule) {
    OpResult result = run(name, shape, target, schedule);
    assertThat(result.check().passed()).isTrue();
    assertThat(result.gflops()).isPositive();
    assertThat(result.json())
        .containsKeys(
            "op",
            "shape",
            "target",
            "schedule",
            "threads",
            "gflops",
            "gbps",
            "medianMillis",
            "bestMillis",
            "shareOfPeak",
            "bound",
            "maxError",
            "errorBound",
            "compileMillis",
            "peers");
  }

  @Test
  void peersStandBesideIt() {
    OpResult result = run("gemm", "64x64x64", "jvm", "best");
    assertThat(result.peers().size() + result.missing().size()).isEqualTo(2);
    for (OpResult.Peer peer : result.peers()) {
      assertThat(result.gflops(peer.latency())).isPositive();
      assertThat(result.ratio(peer))
          .isEqualTo(peer.latency().medianMillis() / result.latency().medianMillis());
    }
    assertThat((List<?>) result.json().get("peers"))
        .allSatisfy(peer ->
            assertThat((Map<?, ?>) peer)
                .extracting(Map::keySet)
                .asInstanceOf(org.assertj.core.api.InstanceOfAssertFactories.COLLECTION)
                .contains("name", "version", "gflops", "medianMillis", "ratio"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"jvm", "c"})
  void kernelsAreKeptAndDamagedOnesReplaced(String target, @TempDir Path folder)
      throws IOException {
    List<String> notes = new ArrayList<>();
    Workspace workspace = Workspace.at(folder);
    for (boolean cached : new boolean[] {false, true}) {
      KernelCache cache = KernelCache.at(workspace, notes::add);
      assertThat(run("gemm", "9x9x9", target, "best", cache).cached()).isEqualTo(cached);
    }
    assertThat(notes).isEmpty();
    try (Stream<Path> files = Files.list(workspace.kernels())) {
      Files.writeString(files.findFirst().orElseThrow(), "no kernel");
    }
    KernelCache cache = KernelCache.at(workspace, notes::add);
    assertThat(run("gemm", "9x9x9", target, "best", cache).check().passed()).isTrue();
    assertThat(notes).singleElement().asString().contains("is damaged: cut off after 9 bytes");
  }

  @Test
  void aPlaceThatCannotBeWrittenIsSaidAndTheRunGoesOn(@TempDir Path folder) throws IOException {
    List<String> notes = new ArrayList<>();
    Workspace workspace = Workspace.at(folder);
    Files.writeString(workspace.kernels(), "a file where the folder should be");
    KernelCache cache = KernelCache.at(workspace, notes::add);
    assertThat(run("gemm", "9x9x9", "jvm", "best", cache).check().passed()).isTrue();
    assertThat(notes)
        .singleElement()
        .asString()
        .startsWith("kernels are not kept for the next time: cannot write '");
  }
}
