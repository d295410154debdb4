package dev.ridgeline.compiler.verify;

import java.util.Locale;

/** A pass made a program that breaks a rule: an internal failure. */
public final class InvalidProgram extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final Rule rule;
  private final String place;
  private final String statement;

  InvalidProgram(Rule rule, String detail, String place, String statement) {
    super(
        "rule %s: %s, in %s%s"
            .formatted(
                rule.name().toLowerCase(Locale.ROOT),
                detail,
                place,
                statement.isBlank() ? "" : ": " + statement.strip()));
    this.rule = rule;
    this.place = place;
    this.statement = statement;
  }

  public Rule rule() {
    return rule;
  }

  /** The program or function, and the loops around. */
  public String place() {
    return place;
  }

  /** The text of the statement. */
  public String statement() {
    return statement;
  }
}
