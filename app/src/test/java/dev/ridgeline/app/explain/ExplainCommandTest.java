package dev.ridgeline.app.explain;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.ridgeline.app.cli.Commands;
import dev.ridgeline.app.cli.Launch;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

final class ExplainCommandTest {
  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private final ByteArrayOutputStream err = new ByteArrayOutputStream();

  private int explain(String args) {
    return Launch.run(
        Commands.all(),
        ("explain " + args).split(" "),
        new PrintStream(out, true, StandardCharsets.UTF_8),
        new PrintStream(err, true, StandardCharsets.UTF_8));
  }

  @Test
  void everyStepHasAKernelATimeAndAShare() {
    assertThat(explain("tiny_conv --threads 1 --batch 2 --json"))
        .as(err.toString(StandardCharsets.UTF_8))
        .isEqualTo(Launch.OK);
    JsonNode json = JsonMapper.builder().build().readTree(out.toString(StandardCharsets.UTF_8));
    assertThat(json.at("/engine").asString()).isEqualTo("ridgeline jvm");
    assertThat(json.at("/batch").asLong()).isEqualTo(2);
    assertThat(json.at("/interpreted").asInt()).isZero();
    assertThat(json.at("/arenaBytes").asLong()).isPositive();
    double shares = 0;
    for (JsonNode step : json.at("/steps")) {
      assertThat(step.at("/kernel").asString()).isNotBlank();
      assertThat(step.at("/medianMillis").asDouble()).isPositive();
      shares += step.at("/share").asDouble();
    }
    assertThat(shares).isCloseTo(1, within(1e-9));
  }

  @Test
  void printsATableAndTheMemory() {
    assertThat(explain("mnist_mlp --threads 1")).isEqualTo(Launch.OK);
    assertThat(out.toString(StandardCharsets.UTF_8))
        .startsWith("mnist_mlp at batch 1 on ridgeline jvm, 1 thread\nstep")
        .contains("gemm ", "the ledger's peak of activations is")
        .endsWith("no node is handed to the interpreter\n");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "tiny_conv --target gpu|the engine has no target 'gpu'; its targets are jvm and c",
        "tiny_conv --threads 0|--threads is 0; give a whole number from 1 to 1024",
        "tiny_conv --out x|--out is 'x', but explain writes no files; leave it out"
      })
  void mistakesAreOneLine(String args, String message) {
    assertThat(explain(args)).isEqualTo(Launch.USAGE);
    assertThat(err.toString(StandardCharsets.UTF_8)).contains(message).hasLineCount(1);
  }
}
