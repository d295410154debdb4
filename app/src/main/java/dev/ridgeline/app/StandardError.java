package dev.ridgeline.app;

import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;

/**
 * Takes back the standard error that the launcher holds under another descriptor. While the JVM
 * starts, its standard error runs through a filter for one warning; from here on it is the real one
 * again, for Java, native libraries and whoever asks whether it is a terminal.
 */
final class StandardError {
  /** System property with the number of the descriptor. */
  static final String PROPERTY = "ridgeline.stderr";

  private static final int STANDARD_ERROR = 2;

  private StandardError() {}

  /**
   * Makes the held descriptor the standard error, where the launcher named one. Where that fails
   * everything still arrives, line by line, through the filter.
   */
  static void takeBack() {
    Integer held = Integer.getInteger(PROPERTY);
    if (held == null) {
      return;
    }
    try {
      Linker linker = Linker.nativeLinker();
      MethodHandle dup2 =
          linker.downcallHandle(
              linker.defaultLookup().findOrThrow("dup2"),
              FunctionDescriptor.of(
                  ValueLayout.JAVA_INT, ValueLayout.JAVA_INT, ValueLayout.JAVA_INT));
      int result = (int) dup2.invokeExact((int) held, STANDARD_ERROR);
      if (result < 0) {
        System.err.println("ridgeline: standard error stays filtered: dup2 failed");
      }
    } catch (Throwable e) {
      System.err.println("ridgeline: standard error stays filtered: " + e);
    }
  }
}
