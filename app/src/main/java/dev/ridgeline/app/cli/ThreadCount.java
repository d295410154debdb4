package dev.ridgeline.app.cli;

import dev.ridgeline.core.UserError;
import dev.ridgeline.measure.machine.MachineProbe;
import org.jspecify.annotations.Nullable;

/** What {@code --threads} means: so many threads, or one for each CPU where it was not given. */
public final class ThreadCount {
  private static final int MOST = 1024;

  private ThreadCount() {}

  /**
   * The number of threads.
   *
   * @throws UserError if what was given is not from 1 to 1024
   */
  public static int of(@Nullable Integer given) {
    int count = given == null ? MachineProbe.availableThreads() : given;
    if (count < 1 || count > MOST) {
      throw new UserError(
          "--threads is %d; give a whole number from 1 to %d".formatted(count, MOST));
    }
    return count;
  }
}
