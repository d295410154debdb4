package dev.ridgeline.app.cli;

import java.util.Optional;

/** Which version runs, on what. */
public final class Version {
  private Version() {}

  /** The version of this build; {@code development} outside a jar. */
  public static String number() {
    return Optional.ofNullable(Version.class.getPackage().getImplementationVersion())
        .orElse("development");
  }

  static String line() {
    return "ridgeline %s on Java %s".formatted(number(), Runtime.version());
  }
}
