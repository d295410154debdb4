package dev.ridgeline.measure.check;

import java.util.Locale;

/** How figures stand in findings. */
final class Wording {
  private static final String[] PREFIXES = {"", "k", "M", "G", "T", "P", "E"};

  private Wording() {}

  /** A whole number as such, another with four digits that count. */
  static String number(double value) {
    return value == Math.rint(value) && Math.abs(value) < 1e15
        ? String.format(Locale.ROOT, "%.0f", value)
        : String.format(Locale.ROOT, "%.4g", value);
  }

  /** Three digits and a prefix of the unit. */
  static String scaled(double value, String unit) {
    double rest = value;
    int prefix = 0;
    while (Math.abs(rest) >= 999.5 && prefix < PREFIXES.length - 1) {
      rest /= 1000;
      prefix++;
    }
    return String.format(Locale.ROOT, "%.3g %s%s", rest, PREFIXES[prefix], unit);
  }

  /** A time. */
  static String seconds(double seconds) {
    if (seconds >= 1 || seconds <= 0) {
      return number(seconds) + " s";
    }
    return seconds >= 1e-3
        ? String.format(Locale.ROOT, "%.4g ms", seconds * 1e3)
        : String.format(Locale.ROOT, "%.4g us", seconds * 1e6);
  }

  /** How many times one is of another. */
  static String times(double ratio) {
    return String.format(Locale.ROOT, "%.3g", ratio);
  }
}
