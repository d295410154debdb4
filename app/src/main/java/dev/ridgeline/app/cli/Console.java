package dev.ridgeline.app.cli;

import java.io.PrintWriter;

/** Where a command prints: results on standard output, progress and notes on standard error. */
public final class Console {
  private final PrintWriter out;
  private final PrintWriter err;
  private final Progress progress;

  /** A console whose command begins now. */
  Console(PrintWriter out, PrintWriter err) {
    this.out = out;
    this.err = err;
    this.progress = Progress.begin(err);
  }

  /**
   * Prints one JSON object: a record, a map or a Jackson node. Floating-point values that are no
   * numbers become null.
   */
  public void json(Object value) {
    progress.clear();
    out.println(JsonText.of(value));
    out.flush();
  }

  /** Prints a line of the result. */
  public void line(String text) {
    progress.clear();
    out.println(text);
  }

  /**
   * Tells on standard error what is being done from now on. Nothing is printed in the first two
   * seconds of a command.
   */
  public void progress(String text) {
    progress.step(text);
  }

  /** Prints a line that the user should read beside the result, on standard error. */
  public void note(String text) {
    progress.clear();
    out.flush();
    err.println(text);
    err.flush();
  }
}
