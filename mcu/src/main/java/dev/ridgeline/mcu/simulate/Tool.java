package dev.ridgeline.mcu.simulate;

import dev.ridgeline.core.UserError;
import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * A program of someone else that is run in a folder.
 *
 * @param name of the program
 * @param file that is run
 */
public record Tool(String name, Path file) {
  private static final int MOST_SHOWN = 300;

  /**
   * The program on the path of {@code environment}.
   *
   * @param need what it is needed for, and how to get it
   * @throws UserError if there is none
   */
  public static Tool find(String name, Map<String, String> environment, String need) {
    return Stream.of(environment.getOrDefault("PATH", "").split(File.pathSeparator))
        .filter(folder -> !folder.isEmpty())
        .map(folder -> Path.of(folder, name))
        .filter(file -> Files.isRegularFile(file) && Files.isExecutable(file))
        .findFirst()
        .map(file -> new Tool(name, file))
        .orElseThrow(() -> new UserError("%s is not on the path; %s".formatted(name, need)));
  }

  /**
   * Runs it in {@code folder} and gives what it printed.
   *
   * @param what it does, for messages
   * @throws UserError if it fails or does not end within {@code limit}
   */
  public String run(Path folder, Duration limit, String what, List<String> arguments) {
    List<String> command = new ArrayList<>(List.of(file.toString()));
    command.addAll(arguments);
    Path output = folder.resolve(name + ".log");
    try {
      Process process =
          new ProcessBuilder(command)
              .directory(folder.toFile())
              .redirectInput(ProcessBuilder.Redirect.from(new File("/dev/null")))
              .redirectErrorStream(true)
              .redirectOutput(output.toFile())
              .start();
      boolean ended = waited(process, limit);
      String text = Files.readString(output, StandardCharsets.ISO_8859_1);
      if (!ended) {
        throw new UserError(
            "%s did not end within %d s while it %s; nothing was written"
                .formatted(name, limit.toSeconds(), what));
      }
      if (process.exitValue() != 0) {
        throw new UserError(
            "%s ended with status %d while it %s%s; nothing was written"
                .formatted(name, process.exitValue(), what, shown(text)));
      }
      return text;
    } catch (IOException e) {
      throw new UserError(
          "%s could not be run in %s: %s; free space, or choose another folder"
              .formatted(file, folder, e.getMessage()),
          e);
    }
  }

  private static boolean waited(Process process, Duration limit) {
    try {
      return process.waitFor(limit.toMillis(), TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    } finally {
      process.destroyForcibly();
    }
  }

  /** The first line that names an error, else the first. */
  private static String shown(String text) {
    List<String> lines = text.lines().map(String::strip).filter(l -> !l.isEmpty()).toList();
    return lines.stream()
        .filter(line -> line.contains("error") || line.contains("overflowed"))
        .findFirst()
        .or(() -> lines.stream().findFirst())
        .map(line -> ": " + line.substring(0, Math.min(line.length(), MOST_SHOWN)))
        .orElse("");
  }
}
