package dev.ridgeline.compiler.target;

import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.CodeSource;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Which build of this compiler runs. Kernels of another build are not used: its generators may have
 * had a fault that this one mends.
 */
final class CompilerBuild {
  private CompilerBuild() {}

  /** The version, with the time and size of the files that the classes come from. */
  static String label() {
    String version =
        Optional.ofNullable(CompilerBuild.class.getPackage())
            .flatMap(p -> Optional.ofNullable(p.getImplementationVersion()))
            .orElse("development");
    return version + " " + origin().map(CompilerBuild::stamp).orElse("unknown");
  }

  private static Optional<Path> origin() {
    CodeSource source = CompilerBuild.class.getProtectionDomain().getCodeSource();
    if (source == null || source.getLocation() == null) {
      return Optional.empty();
    }
    try {
      return Optional.of(Path.of(source.getLocation().toURI()));
    } catch (URISyntaxException | IllegalArgumentException e) {
      return Optional.empty();
    }
  }

  private static String stamp(Path origin) {
    try (Stream<Path> files = Files.walk(origin)) {
      long[] sums = new long[2];
      for (Path file : (Iterable<Path>) files.filter(Files::isRegularFile)::iterator) {
        sums[0] = Math.max(sums[0], Files.getLastModifiedTime(file).toMillis());
        sums[1] += Files.size(file);
      }
      return sums[0] + "/" + sums[1];
    } catch (IOException e) {
      return "unreadable";
    }
  }
}
