package dev.ridgeline.app.page;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.Optional;

/** One value of a {@link Table}. */
public sealed interface Cell {
  /** Words. */
  record Words(String text) implements Cell {}

  /** A number, exact: integers keep all their digits. */
  record Quantity(BigDecimal value) implements Cell {}

  /** Not known, not measured, or not finite. */
  record Missing() implements Cell {}

  /**
   * The cell for a plain value: a string, a number, or an optional of either. NaN and infinities
   * are missing.
   */
  static Cell of(Object value) {
    return switch (value) {
      case Cell cell -> cell;
      case Optional<?> optional -> optional.<Cell>map(Cell::of).orElseGet(Missing::new);
      case String text -> new Words(text);
      case BigDecimal exact -> new Quantity(exact);
      case BigInteger exact -> new Quantity(new BigDecimal(exact));
      case Double real ->
          Double.isFinite(real) ? new Quantity(BigDecimal.valueOf(real)) : new Missing();
      case Float real ->
          Float.isFinite(real) ? new Quantity(new BigDecimal(real.toString())) : new Missing();
      case Number whole -> new Quantity(BigDecimal.valueOf(whole.longValue()));
      default ->
          throw new IllegalArgumentException(
              "a cell holds a string or a number, not " + value.getClass().getName());
    };
  }
}
