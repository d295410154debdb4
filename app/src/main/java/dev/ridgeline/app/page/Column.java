package dev.ridgeline.app.page;

import java.util.regex.Pattern;

/**
 * A column of a {@link Table}.
 *
 * @param field the name under which charts and CSV files know it: letters and digits, camelCase
 * @param title the heading
 * @param unit shown after the heading; empty for none
 * @param kind what its cells hold and how they are written
 * @param digits significant digits of {@link Kind#NUMBER}, decimals of {@link Kind#PERCENT}, unused
 *     otherwise
 */
public record Column(String field, String title, String unit, Kind kind, int digits) {
  private static final Pattern FIELD = Pattern.compile("[a-zA-Z][a-zA-Z0-9]*");
  private static final int MAX_DIGITS = 17;

  public Column {
    if (!FIELD.matcher(field).matches()) {
      throw new IllegalArgumentException(
          "column field '" + field + "' must be letters and digits, starting with a letter");
    }
    if (title.isBlank()) {
      throw new IllegalArgumentException("column '" + field + "' needs a title");
    }
    if (digits < 0 || digits > MAX_DIGITS) {
      throw new IllegalArgumentException(
          "column '" + field + "' asks for " + digits + " digits; 0 to " + MAX_DIGITS);
    }
  }

  /** What a column holds. */
  public enum Kind {
    /** Words, aligned left. */
    TEXT,
    /** A real number at some significant digits. */
    NUMBER,
    /** An exact count with its thousands grouped. */
    INTEGER,
    /** A fraction, written as per cent: 0.25 is 25 %. */
    PERCENT,
    /** Empty, or the reason why the row is suspect; such rows are marked. */
    MARK
  }

  /** A column of words. */
  public static Column text(String field, String title) {
    return new Column(field, title, "", Kind.TEXT, 0);
  }

  /** A column of real numbers, written with so many significant digits. */
  public static Column number(String field, String title, String unit, int significantDigits) {
    if (significantDigits < 1) {
      throw new IllegalArgumentException("column '" + field + "' needs a significant digit");
    }
    return new Column(field, title, unit, Kind.NUMBER, significantDigits);
  }

  /** A column of exact counts. */
  public static Column integer(String field, String title, String unit) {
    return new Column(field, title, unit, Kind.INTEGER, 0);
  }

  /** A column of fractions, written as per cent with so many decimals. */
  public static Column percent(String field, String title, int decimals) {
    return new Column(field, title, "%", Kind.PERCENT, decimals);
  }

  /** A column of reasons why a row is suspect; an empty text means that it is not. */
  public static Column mark(String field, String title) {
    return new Column(field, title, "", Kind.MARK, 0);
  }

  boolean numeric() {
    return kind == Kind.NUMBER || kind == Kind.INTEGER || kind == Kind.PERCENT;
  }

  /** The heading with the unit, as axes write it. */
  String heading() {
    return unit.isEmpty() ? title : title + " (" + unit + ")";
  }
}
