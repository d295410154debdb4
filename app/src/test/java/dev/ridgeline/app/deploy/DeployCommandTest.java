package dev.ridgeline.app.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ridgeline.app.cli.Command;
import dev.ridgeline.app.cli.Launch;
import dev.ridgeline.app.cli.Study;
import java.io.ByteArrayOutputStream;
import java.io.File;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

@Tag("device")
final class DeployCommandTest {
  private static final String BOARD = "cortex-m4-qemu";

  @TempDir Path folder = Path.of("");

  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private final ByteArrayOutputStream err = new ByteArrayOutputStream();
  private Map<String, String> environment = System.getenv();

  @BeforeEach
  void requireTools() {
    for (String tool : List.of("gcc", "arm-none-eabi-gcc", "qemu-system-arm")) {
      if (found(tool).isEmpty()) {
        missing(tool + " is missing: install the packages of .ci/debian-packages.txt");
      }
    }
  }

  private static Optional<Path> found(String tool) {
    return Stream.of(System.getenv().getOrDefault("PATH", "").split(File.pathSeparator))
        .map(place -> Path.of(place, tool))
        .filter(Files::isExecutable)
        .findFirst();
  }

  private static void missing(String reason) {
    if ("1".equals(System.getenv("RIDGELINE_REQUIRE_ALL"))) {
      throw new AssertionError(reason);
    }
    Assumptions.abort(reason);
  }

  private static Path shared(String path) {
    String given = System.getenv("RIDGELINE_DATA");
    if (given != null && Files.exists(Path.of(given).resolve(path))) {
      return Path.of(given).resolve(path);
    }
    for (Path at = Path.of("").toAbsolutePath(); at != null; at = at.getParent()) {
      Path candidate = at.resolve("shared/data").resolve(path);
      if (Files.exists(candidate)) {
        return candidate;
      }
    }
    missing("the shared data '" + path + "' is missing: set RIDGELINE_DATA");
    return Path.of("missing");
  }

  private static String model(String name) {
    return shared("models/mlperf-tiny/" + name).toString();
  }

  private static String keywords() {
    return model("kws_ref_model.tflite");
  }

  private int run(String... args) {
    List<String> all = new ArrayList<>(List.of("deploy"));
    all.addAll(List.of(args));
    Command command =
        new Command(
            "deploy", Study.KEYWORDS, "Deploy.", "deploy", () -> new DeployCommand(environment));
    return Launch.run(
        List.of(command),
        all.toArray(String[]::new),
        new PrintStream(out, true, StandardCharsets.UTF_8),
        new PrintStream(err, true, StandardCharsets.UTF_8));
  }

  private String error() {
    return err.toString(StandardCharsets.UTF_8).strip();
  }

  private JsonNode json() {
    return JsonMapper.shared().readTree(out.toString(StandardCharsets.UTF_8));
  }

  /** The environment with these tools alone on the path, and {@code scripts}. */
  private void onPath(List<String> tools, Map<String, String> scripts) throws IOException {
    Path path = Files.createDirectory(folder.resolve("path"));
    Map<String, String> all = new HashMap<>(scripts);
    for (String tool : tools) {
      all.put(tool, "exec " + found(tool).orElseThrow() + " \"$@\"\n");
    }
    for (Map.Entry<String, String> script : all.entrySet()) {
      Path file =
          Files.writeString(path.resolve(script.getKey()), "#!/bin/sh\n" + script.getValue());
      Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
    }
    environment = Map.of("PATH", path.toString());
  }

  private void assertRefused(int status, String message) {
    assertThat(status).isEqualTo(Launch.USAGE);
    // Progress may stand before it.
    assertThat(error().lines().filter(line -> line.startsWith("ridgeline: ")))
        .singleElement()
        .asString()
        .contains(message);
    assertThat(error().lines().toList().getLast()).startsWith("ridgeline: ");
    assertThat(out.size()).isZero();
  }

