package dev.ridgeline.app.lint;

import java.util.Locale;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Numbers as they stand in tables: {@code 25.6M}, {@code 1,234}, {@code 3.1e-3}, {@code 12 ms}. */
final class Quantity {
  private static final Pattern NUMBER =
      Pattern.compile(
          "([+-]?(?:\\d[\\d,]{0,30}(?:\\.\\d{0,30})?|\\.\\d{1,30})(?:[eE][+-]?\\d{1,3})?)\\s*([\\p{L}µ/%]{0,12})");
  private static final Map<String, Double> SUFFIXES =
      Map.ofEntries(
          Map.entry("", 1.0),
          Map.entry("k", 1e3),
          Map.entry("m", 1e6),
          Map.entry("g", 1e9),
          Map.entry("b", 1e9),
          Map.entry("t", 1e12),
          Map.entry("s", 1.0),
          Map.entry("ms", 1e-3),
          Map.entry("us", 1e-6),
          Map.entry("µs", 1e-6),
          Map.entry("kflops", 1e3),
          Map.entry("mflops", 1e6),
          Map.entry("gflops", 1e9),
          Map.entry("tflops", 1e12),
          Map.entry("mflop", 1e6),
          Map.entry("gflop", 1e9),
          Map.entry("tflop", 1e12),
          Map.entry("gflop/s", 1e9),
          Map.entry("tflop/s", 1e12),
          Map.entry("mmacs", 1e6),
          Map.entry("gmacs", 1e9),
          Map.entry("mb", 1e6),
          Map.entry("gb", 1e9),
          Map.entry("gb/s", 1e9),
          Map.entry("tb/s", 1e12));

  private Quantity() {}

  /**
   * The number; one that carries a unit of its own is not multiplied by the heading's scale.
   *
   * @return empty if it is none
   */
  static OptionalDouble of(String text, double scale) {
    Matcher matcher = NUMBER.matcher(text.strip());
    if (!matcher.matches()) {
      return OptionalDouble.empty();
    }
    String unit = matcher.group(2).toLowerCase(Locale.ROOT);
    Double own = SUFFIXES.get(unit);
    if (own == null) {
      return OptionalDouble.empty();
    }
    double value = Double.parseDouble(matcher.group(1).replace(",", ""));
    return OptionalDouble.of(value * (unit.isEmpty() ? scale : own));
  }

  /** Whether a field says that nothing is known. */
  static boolean missing(String text) {
    return text.isBlank()
        || text.strip().toLowerCase(Locale.ROOT).matches("-|--|n/?a|nan|none|null|\\?|oom");
  }
}
