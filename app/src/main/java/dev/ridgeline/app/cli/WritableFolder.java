package dev.ridgeline.app.cli;

import dev.ridgeline.core.UserError;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;

/**
 * Finds out before the work whether files can be written into a folder, so that an hour of
 * measuring is not lost to a wrong name. Leaves nothing behind.
 */
final class WritableFolder {
  private WritableFolder() {}

  /**
   * Tries to write a file where the folder is, or where it would be made.
   *
   * @param option what the user named the folder with
   * @throws UserError if the folder, or one above it, is a file or cannot be written
   */
  static void require(Path folder, String option) {
    Path there = folder.toAbsolutePath().normalize();
    while (!Files.exists(there, LinkOption.NOFOLLOW_LINKS)) {
      Path above = there.getParent();
      if (above == null) {
        break;
      }
      there = above;
    }
    if (!Files.isDirectory(there)) {
      throw new UserError(
          "%s is '%s', but '%s' is no folder; choose another folder"
              .formatted(option, folder, there));
    }
    try {
      Files.delete(Files.createTempFile(there, ".ridgeline", ".try"));
    } catch (IOException e) {
      throw new UserError(
          "%s is '%s', but '%s' cannot be written (%s); choose another folder"
              .formatted(option, folder, there, reason(e)),
          e);
    }
  }

  private static String reason(IOException e) {
    return e instanceof java.nio.file.AccessDeniedException
        ? "access denied"
        : String.valueOf(e.getMessage());
  }
}
