package dev.ridgeline.app.cli;

import java.io.PrintWriter;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.json.JsonMapper;

/**
 * Where a command prints: results on standard output, progress and notes on standard error.
 *
 * @param out standard output
 * @param err standard error
 */
public record Console(PrintWriter out, PrintWriter err) {

  /**
   * Prints one JSON object: a record, a map or a Jackson node. Doubles that are no numbers become
   * null.
   */
  public void json(Object value) {
    out.println(
        JsonMapper.builder()
            .enable(SerializationFeature.INDENT_OUTPUT)
            .build()
            .writeValueAsString(value));
    out.flush();
  }

  /** Prints a line of the result. */
  public void line(String text) {
    out.println(text);
  }

  /** Tells what is going on, on standard error. */
  public void progress(String text) {
    err.println(text);
    err.flush();
  }
}
