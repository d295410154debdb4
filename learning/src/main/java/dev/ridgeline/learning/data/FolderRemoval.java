package dev.ridgeline.learning.data;

import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import org.jspecify.annotations.Nullable;

/** Takes away unfinished folders. */
final class FolderRemoval {
  private FolderRemoval() {}

  /** Removes a folder and all that is in it; links are removed, not followed. */
  static void remove(Path folder) throws IOException {
    if (!Files.exists(folder)) {
      return;
    }
    Files.walkFileTree(
        folder,
        new SimpleFileVisitor<>() {
          @Override
          public FileVisitResult visitFile(Path file, BasicFileAttributes attributes)
              throws IOException {
            Files.delete(file);
            return FileVisitResult.CONTINUE;
          }

          @Override
          public FileVisitResult postVisitDirectory(Path visited, @Nullable IOException failure)
              throws IOException {
            Files.delete(visited);
            return FileVisitResult.CONTINUE;
          }
        });
  }

  /** The same; what cannot be removed stays. */
  static void removeOrLeave(Path folder) {
    try {
      remove(folder);
    } catch (IOException e) {
      // An unfinished folder does no harm, and the reason why it is unfinished is reported.
      folder.toFile().deleteOnExit();
    }
  }
}
