package dev.ridgeline.app.page;

import java.time.Instant;

/**
 * Where the numbers of a page come from.
 *
 * @param machine the machine in words, or what the page is about where nothing was measured
 * @param version the version of Ridgeline
 * @param command the command line that wrote the page
 * @param time when it was written
 */
public record Footer(String machine, String version, String command, Instant time) {
  public Footer {
    if (machine.isBlank() || version.isBlank() || command.isBlank()) {
      throw new IllegalArgumentException("a footer needs a machine, a version and a command");
    }
  }
}
