package dev.ridgeline.app.house;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.MalformedInputException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Rules for the texts of the repository, which no compiler knows. */
final class SourceFilesTest {
  private static final int MOST_LINES = 420;
  private static final Set<String> NOT_OURS =
      Set.of("target", "node_modules", ".git", ".ridgeline", ".idea", ".vscode");

  /** Folders of a machine, which mean nothing on another; in parts, so that this file has none. */
  private static final Pattern MACHINE_PATH =
      Pattern.compile(
          "(?<![\\w./~-])/" + "(work|root|home/\\w+|Users/\\w+|tmp/bash_jobs)" + "/[\\w.]");

  @Test
  void javaFilesAreShort() throws IOException {
    List<String> wrong = new ArrayList<>();
    for (Path file : files(".java")) {
      int lines = Files.readAllLines(file).size();
      if (lines > MOST_LINES) {
        wrong.add("%s has %d lines, %d are allowed: split it".formatted(file, lines, MOST_LINES));
      }
    }
    assertThat(wrong).isEmpty();
  }

  @Test
  void textsNameNoPathOfAMachine() throws IOException {
    List<String> wrong = new ArrayList<>();
    for (Path file : files("")) {
      if (Files.size(file) > 1 << 20) {
        continue;
      }
      int number = 0;
      for (String line : lines(file)) {
        number++;
        if (MACHINE_PATH.matcher(line).find()) {
          wrong.add("%s:%d: %s".formatted(file, number, line.strip()));
        }
      }
    }
    assertThat(wrong).isEmpty();
  }

  @Test
  void theRuleFindsWhatItForbids() {
    assertThat(MACHINE_PATH.matcher("see /" + "work/main").find()).isTrue();
    assertThat(MACHINE_PATH.matcher("see \"/" + "home/ann/x").find()).isTrue();
    assertThat(MACHINE_PATH.matcher("framework/main and ../" + "work/main").find()).isFalse();
  }

  /** The lines of a text, and none of what is no text. */
  private static List<String> lines(Path file) throws IOException {
    try {
      return Files.readAllLines(file);
    } catch (MalformedInputException e) {
      return List.of();
    }
  }

  private static List<Path> files(String ending) throws IOException {
    List<Path> found = new ArrayList<>();
    collect(root(), ending, found);
    assertThat(found).isNotEmpty();
    return found;
  }

  private static void collect(Path folder, String ending, List<Path> found) throws IOException {
    try (Stream<Path> entries = Files.list(folder)) {
      for (Path entry : entries.sorted().toList()) {
        String name = entry.getFileName().toString();
        if (NOT_OURS.contains(name) || Files.isSymbolicLink(entry)) {
          continue;
        }
        if (Files.isDirectory(entry)) {
          collect(entry, ending, found);
        } else if (name.endsWith(ending)) {
          found.add(entry);
        }
      }
    }
  }

  private static Path root() {
    Path folder = Path.of("").toAbsolutePath();
    while (!Files.exists(folder.resolve("app/pom.xml"))) {
      folder = Objects.requireNonNull(folder.getParent(), "the root of the project");
    }
    return folder;
  }
}
