package dev.ridgeline.app.primitives;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ridgeline.app.cli.Commands;
import dev.ridgeline.app.cli.Launch;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

final class PrimitivesCommandsTest {
  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private final ByteArrayOutputStream err = new ByteArrayOutputStream();

  private int run(String line) {
    return Launch.run(
        Commands.all(),
        line.split(" "),
        new PrintStream(out, true, StandardCharsets.UTF_8),
        new PrintStream(err, true, StandardCharsets.UTF_8));
  }

  private JsonNode json(String line) {
    assertThat(run(line + " --json")).as(err.toString(StandardCharsets.UTF_8)).isZero();
    return JsonMapper.builder().build().readTree(out.toString(StandardCharsets.UTF_8));
  }

  @Test
  void convTellsErrorsAndReasons() {
    JsonNode json =
        json(
            "conv --input 1x4x11x12 --kernel 6x2x3x3 --pad 1,0,2,1 --stride 2,1 --dilation 2,1"
                + " --groups 2 --format f32,int8 --max-error 1e-3");
    assertThat(json.at("/rows")).hasSize(22);
    JsonNode direct = json.at("/rows/0");
    assertThat(direct.at("/algorithm").asString()).isEqualTo("direct");
    assertThat(direct.at("/format").asString()).isEqualTo("f32");
    assertThat(direct.at("/verdict").asString()).isEqualTo("within");
    assertThat(direct.at("/k").asDouble()).isBetween(0.5, 3.0);
    assertThat(json.at("/rows/1/verdict").asString()).isEqualTo("above");
    assertThat(json.at("/rows/4/verdict").asString()).isEqualTo("unsupported");
    assertThat(json.at("/rows/4/reason").asString())
        .isEqualTo("MEC needs vertical dilation 1 but got 2; use im2col or indirect");
  }

  @Test
  void convPrintsForPeople() {
    assertThat(run("conv --input 1x2x9x9 --kernel 2x2x3x3 --algorithm direct,fft --format int8"))
        .isZero();
    assertThat(out.toString(StandardCharsets.UTF_8))
        .contains("relative L2 against direct", "FFT needs a floating-point format");
  }

