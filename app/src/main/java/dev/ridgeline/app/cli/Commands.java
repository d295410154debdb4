package dev.ridgeline.app.cli;

import java.util.List;

/** The list of commands: add a line here to add a command. */
public final class Commands {
  private Commands() {}

  /** All commands, in the order in which help shows them. */
  public static List<Command> all() {
    return List.of();
  }
}
