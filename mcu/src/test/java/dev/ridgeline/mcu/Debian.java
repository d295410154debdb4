package dev.ridgeline.mcu;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;

/**
 * Programs of Debian packages; a test that misses one is skipped, or fails where all are required.
 */
final class Debian {
  private Debian() {}

  static void require(String debianPackage, String program) {
    boolean found =
        Stream.of(System.getenv().getOrDefault("PATH", "").split(File.pathSeparator))
            .anyMatch(folder -> Files.isExecutable(Path.of(folder, program)));
    if (!found) {
      assertThat(System.getenv("RIDGELINE_REQUIRE_ALL"))
          .as("%s is missing: Debian package %s", program, debianPackage)
          .isNotEqualTo("1");
      Assumptions.abort(program + " is missing: install Debian's " + debianPackage);
    }
  }
}
