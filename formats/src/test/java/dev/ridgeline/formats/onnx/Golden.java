package dev.ridgeline.formats.onnx;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * Lists kept beside the tests. When one differs, the new list is written under target/golden, to be
 * looked at and copied.
 */
final class Golden {
  private Golden() {}

  static void check(String name, List<String> lines) throws IOException {
    Path written = Path.of("target/golden").resolve(name);
    Files.createDirectories(written.getParent());
    Files.write(written, lines);
    Path kept = Path.of("src/test/resources/dev/ridgeline/formats/onnx").resolve(name);
    List<String> expected = Files.exists(kept) ? Files.readAllLines(kept) : List.of();
    assertThat(lines).as("%s; the new list is in %s", name, written).isEqualTo(expected);
  }
}
