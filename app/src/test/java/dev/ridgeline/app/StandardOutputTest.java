package dev.ridgeline.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

final class StandardOutputTest {
  private static StandardOutput printedTo(OutputStream out) {
    StandardOutput standard = new StandardOutput(out);
    try (PrintStream print = new PrintStream(standard, false, StandardCharsets.UTF_8)) {
      print.print("text\n");
    }
    return standard;
  }

  private static OutputStream failing(String message) {
    return new OutputStream() {
      @Override
      public void write(int value) throws IOException {
        throw new IOException(message);
      }
    };
  }

  @Test
  void passesBytesOn() {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    assertThat(printedTo(bytes).complaint()).isEmpty();
    assertThat(bytes.toString(StandardCharsets.UTF_8)).isEqualTo("text\n");
  }

  @Test
  void saysWhatWasLostUnlessTheReaderHadEnough() {
    assertThat(printedTo(failing("No space left on device")).complaint())
        .contains(
            "ridgeline: standard output cannot be written: No space left on device; free space, or"
                + " send it elsewhere");
    assertThat(printedTo(failing("Broken pipe")).complaint()).isEmpty();
  }
}
