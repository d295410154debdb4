package dev.ridgeline.core;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Writes a file beside its place and moves it in when it is whole, so that an interrupted run or a
 * full disk leaves the old file, or none, but never half of one. A process that is ended with an
 * interrupt (not killed) also takes the unfinished file beside it away.
 */
public final class AtomicFile {
  private static final AtomicLong WRITES = new AtomicLong();

  private AtomicFile() {}

  /** Writes the contents of a file. */
  @FunctionalInterface
  public interface Content {
    /** Writes everything to the stream, which the caller closes. */
    void writeTo(OutputStream out) throws IOException;
  }

  /**
   * Writes the file, and the folders above it where they are missing.
   *
   * @throws UserError if the file cannot be written, with the reason that the system gave
   */
  public static void write(Path file, Content content) {
    Path target = file.toAbsolutePath();
    try {
      Path folder = target.getParent();
      if (folder == null) {
        throw new UserError("cannot write '" + file + "': it is a folder; name a file");
      }
      if (Files.isDirectory(target)) {
        throw new UserError("cannot write '" + file + "': it is a folder; name a file");
      }
      Files.createDirectories(folder);
      Path part = beside(target);
      part.toFile().deleteOnExit();
      try {
        try (OutputStream out =
            new BufferedOutputStream(
                Files.newOutputStream(
                    part, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE),
                1 << 16)) {
          content.writeTo(out);
        }
        moveIn(part, target);
      } finally {
        Files.deleteIfExists(part);
      }
    } catch (IOException e) {
      throw new UserError(
          "cannot write '"
              + file
              + "': "
              + reason(e)
              + "; free space, or choose a place that can be written",
          e);
    }
  }

  /** Writes the text as UTF-8. */
  public static void write(Path file, String text) {
    write(file, out -> out.write(text.getBytes(StandardCharsets.UTF_8)));
  }

  /**
   * A name of its own for each write. Such a file has the rights that the system gives by default.
   */
  private static Path beside(Path target) {
    String name =
        ".%s.%d-%d.part"
            .formatted(
                target.getFileName(), ProcessHandle.current().pid(), WRITES.incrementAndGet());
    return target.resolveSibling(name);
  }

  private static void moveIn(Path part, Path target) throws IOException {
    try {
      Files.move(part, target, StandardCopyOption.ATOMIC_MOVE);
    } catch (AtomicMoveNotSupportedException e) {
      Files.move(part, target, StandardCopyOption.REPLACE_EXISTING);
    }
  }

  private static String reason(IOException e) {
    String message = e.getMessage() == null ? "" : ": " + e.getMessage();
    return e.getClass().getSimpleName().replace("Exception", "") + message.replace('\n', ' ');
  }
}
