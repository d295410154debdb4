package dev.ridgeline.app;

import java.io.IOException;
import java.io.OutputStream;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Standard output that remembers why it could not be written: {@link java.io.PrintStream} drops the
 * reason.
 */
final class StandardOutput extends OutputStream {
  private final OutputStream out;
  private @Nullable IOException failure;

  StandardOutput(OutputStream out) {
    this.out = out;
  }

  @Override
  public void write(int value) throws IOException {
    write(new byte[] {(byte) value}, 0, 1);
  }

  @Override
  public void write(byte[] bytes, int offset, int length) throws IOException {
    try {
      out.write(bytes, offset, length);
    } catch (IOException e) {
      failure = e;
      throw e;
    }
  }

  @Override
  public void flush() throws IOException {
    out.flush();
  }

  /**
   * What to tell the user if something was lost. A reader that has seen enough, such as {@code
   * head}, is no mistake.
   */
  Optional<String> complaint() {
    IOException first = failure;
    if (first == null || "Broken pipe".equals(first.getMessage())) {
      return Optional.empty();
    }
    return Optional.of(
        "ridgeline: standard output cannot be written: "
            + first.getMessage()
            + "; free space, or send it elsewhere");
  }
}
