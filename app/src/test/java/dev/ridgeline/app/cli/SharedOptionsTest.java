package dev.ridgeline.app.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** What is refused before a command begins, and how pages name its line. */
final class SharedOptionsTest {
  @CommandLine.Command
  static final class Keep implements Callable<Integer> {
    @Mixin SharedOptions common = new SharedOptions();

    @Parameters(arity = "0..*")
    List<String> words = List.of();

    @Option(names = "--count")
    long count;

    @Option(names = "--share")
    double share;

    @Override
    public Integer call() {
      Path folder = common.writableWorkspace().folder();
      common.console().line(folder.getFileName() + " " + common.commandLine());
      return Launch.OK;
    }
  }

  @TempDir Path folder;
  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private final ByteArrayOutputStream err = new ByteArrayOutputStream();

  private int run(boolean writes, String... args) {
    out.reset();
    err.reset();
    Command keep = new Command("keep", Study.ROOFLINES, "Keep.", "./ridgeline keep", Keep::new);
    return Launch.run(
        List.of(writes ? keep : keep.withoutFiles()),
        args,
        new PrintStream(out, true, StandardCharsets.UTF_8),
        new PrintStream(err, true, StandardCharsets.UTF_8));
  }

  private String err() {
    return err.toString(StandardCharsets.UTF_8);
  }

  @Test
  void refusesFoldersThatCannotBeWrittenBeforeTheWork() throws IOException {
    Path file = Files.writeString(folder.resolve("file"), "x");
    String below = file.resolve("below").toString();
    assertThat(run(true, "keep", "--out", below)).isEqualTo(Launch.USAGE);
    assertThat(err())
        .isEqualTo(
            "ridgeline: --out is '%s', but '%s' is no folder; choose another folder%n"
                .formatted(below, file));
    assertThat(run(true, "keep", "--workspace", below)).isEqualTo(Launch.USAGE);
    assertThat(err()).contains("--workspace is '" + below + "', but").contains("is no folder");
    assertThat(run(true, "keep", "--out", "/proc/nothing")).isEqualTo(Launch.USAGE);
    assertThat(err()).contains("'/proc' cannot be written (").contains("); choose another folder");
  }

  @Test
  void leavesNothingBehindWhenItTries() throws IOException {
    Path kept = folder.resolve("a/b");
    assertThat(run(true, "keep", "--out", kept.toString(), "--workspace", kept.toString()))
        .isZero();
    try (var files = Files.list(folder)) {
      assertThat(files).isEmpty();
    }
  }

  @Test
  void refusesOutWhereNothingIsWritten() {
    assertThat(run(false, "keep", "--out", "x")).isEqualTo(Launch.USAGE);
    assertThat(err())
        .isEqualTo(
            "ridgeline: --out is 'x', but keep writes no files; leave it out, and take --json%n"
                .formatted());
  }

  @Test
  void quotesTheCommandLineAsAShellTakesIt() {
    String there = folder.resolve("w").toString();
    assertThat(run(true, "keep", "two words", "it's", "a=b,c", "--workspace", there)).isZero();
    assertThat(out.toString(StandardCharsets.UTF_8))
        .isEqualTo(
            "w ridgeline keep 'two words' 'it'\\''s' a=b,c --workspace %s%n".formatted(there));
  }

  @Test
  void namesNumbersInWordsOfItsOwn() {
    assertThat(run(true, "keep", "--count", "abc")).isEqualTo(Launch.USAGE);
    assertThat(err())
        .isEqualTo(
            "ridgeline keep: Invalid value for option '--count': 'abc' is not a whole number in"
                + " range; see ridgeline keep --help\n");
    assertThat(run(true, "keep", "--share", "abc")).isEqualTo(Launch.USAGE);
    assertThat(err()).contains("'abc' is not a number;");
  }

  @Test
  void showsNoControlCharacters() {
    assertThat(run(true, "keep", "--share", "a\u001b[31mb")).isEqualTo(Launch.USAGE);
    assertThat(err()).contains("'a?[31mb' is not a number");
  }
}
