package dev.ridgeline.compiler.c;

import dev.ridgeline.core.UserError;
import java.io.File;
import java.io.IOException;
import java.nio.charset.Charset;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * The C compiler of the machine.
 *
 * @param command its program and arguments that always stand first
 * @param program the file that is run
 * @param limit after which it is stopped
 */
record CCompiler(List<String> command, Path program, Duration limit) {
  private static final List<String> CANDIDATES = List.of("gcc", "clang", "cc");
  private static final Duration LIMIT = Duration.ofMinutes(10);

  /**
   * No option changes values: contraction is off, integers wrap; whether errno is set and floating
   * point exceptions are raised is nothing that programs can see.
   */
  static final List<String> OPTIONS =
      List.of(
          "-std=c11",
          "-O3",
          "-march=native",
          "-ffp-contract=off",
          "-fwrapv",
          "-fno-math-errno",
          "-fno-trapping-math",
          "-shared",
          "-fPIC",
          "-w");

  CCompiler {
    command = List.copyOf(command);
  }

  /**
   * The compiler that CC names, or the first of gcc, clang, cc on the path.
   *
   * @throws UserError if there is none
   */
  static CCompiler find(Map<String, String> environment) {
    String path = environment.getOrDefault("PATH", "");
    String chosen = environment.getOrDefault("CC", "").strip();
    if (!chosen.isEmpty()) {
      List<String> words = List.of(chosen.split("\\s+"));
      Path program =
          locate(words.getFirst(), path)
              .orElseThrow(() ->
                  new UserError(
                      "CC names '"
                          + words.getFirst()
                          + "', which is no program on the path; set it to a C compiler, unset"
                          + " it, or use --target jvm"));
      return new CCompiler(words, program, LIMIT);
    }
    for (String name : CANDIDATES) {
      Optional<Path> program = locate(name, path);
      if (program.isPresent()) {
        return new CCompiler(List.of(name), program.get(), LIMIT);
      }
    }
    throw new UserError(
        "target c needs a C compiler but "
            + String.join(", ", CANDIDATES)
            + " are not on the path and CC is not set; install gcc or clang, or use --target jvm");
  }

  private static Optional<Path> locate(String name, String path) {
    Stream<Path> places =
        name.contains("/")
            ? Stream.of(Path.of(name))
            : Stream.of(path.split(File.pathSeparator))
                .filter(folder -> !folder.isEmpty())
                .map(folder -> Path.of(folder, name));
    return places.filter(p -> Files.isRegularFile(p) && Files.isExecutable(p)).findFirst();
  }

  /** What tells it from another compiler: where it is, its size and age, the options. */
  String fingerprint() {
    try {
      Path real = program.toRealPath();
      return String.join(
          " ",
          String.join(" ", command),
          real.toString(),
          Long.toString(Files.size(real)),
          Long.toString(Files.getLastModifiedTime(real).toMillis()),
          String.join(" ", OPTIONS));
    } catch (IOException e) {
      throw new UserError("the C compiler " + program + " cannot be read: " + e, e);
    }
  }

  /**
   * A shared library.
   *
   * @param what is compiled, for messages
   * @throws UserError if the compiler fails, and the source is kept then; or if it does not end
   */
  byte[] library(String source, String what) {
    Path folder = folder();
    Path file = folder.resolve("kernels.c");
    Path library = folder.resolve("kernels.so");
    Path messages = folder.resolve("messages.txt");
    boolean keep = false;
    try {
      Files.writeString(file, source);
      int status = run(arguments(file, library), messages);
      if (status != 0 || !Files.exists(library)) {
        keep = true;
        throw new UserError(
            "%s could not compile %s: %s; the source is kept in %s; use --target jvm"
                .formatted(command.getFirst(), what, firstError(messages, status), file));
      }
      return Files.readAllBytes(library);
    } catch (IOException e) {
      throw new UserError(
          "the C compiler could not be run in " + folder + ": " + e + "; use --target jvm", e);
    } finally {
      TemporaryFiles.delete(library, messages);
      if (!keep) {
        TemporaryFiles.delete(file, folder);
      }
    }
  }

  private List<String> arguments(Path file, Path library) {
    List<String> arguments = new ArrayList<>(command);
    arguments.set(0, program.toString());
    arguments.addAll(OPTIONS);
    arguments.addAll(List.of("-o", library.toString(), file.toString(), "-lm"));
    return arguments;
  }

  private int run(List<String> arguments, Path messages) throws IOException {
    ProcessBuilder builder =
        new ProcessBuilder(arguments).redirectErrorStream(true).redirectOutput(messages.toFile());
    builder.environment().put("LC_ALL", "C");
    Process process = builder.start();
    try {
      if (process.waitFor(limit.toMillis(), TimeUnit.MILLISECONDS)) {
        return process.exitValue();
      }
      throw new UserError(
          "%s did not end within %d s and was stopped; use --target jvm"
              .formatted(command.getFirst(), limit.toSeconds()));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new UserError("interrupted while the C compiler ran", e);
    } finally {
      // the compiler proper is a child of the program that was started
      process.descendants().forEach(ProcessHandle::destroyForcibly);
      process.destroyForcibly();
    }
  }

  private static String firstError(Path messages, int status) throws IOException {
    // a compiler may print in any encoding; one byte a character never fails
    List<String> lines = Files.readString(messages, Charset.forName("ISO-8859-1")).lines().toList();
    return lines.stream()
        .filter(l -> l.contains("error"))
        .findFirst()
        .or(() -> lines.stream().findFirst())
        .map(l -> l.substring(0, Math.min(l.length(), 300)))
        .orElse("it ended with status " + status + " and no message");
  }

  private static Path folder() {
    try {
      return Files.createTempDirectory("ridgeline-c-");
    } catch (IOException e) {
      throw new UserError(
          "no folder for the C compiler can be made in "
              + System.getProperty("java.io.tmpdir")
              + ": "
              + e
              + "; free space there or set -Djava.io.tmpdir",
          e);
    }
  }
}
