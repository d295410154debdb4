package dev.ridgeline.app.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ridgeline.core.UserError;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

final class LaunchTest {
  @CommandLine.Command
  static final class Echo implements Callable<Integer> {
    @Mixin SharedOptions common = new SharedOptions();

    @Parameters(arity = "1")
    String word = "";

    @Override
    public Integer call() {
      switch (word) {
        case "mistake" -> throw new UserError("got 'mistake' but a word is allowed; give one");
        case "memory" -> throw new OutOfMemoryError("Java heap space");
        case "classes" -> throw new NoClassDefFoundError("jdk/incubator/vector/Vector");
        case "nan" -> common.console().json(new Figures(Double.NaN, List.of(1.5, Double.NaN)));
        case "bug" -> throw new IllegalStateException("broken\ninvariant");
        default -> {
          if (common.json()) {
            common.console().json(Map.of("word", word));
          } else {
            common.console().line(word);
          }
        }
      }
      return Launch.OK;
    }
  }

  record Figures(double value, List<Double> values) {}

  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private final ByteArrayOutputStream err = new ByteArrayOutputStream();

  private int run(String... args) {
    out.reset();
    err.reset();
    List<Command> commands =
        List.of(
            new Command("echo", Study.ROOFLINES, "Say a word.", "./ridgeline echo hi", Echo::new));
    return Launch.run(
        commands,
        args,
        new PrintStream(out, true, StandardCharsets.UTF_8),
        new PrintStream(err, true, StandardCharsets.UTF_8));
  }

  private String out() {
    return out.toString(StandardCharsets.UTF_8);
  }

  private String err() {
    return err.toString(StandardCharsets.UTF_8);
  }

  @Test
  void runsACommand() {
    assertThat(run("echo", "hi")).isZero();
    assertThat(out()).isEqualTo("hi\n");
    assertThat(run("echo", "hi", "--json")).isZero();
    assertThat(out().replaceAll("\\s", "")).isEqualTo("{\"word\":\"hi\"}");
  }

  @Test
  void showsTheStudiesWhenRunAlone() {
    assertThat(run()).isZero();
    assertThat(out())
        .contains(
            "Rooflines and hardware benchmarking\n  echo       Say a word.\n  Example: ./ridgeline echo hi\n")
        .doesNotContain("Compiling");
    assertThat(run("--version")).isZero();
    assertThat(out()).startsWith("ridgeline ");
    assertThat(run("echo", "--help")).isZero();
    assertThat(out()).contains("Usage: ridgeline echo", "Say a word.", "./ridgeline echo hi");
  }

  @Test
  void mistakesAreOneLineAndStatusTwo() {
    assertThat(run("ecko")).isEqualTo(2);
    assertThat(err()).isEqualTo("ridgeline: there is no command 'ecko'; did you mean echo?\n");
    assertThat(run("zzzzzzzz")).isEqualTo(2);
    assertThat(err())
        .isEqualTo("ridgeline: there is no command 'zzzzzzzz'; the commands are echo\n");
    assertThat(run("echo", "mistake")).isEqualTo(2);
    assertThat(err()).isEqualTo("ridgeline: got 'mistake' but a word is allowed; give one\n");
    assertThat(run("echo")).isEqualTo(2);
    assertThat(err())
        .isEqualTo(
            "ridgeline echo: Missing required parameter: '<word>'; see ridgeline echo --help\n");
    assertThat(run("echo", "a", "--frob")).isEqualTo(2);
    assertThat(err())
        .isEqualTo("ridgeline echo: Unknown option: '--frob'; see ridgeline echo --help\n");
  }

  @Test
  void failuresAreOneLineAndStatusOneWithTheTraceUnderVerbose() {
    assertThat(run("echo", "bug")).isEqualTo(1);
    assertThat(err())
        .isEqualTo(
            "ridgeline: internal failure: IllegalStateException: broken invariant; --verbose shows where\n");
    assertThat(run("echo", "bug", "--verbose")).isEqualTo(1);
    assertThat(err()).contains("broken invariant\n", "at dev.ridgeline.app");
  }

  @Test
  void errorsOfTheJvmAreOneLineToo() {
    assertThat(run("echo", "memory")).isEqualTo(1);
    assertThat(err())
        .isEqualTo(
            "ridgeline: memory is full (Java heap space); give the JVM more with"
                + " RIDGELINE_HEAP=8g, or less to do\n");
    assertThat(run("echo", "classes")).isEqualTo(1);
    assertThat(err())
        .isEqualTo(
            "ridgeline: internal failure: NoClassDefFoundError: jdk/incubator/vector/Vector;"
                + " --verbose shows where\n");
  }

  @Test
  void whatIsNoNumberIsNullInJson() {
    assertThat(run("echo", "nan", "--json")).isZero();
    assertThat(out().replaceAll("\\s", "")).isEqualTo("{\"value\":null,\"values\":[1.5,null]}");
  }

  @Test
  void everyCommandShowsHelpWithItsExample() {
    for (Command command : Commands.all()) {
      out.reset();
      int status =
          Launch.run(
              Commands.all(),
              new String[] {command.name(), "--help"},
              new PrintStream(out, true, StandardCharsets.UTF_8),
              new PrintStream(err, true, StandardCharsets.UTF_8));
      assertThat(status).isZero();
      assertThat(out()).contains("Usage: ridgeline " + command.name(), command.example(), "--json");
      assertThat(command.example()).startsWith("./ridgeline " + command.name());
    }
  }
}
