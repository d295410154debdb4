package dev.ridgeline.app.primitives;

import dev.ridgeline.core.UserError;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Sizes of memory on the command line: {@code 64MB}, {@code 512KiB}, {@code 4096}. */
final class ByteSize {
  private static final Pattern FORM = Pattern.compile("(\\d{1,15})\\s*([a-zA-Z]*)");
  private static final Map<String, Long> UNITS =
      Map.of(
          "", 1L,
          "b", 1L,
          "kb", 1_000L,
          "mb", 1_000_000L,
          "gb", 1_000_000_000L,
          "kib", 1L << 10,
          "mib", 1L << 20,
          "gib", 1L << 30);

  private ByteSize() {}

  /** Bytes of the value of an option. */
  static long parse(String option, String text) {
    Matcher matcher = FORM.matcher(text.strip());
    Long unit = matcher.matches() ? UNITS.get(matcher.group(2).toLowerCase(Locale.ROOT)) : null;
    if (unit == null) {
      throw new UserError(
          "%s is '%s'; give a whole number with B, KB, MB, GB, KiB, MiB or GiB, such as 64MB"
              .formatted(option, text));
    }
    try {
      return Math.multiplyExact(Long.parseLong(matcher.group(1)), unit);
    } catch (ArithmeticException e) {
      throw new UserError("%s is '%s', more than any memory; give less".formatted(option, text), e);
    }
  }
}
