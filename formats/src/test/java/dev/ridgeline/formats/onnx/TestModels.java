package dev.ridgeline.formats.onnx;

import static org.junit.jupiter.api.Assumptions.abort;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** Where the real models that tests read lie. */
final class TestModels {
  private static final Path CONFORMANCE = Path.of("/usr/share/libonnx-testdata/data");

  private TestModels() {}

  /** All models of the ONNX backend tests in the given folders, sorted. */
  static List<Path> conformance(String... folders) {
    if (!Files.isDirectory(CONFORMANCE)) {
      missing("the ONNX backend test data: apt-get install libonnx-testdata");
    }
    return Stream.of(folders)
        .flatMap(folder -> below(CONFORMANCE.resolve(folder)).stream())
        .sorted()
        .toList();
  }

  /** All ONNX models in a folder of the shared data. */
  static List<Path> shared(String folder) {
    return below(sharedData().resolve("models").resolve(folder));
  }

  /** One ONNX model of the shared data. */
  static Path shared(String folder, String file) {
    return sharedData().resolve("models").resolve(folder).resolve(file);
  }

  private static Path sharedData() {
    String given = System.getenv("RIDGELINE_DATA");
    if (given != null && Files.isDirectory(Path.of(given))) {
      return Path.of(given);
    }
    for (Path at = Path.of("").toAbsolutePath(); at != null; at = at.getParent()) {
      Path candidate = at.resolve("shared/data");
      if (Files.isDirectory(candidate.resolve("models"))) {
        return candidate;
      }
    }
    missing("the shared data: set RIDGELINE_DATA");
    return Path.of("missing");
  }

  private static List<Path> below(Path folder) {
    try (Stream<Path> files = Files.walk(folder)) {
      return files.filter(p -> p.toString().endsWith(".onnx")).sorted().toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The bytes of a model that lies in a jar on the class path. */
  static byte[] resource(String name) {
    try (InputStream in = TestModels.class.getResourceAsStream(name)) {
      if (in == null) {
        throw new AssertionError("resource " + name + " of the test dependencies is missing");
      }
      return in.readAllBytes();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Models that published jars hold. */
  static final List<String> IN_JARS =
      List.of(
          "/models/ch_ppocr_mobile_v2.0_cls_infer.onnx",
          "/models/ch_PP-OCRv3_det_infer.onnx",
          "/models/ch_PP-OCRv4_det_infer.onnx",
          "/models/ch_PP-OCRv3_rec_infer.onnx",
          "/models/ch_PP-OCRv4_rec_infer.onnx",
          "/all-minilm-l6-v2-q.onnx");

  private static void missing(String what) {
    if ("1".equals(System.getenv("RIDGELINE_REQUIRE_ALL"))) {
      throw new AssertionError("missing: " + what);
    }
    abort("missing: " + what);
  }
}