  /** The figures of issue 9, on all published feature files. */
  @ParameterizedTest
  @ValueSource(strings = {"tflm", "tflite-desktop"})
  void keywordModelMeetsItsTargets(String rounding) {
    String features = shared("kws-features-mlperf").toString();
    int status =
        run(
            keywords(),
            "--board",
            BOARD,
            "--simulate",
            "--features",
            features,
            "--rounding",
            rounding,
            "--json");
    assertThat(error()).doesNotContain("ridgeline:");
    assertThat(status).isEqualTo(Launch.OK);
    JsonNode json = json();
    assertThat(json.get("mismatches").asLong()).isZero();
    assertThat(json.get("simulation").get("inputs").asInt()).isEqualTo(832);
    assertThat(json.get("simulation").get("outputBytes").asInt()).isEqualTo(832 * 12);
    assertThat(json.get("flashBytes").asLong()).isBetween(29_000L, 40_960L);
    assertThat(json.get("ramBytes").asLong()).isBetween(8_000L, 17_408L);
    assertThat(json.get("stackBytes").asLong())
        .isBetween(json.get("simulation").get("stackBytes").asLong(), 2_048L);
    JsonNode instructions = json.get("instructions");
    assertThat(instructions.get("inference").asLong()).isBetween(1_500_000L, 3_600_000L);
    assertThat(instructions.get("layers").size()).isEqualTo(12);
    long sum = 0;
    for (JsonNode layer : instructions.get("layers")) {
      sum += layer.get("instructions").asLong();
    }
    // The calls in ridgeline_infer itself are counted with the layers before, its entry with none.
    assertThat(instructions.get("inference").asLong() - sum).isBetween(0L, 10L);
    assertThat(json.get("millis").get("expected").asDouble())
        .isEqualTo(instructions.get("inference").asLong() * 1.49 / 25_000);
  }

  @Test
  void countsAreTheSameEveryTimeAndFilesBuildTheSameFirmware() throws IOException {
    Path files = folder.resolve("firmware");
    assertThat(run(keywords(), "--board", BOARD, "--simulate", "--json", "--out", files.toString()))
        .isEqualTo(Launch.OK);
    JsonNode first = json();
    byte[] elf = Files.readAllBytes(files.resolve("firmware.elf"));
    out.reset();
    assertThat(run(keywords(), "--board", BOARD, "--simulate", "--json")).isEqualTo(Launch.OK);
    assertThat(json().get("instructions")).isEqualTo(first.get("instructions"));
    assertThat(first.get("simulation").get("source").asString()).isEqualTo("random, seed 1");
    assertThat(first.get("mismatches").asLong()).isZero();
    Files.delete(files.resolve("firmware.elf"));
    Process build =
        new ProcessBuilder("sh", "build.sh").directory(files.toFile()).inheritIO().start();
    assertThat(waitFor(build)).isZero();
    assertThat(Files.size(files.resolve("firmware.elf"))).isCloseTo(elf.length, within(2048L));
  }

  private static org.assertj.core.data.Offset<Long> within(long bytes) {
    return org.assertj.core.data.Offset.offset(bytes);
  }

  private static int waitFor(Process process) {
    try {
      return process.waitFor();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return -1;
    }
  }

  @Test
  void sizesComeWithoutTheEmulator() throws IOException {
    onPath(List.of("arm-none-eabi-gcc", "arm-none-eabi-size", "arm-none-eabi-nm"), Map.of());
    assertThat(run(keywords(), "--board", "arduino-nano-33-ble-sense")).isEqualTo(Launch.OK);
    assertThat(out.toString(StandardCharsets.UTF_8))
        .contains("of 1,048,576 bytes, RAM 8,640 of 262,144, stack ")
        .doesNotContain("instructions");
  }

  @Test
  void aMissingCompilerIsNamed() throws IOException {
    onPath(List.of(), Map.of());
    Path files = folder.resolve("firmware");
    int status = run(keywords(), "--board", BOARD, "--out", files.toString());
    assertRefused(
        status,
        "arm-none-eabi-gcc is not on the path; it compiles for Cortex-M: install"
            + " gcc-arm-none-eabi and libnewlib-arm-none-eabi (Debian)");
    assertThat(files).doesNotExist();
  }

  @Test
  void aMissingEmulatorIsNamed() throws IOException {
    onPath(List.of("arm-none-eabi-gcc", "arm-none-eabi-size", "arm-none-eabi-nm"), Map.of());
    assertRefused(
        run(keywords(), "--board", BOARD, "--simulate"),
        "qemu-system-arm is not on the path; it emulates the board: install qemu-system-arm"
            + " (Debian), or leave out --simulate");
  }

