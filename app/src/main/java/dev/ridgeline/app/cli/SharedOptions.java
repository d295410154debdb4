package dev.ridgeline.app.cli;

import dev.ridgeline.core.UserError;
import dev.ridgeline.measure.workspace.Workspace;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Options that every command has; a command takes them with {@code @Mixin}. */
public final class SharedOptions {
  @Spec(Spec.Target.MIXEE)
  private @Nullable CommandSpec spec;

  private @Nullable Console console;

  @Option(names = "--json", description = "Print one JSON object on standard output.")
  private boolean json;

  @Option(names = "--out", paramLabel = "DIR", description = "Write files into this folder.")
  private @Nullable Path out;

  @Option(
      names = "--workspace",
      paramLabel = "DIR",
      description =
          "Keep results in this folder (default: $RIDGELINE_WORKSPACE, else ./.ridgeline).")
  private @Nullable Path workspace;

  @Option(names = "--verbose", description = "Show the trace of a failure.")
  @SuppressWarnings("UnusedVariable") // the launch looks for it among the arguments
  private boolean verbose;

  @Option(
      names = {"-h", "--help"},
      usageHelp = true,
      description = "Show this help and end.")
  @SuppressWarnings("UnusedVariable") // picocli asks by itself
  private boolean help;

  public boolean json() {
    return json;
  }

  /** The folder given with {@code --out}. */
  public Optional<Path> out() {
    return Optional.ofNullable(out);
  }

  public Workspace workspace() {
    return workspace == null ? Workspace.byDefault(System.getenv()) : Workspace.at(workspace);
  }

  /**
   * The workspace of a command that keeps results there.
   *
   * @throws UserError if it cannot be written
   */
  public Workspace writableWorkspace() {
    Workspace known = workspace();
    WritableFolder.require(known.folder(), "--workspace");
    return known;
  }

  /** Refuses a folder for files that cannot be written, before any work is done. */
  void requireWritableOut() {
    if (out != null) {
      WritableFolder.require(out, "--out");
    }
  }

  /** Refuses a folder for files where the command writes none. */
  public void refuseOut(String instead) {
    if (out != null) {
      throw new UserError("--out is '%s', but %s".formatted(out, instead));
    }
  }

  /** The command line of this run, as pages name it so that it can be repeated. */
  public String commandLine() {
    if (spec == null) {
      throw new IllegalStateException("these options are not part of a command");
    }
    List<String> words = new ArrayList<>();
    words.add(spec.qualifiedName());
    spec.commandLine().getParseResult().originalArgs().forEach(arg -> words.add(quoted(arg)));
    return String.join(" ", words);
  }

  /** As a shell takes it back. */
  private static String quoted(String word) {
    return word.matches("[\\w@%+=:,./-]+") ? word : "'" + word.replace("'", "'\\''") + "'";
  }

  /** Where this run prints. */
  public Console console() {
    if (spec == null) {
      throw new IllegalStateException("these options are not part of a command");
    }
    Console known = console;
    if (known == null) {
      known = new Console(spec.commandLine().getOut(), spec.commandLine().getErr());
      console = known;
    }
    return known;
  }
}