  @Test
  void convChoosesAndRemembers(@TempDir Path workspace) {
    String line =
        "conv --choose --input 1x8x20x20 --kernel 8x8x3x3 --pad 1 --workspace " + workspace;
    JsonNode first = json(line);
    assertThat(first.at("/remembered").asBoolean()).isFalse();
    assertThat(first.at("/candidates")).hasSize(7);
    assertThat(first.at("/key").asString())
        .contains("f32 NHWC", "1x8x20x20", "1 threads", "seed ", "java ");
    JsonNode im2col = first.at("/candidates/0");
    assertThat(im2col.at("/relativeL2").asDouble()).isBetween(1e-9, 1e-6);
    assertThat(im2col.at("/medianMillis").asDouble()).isPositive();
    out.reset();
    JsonNode second = json(line + " --max-error 1e-12");
    assertThat(second.at("/remembered").asBoolean()).isTrue();
    assertThat(second.at("/chosen").isNull()).isTrue();
    assertThat(second.at("/candidates/0/verdict").asString()).isEqualTo("inaccurate");
    out.reset();
    assertThat(run(line + " --max-workspace 1KiB")).isZero();
    assertThat(out.toString(StandardCharsets.UTF_8))
        .contains("too large: needs ", ", 1024 are allowed", "no algorithm keeps the limits");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "conv --choose --max-workspace 64XB|--max-workspace is '64XB'; give a whole number with B, KB, MB, GB, KiB, MiB or GiB, such as 64MB",
        "conv --choose --max-workspace 999999999999999GiB|--max-workspace is '999999999999999GiB', more than any memory; give less",
        "conv --max-workspace 64MB|--max-workspace and --fresh belong to --choose; add it",
        "conv --choose --threads 0|--threads is 0; give a number from 1 to",
        "conv --choose --max-error -1|--max-error is -1.0; give a number above 0",
        "conv --study choice --shapes 0|--shapes is 0; give a number from 1 to 1000",
        "conv --study time|--study is 'time'; the studies that there are: error, speed, choice"
      })
  void convRefusesInOneLine(String line, String message) {
    assertThat(run(line)).isEqualTo(2);
    assertThat(err.toString(StandardCharsets.UTF_8)).contains(message);
  }

  @Test
  void winogradPrintsMatricesAndProof() {
    assertThat(run("winograd --tile 2 --kernel 3")).isZero();
    assertThat(out.toString(StandardCharsets.UTF_8))
        .contains("2.25 times fewer multiplications", "proved", "At =", "1/2");
    out.reset();
    JsonNode json = json("winograd --tile 4 --kernel 3 --search --top 1");
    assertThat(json.at("/transforms/0/points").toString())
        .isEqualTo("[\"0\",\"1\",\"-1\",\"1/2\",\"-2\"]");
    assertThat(json.at("/transforms/0/exact").asBoolean()).isTrue();
    assertThat(json.at("/transforms/0/k").asDouble()).isBetween(16.2, 21.8);
  }

  @Test
  void lowrankTellsTheBreakEven() {
    JsonNode json = json("lowrank");
    assertThat(json.at("/matrices/0/breakEvenRank").asDouble()).isBetween(85.3, 85.4);
    assertThat(json.at("/matrices/0/ranks")).hasSize(8);
    out.reset();
    assertThat(run("lowrank")).isZero();
    assertThat(out.toString(StandardCharsets.UTF_8)).contains("break-even rank 85.3");
  }

  @Test
  void matmulTellsErrors() {
    JsonNode json = json("matmul");
    assertThat(json.at("/strassen")).hasSize(6);
    assertThat(json.at("/tables/0/largest").asDouble()).isBetween(0.0614, 0.0616);
    out.reset();
    assertThat(run("matmul")).isZero();
    assertThat(out.toString(StandardCharsets.UTF_8))
        .contains("base 2^(1/8)", "2^f by mitchell: at most 6.1 % off, at f = 0.443");
  }

  @Test
  void matmulMeasuresSizesThatOneGives(@TempDir Path workspace) {
    String line =
        "matmul 24 20 32 --algorithm naive,strassen-1,lowrank-4,lowrank-40,mitchell"
            + " --format f32,f16+f32 --max-error 1e-5";
    JsonNode json = json(line);
    assertThat(json.at("/rows")).hasSize(10);
    assertThat(json.at("/rows/0/k").asDouble()).isBetween(0.5, 8.0);
    assertThat(json.at("/rows/0/verdict").asString()).isEqualTo("within");
    assertThat(json.at("/rows/4/verdict").asString()).isEqualTo("above");
    assertThat(json.at("/rows/6/reason").asString())
        .isEqualTo(
            "lowrank needs a rank of at most 20 for a 32x20 matrix but got 40; use lowrank-20");
    assertThat(json.at("/times")).isEmpty();
    out.reset();
    assertThat(run("matmul 32 32 32 --format f32 --times --workspace " + workspace)).isZero();
    assertThat(out.toString(StandardCharsets.UTF_8))
        .contains("32x32x32, normal values, seed ", "lns-128", "compiled", "strassen-2", "GFLOP/s");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "matmul 3 4 | matmul got 2 sizes; give M, N and K, such as 256 256 256",
        "matmul 3 0 4 | N is 0; give a number from 1 to 8192",
        "matmul 3 4 5 --values half | --values is 'half'; give normal or uniform",
        "matmul 3 4 5 --seeds 0 | --seeds is 0; give a number from 1 to 1000",
        "matmul 3 4 5 --max-error 0 | --max-error is 0.0; give a number above 0",
        "matmul 4096 4096 4096 | 687,194,767,360 products would be emulated one by one, at most 50,000,000,000 are; take smaller matrices, fewer algorithms or formats, or --seeds",
        "conv --input 1x2x3 | --input is '1x2x3'; give whole numbers as NxCxHxW",
        "conv --pad 1,2 | --pad is '1,2'; give whole numbers as P or TOP,LEFT,BOTTOM,RIGHT",
        "conv --kernel 8x4x3x3 | --kernel 8x4x3x3 takes 4 channels in 1 groups but --input 1x64x34x34 has 64; give OUTxINxHxW with IN = channels / groups",
        "conv --max-error 0 | --max-error is 0.0; give a number above 0",
        "conv --seeds 0 | --seeds is 0; give a number from 1 to 1000",
        "conv --algorithm winograd | no convolution algorithm is named 'winograd'; give some of direct, im2col, mec, indirect, winograd-f2, winograd-f4, winograd-f4-whole, winograd-f6, winograd-f6-whole, fft, fft-tile16, or all",
        "conv --input 64x64x512x512 --kernel 64x64x3x3 | 6,750,181,785,600 products would be emulated one by one, at most 200,000,000,000 are; take a smaller case, fewer formats or --seeds",
        "winograd --points 0,a,1 | --points has 'a'; give whole numbers and fractions such as 0,1,-1,1/2",
        "winograd --top 0 | --top is 0; give a number from 1 to 100"
      })
  void mistakesAreOneLine(String line, String message) {
    assertThat(run(line)).isEqualTo(2);
    assertThat(err.toString(StandardCharsets.UTF_8)).isEqualTo("ridgeline: " + message + "\n");
  }
}
