package dev.ridgeline.app.cli;

import java.util.function.Supplier;

/**
 * One command as the list of commands knows it. The object with its options is made only when the
 * command is run, so that the number of commands costs no start-up time.
 *
 * @param name what the user types
 * @param study the study that it belongs to
 * @param summary one line for the list
 * @param example one line that works as it stands
 * @param factory makes the picocli command: a {@code Callable<Integer>} with {@code @Command}
 * @param writesFiles whether {@code --out} is for it
 * @param needsVectors whether its classes use the vector module; without it a start is faster
 */
public record Command(
    String name,
    Study study,
    String summary,
    String example,
    Supplier<Object> factory,
    boolean writesFiles,
    boolean needsVectors) {
  /** A command that is started with the vector module. */
  public Command(
      String name, Study study, String summary, String example, Supplier<Object> factory) {
    this(name, study, summary, example, factory, true, true);
  }

  /** The same command, started without the vector module. */
  public Command withoutVectors() {
    return new Command(name, study, summary, example, factory, writesFiles, false);
  }

  /** The same command, which refuses {@code --out}. */
  public Command withoutFiles() {
    return new Command(name, study, summary, example, factory, false, needsVectors);
  }
}
