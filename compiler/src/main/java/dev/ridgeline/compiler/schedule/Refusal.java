package dev.ridgeline.compiler.schedule;

import dev.ridgeline.core.UserError;

/** How primitives say no. */
final class Refusal {
  private Refusal() {}

  /** For example {@code split refuses loop 'i': ...}. */
  static UserError of(String primitive, String what, String reason) {
    return new UserError(primitive + " refuses " + what + ": " + reason);
  }
}
