package dev.ridgeline.app.cli;

import dev.ridgeline.app.machine.MachineCommand;
import java.util.List;

/** The list of commands: add a line here to add a command. */
public final class Commands {
  private Commands() {}

  /** All commands, in the order in which help shows them. */
  public static List<Command> all() {
    return List.of(
        new Command(
            "machine",
            Study.ROOFLINES,
            "Measure the peak compute and the bandwidth of this machine.",
            "./ridgeline machine --quick",
            MachineCommand::new));
  }
}
