package dev.ridgeline.primitives.number;

import dev.ridgeline.core.UserError;
import dev.ridgeline.core.number.Minifloat;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Formats by name. */
public final class Precisions {
  private static final Pattern MINIFLOAT = Pattern.compile("e([1-8])m([1-9]|1\\d|2[0-3])");
  private static final Pattern LOGARITHM = Pattern.compile("lns([1-9]\\d{0,4})");

  private Precisions() {}

  /** {@code f16} stores and accumulates in f16, {@code f16+f32} accumulates in f32. */
  public static Precision parse(String text) {
    int plus = text.indexOf('+');
    if (plus < 0) {
      return Precision.of(format(text, text));
    }
    NumberFormat sums = format(text.substring(plus + 1), text);
    if (!(sums instanceof FloatFormat accumulation)) {
      throw unknown(text);
    }
    return Precision.of(format(text.substring(0, plus), text), accumulation);
  }

  private static NumberFormat format(String name, String whole) {
    Matcher minifloat = MINIFLOAT.matcher(name);
    if (minifloat.matches()) {
      return FloatFormat.of(
          new Minifloat(
              Integer.parseInt(minifloat.group(1)),
              Integer.parseInt(minifloat.group(2)),
              Minifloat.Specials.IEEE));
    }
    Matcher logarithm = LOGARITHM.matcher(name);
    if (logarithm.matches() && Integer.parseInt(logarithm.group(1)) <= 1 << 16) {
      return new LogFormat(Integer.parseInt(logarithm.group(1)));
    }
    return switch (name) {
      case "f64" -> FloatFormat.F64;
      case "f32" -> FloatFormat.F32;
      case "f16" -> FloatFormat.F16;
      case "bf16" -> FloatFormat.BF16;
      case "fp8-e4m3" -> FloatFormat.F8E4M3;
      case "fp8-e5m2" -> FloatFormat.F8E5M2;
      case "int8" -> IntFormat.INT8;
      case "int8-tap" -> IntFormat.INT8_PER_TAP;
      default -> throw unknown(whole);
    };
  }

  private static UserError unknown(String text) {
    return new UserError(
        "no number format is named '%s'; give f64, f32, f16, bf16, fp8-e4m3, fp8-e5m2, eEmM such as e4m7, int8, int8-tap or lnsG such as lns8, and +FORMAT for other sums"
            .formatted(text));
  }
}
