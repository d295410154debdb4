package dev.ridgeline.app.op;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ridgeline.app.cli.Commands;
import dev.ridgeline.app.cli.Launch;
import dev.ridgeline.measure.roofline.ComputeRoof;
import dev.ridgeline.measure.roofline.MemoryRoof;
import dev.ridgeline.measure.roofline.Roofline;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The way from naive to best, and what {@code --print} shows. */
final class LadderTest {
  private static final Effort MOMENT = new Effort(Duration.ofMillis(5), 1, Duration.ofMillis(5));
  private static final Roofline ROOF =
      new Roofline("a roof", new ComputeRoof("f32", 100), List.of(new MemoryRoof("DRAM", 10)));

  @ParameterizedTest
  @CsvSource({"gemm, 40x48x56", "softmax, 4x30"})
  void everyRungIsMeasuredAndExplained(String name, String shape) {
    OperatorSettings settings = new OperatorSettings();
    OpRequest request =
        new OpRequest(
            OperatorKind.named(name).at(shape, settings), settings, Targets.named("jvm"), 2, 1);
    LadderResult result = LadderRun.run(request, ROOF, "a machine", MOMENT, _ -> {});
    assertThat(result.steps().getFirst().name()).isEqualTo("naive");
    assertThat(result.steps())
        .allSatisfy(step -> {
          assertThat(step.medianMillis()).isPositive();
          assertThat(step.idea()).isNotBlank();
          assertThat(step.verdict()).isNotBlank();
          assertThat(step.addedWork()).isGreaterThanOrEqualTo(-1);
        });
    String page = LadderPage.of(result, "ridgeline op").html();
    assertThat(page).contains("Speed by rung", "Accesses of rung naive");
  }

  @Test
  void aStepThatDoesNotHelpIsSaidSo() {
    ProgramWork.Counted none =
        new ProgramWork.Counted(
            WorkCount.NONE, new ProgramWork.InnerLoop("i", WorkCount.NONE, 0, 0));
    assertThat(LadderStep.verdict(0.9, none, none)).startsWith("did not help here, 0.900 times");
    assertThat(LadderStep.verdict(2, none, none)).startsWith("helped, 2 times as fast");
  }

  @ParameterizedTest
  @CsvSource({
    "expression, -- expression",
    "ir, -- scheduled by best",
    "source, -- bytecode",
    "all, -- after vectorize"
  })
  void printsInsteadOfMeasuring(String what, String title) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    int status =
        Launch.run(
            Commands.all(),
            new String[] {"op", "gemm", "--shape", "32x32x32", "--threads", "1", "--print", what},
            new PrintStream(out, true, StandardCharsets.UTF_8),
            new PrintStream(new ByteArrayOutputStream(), true, StandardCharsets.UTF_8));
    assertThat(status).isZero();
    assertThat(out.toString(StandardCharsets.UTF_8)).contains(title);
  }
}