  @Test
  void anEmulatorThatDiesLeavesNothing() throws IOException {
    onPath(
        List.of("gcc", "arm-none-eabi-gcc", "arm-none-eabi-size", "arm-none-eabi-nm"),
        Map.of("qemu-system-arm", "echo fatal error: lost >&2\nexit 7\n"));
    Path files = folder.resolve("firmware");
    int status = run(keywords(), "--board", BOARD, "--simulate", "--out", files.toString());
    assertRefused(
        status,
        "qemu-system-arm ended with status 7 while it ran the firmware: fatal error: lost; nothing"
            + " was written");
    assertThat(files).doesNotExist();
  }

  @Test
  void bytesThatDifferAreAFailure() throws IOException {
    onPath(
        List.of("gcc", "arm-none-eabi-gcc", "arm-none-eabi-size", "arm-none-eabi-nm"),
        Map.of(
            "qemu-system-arm",
            """
            head -c 96 /dev/zero > outputs.bin
            printf '\\010\\000\\000\\000' > stack.bin
            { echo 8 5 5; for i in $(seq 14); do echo 1; done; } > counts.txt
            """));
    assertThat(run(keywords(), "--board", BOARD, "--simulate", "--json")).isEqualTo(Launch.FAILURE);
    assertThat(json().get("mismatches").asLong()).isBetween(90L, 96L);
    assertThat(json().get("simulation").get("stackBytes").asLong()).isEqualTo(8);
    assertThat(error()).contains(" output bytes of the emulated board differ from Java's");
  }

  @Test
  void aCompilerThatFailsIsShown() throws IOException {
    onPath(
        List.of("arm-none-eabi-size", "arm-none-eabi-nm"),
        Map.of("arm-none-eabi-gcc", "echo x.c: error: no >&2\nexit 1\n"));
    assertRefused(
        run(keywords(), "--board", BOARD),
        "arm-none-eabi-gcc ended with status 1 while it compiled for cortex-m4-qemu: x.c: error:"
            + " no; nothing was written");
  }

  @Test
  void whatDoesNotFitIsRefused() {
    Path files = folder.resolve("firmware");
    int status =
        run(model("vww_96_int8.tflite"), "--board", "nucleo-f303k8", "--out", files.toString());
    assertRefused(status, "but nucleo-f303k8 has 65536 and 12288; choose a larger board or a");
    assertThat(files).doesNotExist();
  }

  @Test
  void aModelOfRealsIsRefused() {
    assertRefused(
        run(model("vww_96_float.tflite"), "--board", BOARD),
        "take int8: quantise it first (./ridgeline quantize)");
  }

  @Test
  void anotherFormatIsRefused() {
    assertRefused(
        run("model.onnx", "--board", BOARD),
        "'model.onnx' is no TFLite file; convert it first (./ridgeline convert, quantize)");
  }

  @Test
  void featuresNeedTheEmulator() {
    assertRefused(
        run(keywords(), "--board", BOARD, "--features", "x"),
        "--features gives inputs for the emulator; add --simulate");
  }

  @Test
  void featuresOfAnotherLengthAreRefused() throws IOException {
    Files.write(folder.resolve("a.bin"), new byte[3]);
    assertRefused(
        run(keywords(), "--board", BOARD, "--simulate", "--features", folder.toString()),
        "a.bin' has 3 bytes but the model takes 490; give inputs of this model");
  }

  @Test
  void aFolderWithoutFeaturesIsRefused() {
    assertRefused(
        run(keywords(), "--board", BOARD, "--simulate", "--features", folder.toString()),
        "has 0 .bin files; give a folder with 1 to 100000 inputs of 490 bytes");
  }

  @Test
  void aMissingFolderOfFeaturesIsRefused() {
    assertRefused(
        run(keywords(), "--board", BOARD, "--simulate", "--features", folder + "/none"),
        "give a folder of .bin files");
  }

  @Test
  void anUnknownBoardIsRefused() {
    assertRefused(run(keywords(), "--board", "uno"), "there is no board 'uno'; give one of");
  }
}
