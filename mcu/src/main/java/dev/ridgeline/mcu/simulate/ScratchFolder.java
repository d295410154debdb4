package dev.ridgeline.mcu.simulate;

import dev.ridgeline.core.UserError;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/** A folder for the time of a build, gone afterwards. */
public final class ScratchFolder implements AutoCloseable {
  private final Path path;

  private ScratchFolder(Path path) {
    this.path = path;
  }

  /**
   * A new one, where the system keeps temporary files.
   *
   * @throws UserError if it cannot be made
   */
  public static ScratchFolder create() {
    try {
      return new ScratchFolder(Files.createTempDirectory("ridgeline-mcu"));
    } catch (IOException e) {
      throw new UserError(
          "no temporary folder can be made (%s); free space, or set java.io.tmpdir"
              .formatted(e.getMessage()),
          e);
    }
  }

  public Path path() {
    return path;
  }

  Path write(String name, byte[] bytes) {
    try {
      return Files.write(path.resolve(name), bytes);
    } catch (IOException e) {
      throw new UserError(
          "cannot write '%s': %s; free space".formatted(path.resolve(name), e.getMessage()), e);
    }
  }

  Path write(String name, String text) {
    return write(name, text.getBytes(java.nio.charset.StandardCharsets.UTF_8));
  }

  byte[] read(String name) {
    try {
      return Files.readAllBytes(path.resolve(name));
    } catch (IOException e) {
      throw new UserError(
          "'%s' was not made (%s); nothing was written".formatted(name, e.getMessage()), e);
    }
  }

  List<String> lines(String name) {
    return new String(read(name), java.nio.charset.StandardCharsets.UTF_8).lines().toList();
  }

  @Override
  public void close() {
    try (Stream<Path> files = Files.walk(path)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.deleteIfExists(file);
      }
    } catch (IOException e) {
      path.toFile().deleteOnExit();
    }
  }
}
