package dev.ridgeline.measure.workspace;

import java.time.Instant;

/**
 * One line of a results file. {@code result} is written as JSON by the names of its record
 * components.
 *
 * @param schema what the result is and in which version, such as {@code ridgeline.bench/1}
 * @param command the command that made it, such as {@code bench}
 * @param version version of Ridgeline
 * @param machine name of the machine it was made on
 * @param time when it was made
 * @param result the figures
 */
public record ResultLine(
    String schema, String command, String version, String machine, Instant time, Object result) {

  /** The schema names its version after a slash. */
  public ResultLine {
    if (!schema.matches("[a-z][a-z0-9.-]*/[1-9][0-9]*")) {
      throw new IllegalArgumentException(
          "schema '" + schema + "' given, a name and version such as ridgeline.bench/1 is needed");
    }
  }
}
