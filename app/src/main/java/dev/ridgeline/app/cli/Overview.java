package dev.ridgeline.app.cli;

import java.io.PrintWriter;
import java.util.List;

/**
 * What {@code ridgeline} prints when it is run alone: the studies, their commands and an example of
 * each.
 */
final class Overview {
  private Overview() {}

  static void print(List<Command> commands, PrintWriter out) {
    out.println("Ridgeline: from a neural network to the hardware that runs it.");
    for (Study study : Study.values()) {
      List<Command> own = commands.stream().filter(c -> c.study() == study).toList();
      if (own.isEmpty()) {
        continue;
      }
      out.println();
      out.println(study.title());
      own.forEach(c -> out.println("  %-10s %s".formatted(c.name(), c.summary())));
      out.println("  Example: " + own.getFirst().example());
    }
    out.println();
    out.println("ridgeline COMMAND --help tells more; ridgeline --version names the version.");
  }
}
