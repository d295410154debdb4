package dev.ridgeline.app.cli;

import java.io.PrintWriter;
import java.util.function.LongSupplier;

/**
 * Tells on standard error what is going on, once a command has run for two seconds: on a terminal
 * in one line that is written over, elsewhere in lines of their own, at most one in two seconds. A
 * quick command stays silent.
 */
final class Progress {
  /** Whether standard error is a terminal; the launcher finds out and says so. */
  static final String TERMINAL_PROPERTY = "ridgeline.terminal";

  private static final long QUIET_NANOS = 2_000_000_000L;
  static final String CLEAR_LINE = "\r\033[K";

  private final PrintWriter err;
  private final boolean terminal;
  private final LongSupplier nanos;
  private final long quietNanos;
  private final long begin;
  private String latest = "";
  private boolean due;
  private boolean timing;
  private boolean shown;
  private long lastLine;

  /** Progress of a command that begins now. */
  static Progress begin(PrintWriter err) {
    return new Progress(err, Boolean.getBoolean(TERMINAL_PROPERTY), System::nanoTime, QUIET_NANOS);
  }

  Progress(PrintWriter err, boolean terminal, LongSupplier nanos, long quietNanos) {
    this.err = err;
    this.terminal = terminal;
    this.nanos = nanos;
    this.quietNanos = quietNanos;
    this.begin = nanos.getAsLong();
    this.lastLine = begin;
  }

  /** What is being done from now on. */
  synchronized void step(String text) {
    latest = text;
    due = true;
    if (!show() && !timing) {
      timing = true;
      Thread.ofPlatform().daemon().name("progress").start(this::showWhenQuietEnds);
    }
  }

  /** Takes the line off the terminal, before something else is printed. */
  synchronized void clear() {
    due = false;
    if (shown && terminal) {
      err.print(CLEAR_LINE);
      err.flush();
      shown = false;
    }
  }

  private void showWhenQuietEnds() {
    try {
      Thread.sleep(quietNanos / 1_000_000L + 1);
    } catch (InterruptedException e) {
      return;
    }
    show();
  }

  private synchronized boolean show() {
    long now = nanos.getAsLong();
    boolean early = now - begin < quietNanos;
    boolean crowded = !terminal && now - lastLine < quietNanos;
    if (early || crowded || !due) {
      return false;
    }
    due = false;
    shown = true;
    lastLine = now;
    if (terminal) {
      err.print(CLEAR_LINE + latest);
    } else {
      err.println(latest);
    }
    err.flush();
    return true;
  }
}
