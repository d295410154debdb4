package dev.ridgeline.app;

import dev.ridgeline.app.cli.Command;
import dev.ridgeline.app.cli.Commands;
import dev.ridgeline.app.cli.Launch;
import dev.ridgeline.core.AtomicFile;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/**
 * The run from which the JDK makes its ahead-of-time cache when Ridgeline is built: what every
 * start does, and the commands that answer at once.
 */
final class Rehearsal {
  private static final List<List<String>> QUICK =
      List.of(
          List.of("models"),
          List.of("chips"),
          List.of("profile", "mobilenet_v2", "--json"),
          List.of("profile", "mobilenet_v2", "--layers"));

  private Rehearsal() {}

  /**
   * Rehearses. Given a file, it rehearses without the vector module, and writes into that file the
   * names of the commands that start without it, for the launcher.
   */
  public static void main(String[] args) {
    List<Command> commands = Commands.all();
    boolean withVectors = args.length == 0;
    if (!withVectors) {
      AtomicFile.write(Path.of(args[0]), plainNames(commands) + "\n");
    }
    PrintStream nowhere =
        new PrintStream(OutputStream.nullOutputStream(), false, StandardCharsets.UTF_8);
    for (List<String> words : rehearsed(commands, withVectors)) {
      int status = Launch.run(commands, words.toArray(String[]::new), nowhere, System.err);
      if (status != Launch.OK) {
        System.err.println("rehearsal: '" + String.join(" ", words) + "' ended with " + status);
      }
    }
  }

  private static String plainNames(List<Command> commands) {
    return commands.stream()
        .filter(command -> !command.needsVectors())
        .map(Command::name)
        .collect(Collectors.joining(" "));
  }

  private static List<List<String>> rehearsed(List<Command> commands, boolean withVectors) {
    List<List<String>> all = new ArrayList<>(List.of(List.of(), List.of("--version")));
    List<String> names = new ArrayList<>();
    for (Command command : commands) {
      if (command.needsVectors() == withVectors) {
        names.add(command.name());
        all.add(List.of(command.name(), "--help"));
      }
    }
    QUICK.stream().filter(words -> names.contains(words.getFirst())).forEach(all::add);
    return all;
  }
}
