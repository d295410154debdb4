package dev.ridgeline.mcu.c;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;

/** C sources that stand beside the classes. */
public final class Resource {
  private static final String ROOT = "/dev/ridgeline/mcu/";

  private Resource() {}

  /** The text of {@code path}, such as {@code kernel/dot.c}. */
  public static String text(String path) {
    try (InputStream in = Resource.class.getResourceAsStream(ROOT + path)) {
      if (in == null) {
        throw new IllegalArgumentException("there is no source '" + path + "'");
      }
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
