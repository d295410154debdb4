package dev.ridgeline.compiler.operator;

import dev.ridgeline.core.UserError;

/** Checks of the extents of operators. */
final class Extents {
  private Extents() {}

  /** Names and values in turn; every value is at least 1. */
  static void require(String operator, Object... namesAndValues) {
    for (int n = 0; n < namesAndValues.length; n += 2) {
      int value = (Integer) namesAndValues[n + 1];
      if (value < 1) {
        throw new UserError(
            operator + " needs " + namesAndValues[n] + " of at least 1 but got " + value);
      }
    }
  }
}
