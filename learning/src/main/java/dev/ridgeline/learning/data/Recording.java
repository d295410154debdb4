package dev.ridgeline.learning.data;

import java.nio.file.Path;

/**
 * A recorded word.
 *
 * @param file the WAV file
 * @param word what is said: the name of the folder
 * @param speaker who says it
 */
public record Recording(Path file, String word, String speaker) {
  /** A recording in a folder named after its word. */
  public static Recording of(Path file, String word) {
    return new Recording(file, word, Split.speaker(file.getFileName() + ""));
  }

  /** The name under which it is known wherever the folder lies: {@code word/file}. */
  public String key() {
    return word + "/" + file.getFileName();
  }
}
