package dev.ridgeline.app.page;

import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;
import java.text.DecimalFormat;
import java.text.DecimalFormatSymbols;
import java.util.Locale;

/** Numbers as pages write them: grouped by commas, rounded half up to the digits asked for. */
public final class Numbers {
  private static final DecimalFormatSymbols SYMBOLS = DecimalFormatSymbols.getInstance(Locale.ROOT);
  private static final double SMALLEST_PLAIN = 1e-4;
  private static final double LARGEST_PLAIN = 1e12;

  private Numbers() {}

  /** A value at so many significant digits: 1234.5 at 3 is 1,230; very small ones as 1.2e-7. */
  public static String significant(double value, int digits) {
    return Double.isFinite(value) ? significant(BigDecimal.valueOf(value), digits) : "–";
  }

  static String significant(BigDecimal value, int digits) {
    if (value.signum() == 0) {
      return "0";
    }
    BigDecimal rounded = value.round(new MathContext(digits, RoundingMode.HALF_UP));
    double size = Math.abs(rounded.doubleValue());
    if (size < SMALLEST_PLAIN || size >= LARGEST_PLAIN) {
      String pattern = digits == 1 ? "0E0" : "0." + "0".repeat(digits - 1) + "E0";
      return new DecimalFormat(pattern, SYMBOLS).format(rounded).replace('E', 'e');
    }
    return fixed(rounded, Math.max(0, digits - rounded.precision() + rounded.scale()));
  }

  /** An exact count with its thousands grouped. */
  static String integer(BigDecimal value) {
    return fixed(value, 0);
  }

  /** A fraction as per cent, without the sign. */
  static String percent(BigDecimal fraction, int decimals) {
    return fixed(fraction.movePointRight(2), decimals);
  }

  private static String fixed(BigDecimal value, int decimals) {
    DecimalFormat format = new DecimalFormat("#,##0", SYMBOLS);
    format.setMinimumFractionDigits(decimals);
    format.setMaximumFractionDigits(decimals);
    format.setRoundingMode(RoundingMode.HALF_UP);
    return format.format(value);
  }
}
