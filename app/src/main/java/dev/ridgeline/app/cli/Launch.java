package dev.ridgeline.app.cli;

import dev.ridgeline.core.NearNames;
import dev.ridgeline.core.UserError;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine;
import picocli.CommandLine.ExecutionException;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;

/**
 * Finds the command that was typed, runs it, and turns what it throws into one line and an exit
 * status.
 */
public final class Launch {
  /** Done. */
  public static final int OK = 0;

  /** An internal failure. */
  public static final int FAILURE = 1;

  /** A mistake in what was given. */
  public static final int USAGE = 2;

  private Launch() {}

  /** Runs {@code args} and returns the exit status. */
  public static int run(List<Command> commands, String[] args, PrintStream out, PrintStream err) {
    PrintWriter outWriter = new PrintWriter(out, false, StandardCharsets.UTF_8);
    PrintWriter errWriter = new PrintWriter(err, true, StandardCharsets.UTF_8);
    int status = run(commands, Arrays.asList(args), outWriter, errWriter);
    outWriter.flush();
    errWriter.flush();
    return status;
  }

  private static int run(
      List<Command> commands, List<String> args, PrintWriter out, PrintWriter err) {
    if (args.isEmpty() || args.getFirst().equals("--help") || args.getFirst().equals("-h")) {
      Overview.print(commands, out);
      return OK;
    }
    String first = args.getFirst();
    if (first.equals("--version") || first.equals("-V")) {
      out.println(Version.line());
      return OK;
    }
    if (first.equals("help") && args.size() > 1) {
      return run(commands, List.of(args.get(1), "--help"), out, err);
    }
    Optional<Command> command = commands.stream().filter(c -> c.name().equals(first)).findFirst();
    if (command.isEmpty()) {
      err.println("ridgeline: " + unknown(first, commands));
      return USAGE;
    }
    return run(command.get(), args.subList(1, args.size()), out, err);
  }

  private static int run(Command command, List<String> args, PrintWriter out, PrintWriter err) {
    boolean verbose = args.contains("--verbose");
    try {
      return commandLine(command, verbose, out, err).execute(args.toArray(String[]::new));
    } catch (OutOfMemoryError e) {
      err.println(
          failureLine(
              "memory is full (%s); give the JVM more with RIDGELINE_HEAP=8g, or less to do"
                  .formatted(e.getMessage())));
      return FAILURE;
    } catch (Throwable e) { // also errors: whatever it is, the user gets one line
      return failure(e, verbose, err);
    }
  }

  private static CommandLine commandLine(
      Command command, boolean verbose, PrintWriter out, PrintWriter err) {
    CommandLine line = new CommandLine(command.factory().get());
    line.setCommandName("ridgeline " + command.name());
    line.setOut(out);
    line.setErr(err);
    line.setCaseInsensitiveEnumValuesAllowed(true);
    line.getCommandSpec().usageMessage().description(command.summary());
    line.getCommandSpec().usageMessage().footer("", "Example:", "  " + command.example());
    line.setParameterExceptionHandler((e, _) -> usage(command, e, err));
    line.setExecutionStrategy(parsed -> execute(command, parsed));
    line.setExecutionExceptionHandler((e, _, _) -> failure(e, verbose, err));
    return line;
  }

  private static int execute(Command command, ParseResult parsed) throws ExecutionException {
    try {
      checkOut(command, last(parsed).commandSpec());
    } catch (UserError e) { // so that it reaches the handler as any other
      throw new ExecutionException(parsed.commandSpec().commandLine(), "--out", e);
    }
    return new CommandLine.RunLast().execute(parsed);
  }

  /** The subcommand that runs. */
  private static ParseResult last(ParseResult parsed) {
    return parsed.hasSubcommand() ? last(parsed.subcommand()) : parsed;
  }

  private static void checkOut(Command command, CommandSpec spec) {
    for (CommandSpec mixin : spec.mixins().values()) {
      if (mixin.userObject() instanceof SharedOptions options) {
        if (command.writesFiles()) {
          options.requireWritableOut();
        } else {
          options.refuseOut(command.name() + " writes no files; leave it out, and take --json");
        }
      }
    }
  }

  private static int usage(Command command, ParameterException e, PrintWriter err) {
    String message = String.valueOf(e.getMessage()).lines().findFirst().orElse("wrong arguments");
    message =
        message
            .replaceAll("is not an? (int|long)\\b", "is not a whole number in range")
            .replaceAll("is not an? (double|float)\\b", "is not a number")
            .replaceAll("\\p{Cntrl}", "?");
    err.println(
        "ridgeline %s: %s; see ridgeline %s --help"
            .formatted(command.name(), message, command.name()));
    return USAGE;
  }

  private static int failure(Throwable e, boolean verbose, PrintWriter err) {
    boolean usersMistake = e instanceof UserError;
    String message =
        String.valueOf(e.getMessage()).replaceAll("\\s*\\R\\s*", " ").replaceAll("\\p{Cntrl}", "?");
    err.println(
        failureLine(
            usersMistake
                ? message
                : "internal failure: %s: %s%s"
                    .formatted(
                        e.getClass().getSimpleName(),
                        message,
                        verbose ? "" : "; --verbose shows where")));
    if (verbose) {
      e.printStackTrace(err);
    }
    return usersMistake ? USAGE : FAILURE;
  }

  /** Takes a line of progress off the terminal first. */
  private static String failureLine(String message) {
    return (Boolean.getBoolean(Progress.TERMINAL_PROPERTY) ? Progress.CLEAR_LINE : "")
        + "ridgeline: "
        + message;
  }

  private static String unknown(String given, List<Command> commands) {
    List<String> names = commands.stream().map(Command::name).toList();
    List<String> near = NearNames.of(given, names);
    String hint =
        near.isEmpty()
            ? "the commands are " + String.join(", ", names)
            : "did you mean " + String.join(" or ", near) + "?";
    return "there is no command '%s'; %s".formatted(given, hint);
  }
}
