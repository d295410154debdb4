package dev.ridgeline.app.op;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ridgeline.app.Ridgeline;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** C compilers that are missing or fail, from the command line: in processes of their own. */
final class OpCompilerErrorsTest {
  @TempDir Path folder;

  private record Ended(int status, String out, String err) {}

  private Ended op(Map<String, String> environment) throws Exception {
    Path out = folder.resolve("out.txt");
    Path err = folder.resolve("err.txt");
    Path temporary = Files.createDirectories(folder.resolve("temporary"));
    Process process =
        processBuilder(environment, temporary)
            .redirectOutput(out.toFile())
            .redirectError(err.toFile())
            .start();
    assertThat(process.waitFor(2, TimeUnit.MINUTES)).isTrue();
    String errors =
        String.join(
            "\n",
            Files.readAllLines(err).stream().filter(l -> l.startsWith("ridgeline:")).toList());
    return new Ended(process.exitValue(), Files.readString(out), errors);
  }

  private ProcessBuilder processBuilder(Map<String, String> environment, Path temporary) {
    ProcessBuilder builder =
        new ProcessBuilder(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "--add-modules",
                "jdk.incubator.vector",
                "--enable-native-access=ALL-UNNAMED",
                "-Djava.io.tmpdir=" + temporary,
                "-cp",
                System.getProperty("java.class.path"),
                Ridgeline.class.getName(),
                "op",
                "gemm",
                "--shape",
                "8x8x8",
                "--threads",
                "1",
                "--target",
                "c",
                "--workspace",
                folder.resolve("workspace").toString()));
    builder.environment().remove("CC");
    builder.environment().putAll(environment);
    return builder;
  }

  private List<Path> filesIn(String name) throws IOException {
    Path place = folder.resolve(name);
    if (!Files.exists(place)) {
      return List.of();
    }
    try (Stream<Path> all = Files.walk(place)) {
      return all.filter(Files::isRegularFile).toList();
    }
  }

  @Test
  void noCompiler() throws Exception {
    Ended ended = op(Map.of("PATH", folder.toString()));
    assertThat(ended.err())
        .isEqualTo(
            "ridgeline: target c needs a C compiler but gcc, clang, cc are not on the path and CC"
                + " is not set; install gcc or clang, or use --target jvm");
    assertThat(ended.status()).isEqualTo(2);
    assertThat(ended.out()).isEmpty();
    assertThat(filesIn("workspace")).isEmpty();
  }

  @Test
  void aCompilerThatFails() throws Exception {
    Path compiler = folder.resolve("broken-cc");
    Files.writeString(compiler, "#!/bin/sh\necho 'kernels.c:1: error: licence expired'\nexit 1\n");
    Files.setPosixFilePermissions(compiler, PosixFilePermissions.fromString("rwxr-xr-x"));
    Ended ended = op(Map.of("CC", compiler.toString()));
    assertThat(ended.err().lines()).hasSize(1);
    assertThat(ended.err())
        .startsWith("ridgeline: " + compiler + " could not compile program 'gemm': kernels.c:1: ")
        .endsWith("/kernels.c; use --target jvm");
    assertThat(ended.status()).isEqualTo(2);
    assertThat(ended.out()).isEmpty();
    assertThat(filesIn("workspace")).isEmpty();
    assertThat(filesIn("temporary"))
        .singleElement()
        .extracting(f -> f.getFileName().toString())
        .isEqualTo("kernels.c");
  }
}
