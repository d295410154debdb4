package dev.ridgeline.app.op;

import dev.ridgeline.compiler.operator.Operator;
import dev.ridgeline.compiler.schedule.Primitive;
import dev.ridgeline.compiler.schedule.Schedule;
import dev.ridgeline.compiler.schedule.Trace;
import dev.ridgeline.compiler.template.Rung;
import dev.ridgeline.compiler.template.TargetTraits;
import dev.ridgeline.compiler.template.Templates;
import dev.ridgeline.core.UserError;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;

/**
 * The schedule that was asked for.
 *
 * @param name {@code best}, the name of a rung, or of a file
 * @param idea what it does; empty for a file
 * @param schedule the schedule
 */
record ChosenSchedule(String name, String idea, Schedule schedule) {
  static final String BEST = "best";

  /** More than any trace needs; a larger file is no schedule. */
  private static final long MOST_BYTES = 1 << 20;

  /**
   * Finds a schedule.
   *
   * @param wanted {@code best}, the name of a rung of the operator's ladder, or a file with a trace
   */
  static ChosenSchedule of(String wanted, Operator operator, TargetTraits traits) {
    if (wanted.equals(BEST)) {
      return new ChosenSchedule(
          BEST, Templates.why(operator, traits), Templates.best(operator, traits));
    }
    Path file = Path.of(wanted);
    if (Files.isRegularFile(file)) {
      return new ChosenSchedule(wanted, "", replay(file, operator));
    }
    if (wanted.contains("/") || wanted.endsWith(".json")) {
      throw new UserError(
          "there is no schedule file '%s'; --out DIR saves one as schedule.json".formatted(wanted));
    }
    List<Rung> ladder = Templates.ladder(operator, traits);
    for (Rung rung : ladder) {
      if (rung.name().equals(wanted.toLowerCase(Locale.ROOT))) {
        return new ChosenSchedule(rung.name(), rung.idea(), rung.schedule());
      }
    }
    throw new UserError(
        "there is no schedule '%s' of %s with %d %s; there are %s, or give a file"
            .formatted(
                wanted,
                operator.name(),
                traits.threads(),
                traits.threads() == 1 ? "thread" : "threads",
                String.join(", ", names(ladder))));
  }

  private static List<String> names(List<Rung> ladder) {
    return java.util.stream.Stream.concat(
            ladder.stream().map(Rung::name), java.util.stream.Stream.of(BEST))
        .toList();
  }

  private static Schedule replay(Path file, Operator operator) {
    String text;
    try {
      long bytes = Files.size(file);
      if (bytes > MOST_BYTES) {
        throw new UserError(
            "schedule '%s' has %d bytes; a schedule has at most %d"
                .formatted(file, bytes, MOST_BYTES));
      }
      text = Files.readString(file);
    } catch (IOException e) {
      throw new UserError(
          "schedule '%s' cannot be read (%s); give a text that --out has saved"
              .formatted(file, e.getClass().getSimpleName()),
          e);
    }
    List<Primitive> steps = Trace.parse(text, "'" + file + "'");
    Schedule schedule = Schedule.of(operator.computation());
    for (int n = 0; n < steps.size(); n++) {
      try {
        schedule.apply(steps.get(n));
      } catch (UserError e) {
        throw new UserError(
            "schedule '%s', primitive %d: %s".formatted(file, n + 1, e.getMessage()), e);
      }
    }
    return schedule;
  }
}
