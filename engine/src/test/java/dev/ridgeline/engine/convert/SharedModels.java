package dev.ridgeline.engine.convert;

import static org.assertj.core.api.Assertions.fail;
import static org.junit.jupiter.api.Assumptions.abort;

import java.nio.file.Files;
import java.nio.file.Path;

/** Where the published models lie. */
final class SharedModels {
  private SharedModels() {}

  /** A model of the shared data; without it the test is skipped, or fails where all are wanted. */
  static Path file(String name) {
    String given = System.getenv("RIDGELINE_DATA");
    if (given != null && Files.exists(Path.of(given).resolve("models").resolve(name))) {
      return Path.of(given).resolve("models").resolve(name);
    }
    for (Path at = Path.of("").toAbsolutePath(); at != null; at = at.getParent()) {
      Path candidate = at.resolve("shared/data/models").resolve(name);
      if (Files.exists(candidate)) {
        return candidate;
      }
    }
    String message = "'" + name + "' is missing: set RIDGELINE_DATA to the shared data";
    if ("1".equals(System.getenv("RIDGELINE_REQUIRE_ALL"))) {
      fail(message);
    }
    abort(message);
    return Path.of(name);
  }
}
