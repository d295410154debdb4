package dev.ridgeline.app.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.OptionalLong;
import java.util.stream.Stream;

/**
 * Memory that a new process could use: what the kernel calls available, or what the control group
 * leaves where that is less.
 */
public final class AvailableMemory {
  private AvailableMemory() {}

  /** Bytes; {@link Long#MAX_VALUE} where the system does not say. */
  public static long bytes() {
    return bytes(Path.of("/"));
  }

  static long bytes(Path root) {
    long available = memAvailable(root.resolve("proc/meminfo"));
    Path group = root.resolve("sys/fs/cgroup");
    OptionalLong limit = number(group.resolve("memory.max"));
    OptionalLong used = number(group.resolve("memory.current"));
    if (limit.isPresent() && used.isPresent()) {
      available = Math.min(available, Math.max(0, limit.getAsLong() - used.getAsLong()));
    }
    return available;
  }

  private static long memAvailable(Path file) {
    try (Stream<String> lines = Files.lines(file)) {
      return lines
          .filter(line -> line.matches("MemAvailable:\\s+\\d{1,15} kB"))
          .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")) << 10)
          .findFirst()
          .orElse(Long.MAX_VALUE);
    } catch (IOException e) {
      return Long.MAX_VALUE;
    }
  }

  private static OptionalLong number(Path file) {
    try {
      String text = Files.exists(file) ? Files.readString(file).strip() : "";
      return text.matches("\\d{1,18}")
          ? OptionalLong.of(Long.parseLong(text))
          : OptionalLong.empty();
    } catch (IOException e) {
      return OptionalLong.empty();
    }
  }
}
