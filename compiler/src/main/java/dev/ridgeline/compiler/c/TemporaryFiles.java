package dev.ridgeline.compiler.c;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Removes files that are no longer needed; one that stays harms nothing. */
final class TemporaryFiles {
  private TemporaryFiles() {}

  static void delete(Path... files) {
    for (Path file : files) {
      try {
        Files.deleteIfExists(file);
      } catch (IOException e) {
        file.toFile().deleteOnExit();
      }
    }
  }
}
