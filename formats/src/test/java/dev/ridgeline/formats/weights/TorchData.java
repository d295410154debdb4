package dev.ridgeline.formats.weights;

import static org.junit.jupiter.api.Assumptions.abort;

import java.nio.file.Files;
import java.nio.file.Path;

/** The files that PyTorch wrote, among the shared data. */
public final class TorchData {
  private TorchData() {}

  /** Their folder; without it the test is skipped, or fails where nothing may be missing. */
  public static Path folder() {
    String given = System.getenv("RIDGELINE_DATA");
    if (given != null && Files.isDirectory(Path.of(given, "pytorch"))) {
      return Path.of(given, "pytorch");
    }
    for (Path at = Path.of("").toAbsolutePath(); at != null; at = at.getParent()) {
      Path candidate = at.resolve("shared/data/pytorch");
      if (Files.isDirectory(candidate)) {
        return candidate;
      }
    }
    if ("1".equals(System.getenv("RIDGELINE_REQUIRE_ALL"))) {
      throw new AssertionError("missing the shared data: set RIDGELINE_DATA");
    }
    return abort("missing the shared data: set RIDGELINE_DATA");
  }
}
