package dev.ridgeline.app;

import dev.ridgeline.app.cli.Commands;
import dev.ridgeline.app.cli.Launch;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/** The command {@code ridgeline}. */
public final class Ridgeline {
  private Ridgeline() {}

  /**
   * Runs a command and ends the process with its exit status: 0 done, 1 an internal failure, 2 a
   * mistake in what was given.
   */
  public static void main(String[] args) {
    StandardError.takeBack();
    StandardOutput standard = new StandardOutput(new FileOutputStream(FileDescriptor.out));
    PrintStream out = new PrintStream(standard, true, StandardCharsets.UTF_8);
    PrintStream err =
        new PrintStream(new FileOutputStream(FileDescriptor.err), true, StandardCharsets.UTF_8);
    int status = Launch.run(Commands.all(), args, out, err);
    out.flush();
    Optional<String> complaint = standard.complaint();
    if (complaint.isPresent()) {
      err.println(complaint.get());
      status = Launch.USAGE;
    }
    err.flush();
    // Pools of engines may keep threads; a command that returned is done.
    Runtime.getRuntime().halt(status);
  }
}
