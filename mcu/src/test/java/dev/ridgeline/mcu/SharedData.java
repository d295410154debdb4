package dev.ridgeline.mcu;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Assumptions;

/** Finds the shared data; a test that misses it is skipped, or fails where all are required. */
public final class SharedData {
  private SharedData() {}

  public static Path file(String name) {
    Path path = folder().resolve(name);
    if (!Files.exists(path)) {
      assertThat(System.getenv("RIDGELINE_REQUIRE_ALL"))
          .as("'%s' is missing", path)
          .isNotEqualTo("1");
      Assumptions.abort("'" + path + "' is missing: set RIDGELINE_DATA to the shared data");
    }
    return path;
  }

  private static Path folder() {
    String given = System.getenv("RIDGELINE_DATA");
    if (given != null) {
      return Path.of(given);
    }
    for (Path at = Path.of("").toAbsolutePath(); at != null; at = at.getParent()) {
      Path data = at.resolveSibling("shared").resolve("data");
      if (Files.isDirectory(data)) {
        return data;
      }
    }
    return Path.of("../shared/data");
  }
}
