package dev.ridgeline.engine.interpreter;

import static org.assertj.core.api.Assertions.fail;
import static org.junit.jupiter.api.Assumptions.abort;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** Where the real models that tests run lie. */
final class TestModels {
  private static final Path CONFORMANCE = Path.of("/usr/share/libonnx-testdata/data");

  private TestModels() {}

  /** All cases of the ONNX backend tests in a folder, sorted. */
  static List<Path> conformance(String folder) {
    if (!Files.isDirectory(CONFORMANCE)) {
      missing("the ONNX backend test data: apt-get install libonnx-testdata");
    }
    try (Stream<Path> cases = Files.list(CONFORMANCE.resolve(folder))) {
      return cases.filter(p -> Files.exists(p.resolve("model.onnx"))).sorted().toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** A path in the shared data. */
  static Path shared(String path) {
    String given = System.getenv("RIDGELINE_DATA");
    if (given != null && Files.exists(Path.of(given).resolve(path))) {
      return Path.of(given).resolve(path);
    }
    for (Path at = Path.of("").toAbsolutePath(); at != null; at = at.getParent()) {
      Path candidate = at.resolve("shared/data").resolve(path);
      if (Files.exists(candidate)) {
        return candidate;
      }
    }
    missing("the shared data '" + path + "': set RIDGELINE_DATA");
    return Path.of("missing");
  }

  /** A model that lies in a jar on the class path, as a file in {@code folder}. */
  static Path resource(String name, Path folder) {
    try (InputStream in = TestModels.class.getResourceAsStream(name)) {
      if (in == null) {
        throw new AssertionError("resource " + name + " of the test dependencies is missing");
      }
      Path file = folder.resolve("model.onnx");
      Files.write(file, in.readAllBytes());
      return file;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void missing(String what) {
    if ("1".equals(System.getenv("RIDGELINE_REQUIRE_ALL"))) {
      fail("missing: " + what);
    }
    abort("missing: " + what);
  }
}
