package dev.ridgeline.app.cli;

import java.util.Locale;

/**
 * How numbers are written for people: the same everywhere. Decimal prefixes for counts and bytes (1
 * MB is 10^6 bytes).
 */
public final class Figures {
  private static final String[] PREFIXES = {"", "k", "M", "G", "T", "P", "E"};

  private Figures() {}

  /** A value with three significant digits and a decimal prefix: {@code 4.09 G}. */
  public static String scaled(double value) {
    if (!Double.isFinite(value)) {
      return "-";
    }
    double rest = value;
    int prefix = 0;
    while (Math.abs(rest) >= 999.5 && prefix < PREFIXES.length - 1) {
      rest /= 1000;
      prefix++;
    }
    String unit = PREFIXES[prefix];
    return unit.isEmpty() ? significant(rest) : significant(rest) + " " + unit;
  }

  /** Bytes with a decimal prefix: {@code 9.63 MB}. */
  public static String bytes(double bytes) {
    String text = scaled(bytes);
    return text.contains(" ") ? text + "B" : text + " B";
  }

  /** Bytes with a decimal prefix: {@code 9.63 MB}. */
  public static String bytes(long bytes) {
    return bytes((double) bytes);
  }

  /** A duration: {@code 1.23 ms}. */
  public static String nanos(double nanos) {
    if (nanos < 1e3) {
      return significant(nanos) + " ns";
    }
    return nanos < 1e6
        ? significant(nanos / 1e3) + " us"
        : nanos < 1e9 ? significant(nanos / 1e6) + " ms" : significant(nanos / 1e9) + " s";
  }

  /** Three significant digits; whole numbers below 1000 as they are. */
  public static String significant(double value) {
    if (value == Math.rint(value) && Math.abs(value) < 1000) {
      return String.format(Locale.ROOT, "%.0f", value);
    }
    double size = Math.abs(value);
    int decimals = size >= 99.95 ? 0 : size >= 9.995 ? 1 : size >= 0.9995 ? 2 : 3;
    return String.format(Locale.ROOT, "%." + decimals + "f", value);
  }

  /** A whole number with its thousands grouped: {@code 25,557,032}. */
  public static String count(long value) {
    return String.format(Locale.ROOT, "%,d", value);
  }

  /** A fraction as per cent: {@code 12.3 %}. */
  public static String percent(double fraction) {
    return String.format(Locale.ROOT, "%.1f %%", 100 * fraction);
  }
}
