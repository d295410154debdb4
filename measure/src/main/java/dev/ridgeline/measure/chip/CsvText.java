package dev.ridgeline.measure.chip;

import dev.ridgeline.core.UserError;
import java.util.ArrayList;
import java.util.List;

/**
 * Splits lines of separated values: fields in double quotes may hold commas, and a doubled quote
 * stands for one. A field does not span lines.
 */
public final class CsvText {
  private static final int MOST_FIELDS = 100;

  private CsvText() {}

  /** The fields of one line; {@code where} names it in messages. */
  static List<String> fields(String line, String where) {
    return fields(line, ',', where);
  }

  /** The fields of one line that {@code separator} divides; {@code where} names it in messages. */
  public static List<String> fields(String line, char separator, String where) {
    List<String> fields = new ArrayList<>();
    int at = 0;
    while (at <= line.length()) {
      StringBuilder field = new StringBuilder();
      at = field(line, separator, at, field, where);
      fields.add(field.toString().strip());
      if (fields.size() > MOST_FIELDS) {
        throw new UserError(
            where + " has more than " + MOST_FIELDS + " fields; give one figure a line");
      }
    }
    return fields;
  }

  /** Reads the field that begins at {@code from}; where the next one begins. */
  private static int field(
      String line, char separator, int from, StringBuilder into, String where) {
    boolean quoted = from < line.length() && line.charAt(from) == '"';
    int at = quoted ? from + 1 : from;
    while (at < line.length()) {
      char c = line.charAt(at++);
      if (quoted && c == '"') {
        if (at < line.length() && line.charAt(at) == '"') {
          into.append('"');
          at++;
        } else {
          quoted = false;
        }
      } else if (!quoted && c == separator) {
        return at;
      } else {
        into.append(c);
      }
    }
    if (quoted) {
      throw new UserError(where + " has a quote that is not closed; end the field with \"");
    }
    return line.length() + 1;
  }
}
