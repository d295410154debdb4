package dev.ridgeline.compiler.c;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ridgeline.compiler.ir.Program;
import dev.ridgeline.compiler.jvm.JvmTarget;
import dev.ridgeline.compiler.target.KernelCache;
import dev.ridgeline.core.UserError;
import dev.ridgeline.measure.workspace.Workspace;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Compilers that are missing, fail or hang: one line that says so, and nothing left behind. */
final class CCompilerTest {
  @TempDir Path folder;

  /** A program of the shell that stands for a compiler. */
  static Path script(Path folder, String name, String text) throws IOException {
    Path file = folder.resolve(name);
    Files.writeString(file, "#!/bin/sh\n" + text + "\n");
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
    return file;
  }

  private CTarget target(String script) throws IOException {
    return new CTarget(Map.of("CC", script(folder, "fakecc", script).toString()));
  }

  private static String failure(CTarget target) {
    try {
      target.compile(CTargetTest.gemm());
    } catch (UserError e) {
      String message = String.valueOf(e.getMessage());
      assertThat(message).doesNotContain("\n");
      return message;
    }
    throw new AssertionError("it compiled");
  }

  @Test
  void noCompiler() {
    assertThatThrownBy(() -> new CTarget(Map.of("PATH", folder.toString())))
        .isInstanceOf(UserError.class)
        .hasMessage(
            "target c needs a C compiler but gcc, clang, cc are not on the path and CC is not set;"
                + " install gcc or clang, or use --target jvm");
    assertThatThrownBy(() -> new CTarget(Map.of())).isInstanceOf(UserError.class);
  }

  @Test
  void noSuchCompiler() {
    assertThatThrownBy(() -> new CTarget(Map.of("PATH", folder.toString(), "CC", "icc -fast")))
        .isInstanceOf(UserError.class)
        .hasMessage(
            "CC names 'icc', which is no program on the path; set it to a C compiler, unset it, or"
                + " use --target jvm");
  }

  @Test
  void theFirstThatIsThere() throws IOException {
    script(folder, "clang", "exit 0");
    script(folder, "cc", "exit 0");
    CCompiler found = CCompiler.find(Map.of("PATH", folder.toString(), "CC", " "));
    assertThat(found.program()).isEqualTo(folder.resolve("clang"));
    CCompiler chosen = CCompiler.find(Map.of("PATH", folder.toString(), "CC", "cc -O1"));
    assertThat(chosen.command()).containsExactly("cc", "-O1");
    assertThat(chosen.fingerprint()).isNotEqualTo(found.fingerprint()).contains("cc -O1");
  }

  @Test
  void aCompilerThatFailsSaysWhyAndTheSourceIsKept() throws IOException {
    String message =
        failure(target("echo warming up; echo 'kernels.c:7:1: error: no 16' >&2; exit 4"));
    assertThat(message)
        .matches(
            ".*/fakecc could not compile program 'gemm': kernels\\.c:7:1: error: no 16; the source is"
                + " kept in .*/kernels\\.c; use --target jvm");
    String kept = message.replaceAll(".*kept in (.*); use.*", "$1");
    assertThat(Path.of(kept)).content().contains("entry_0");
    Path place = Path.of(kept, "..").normalize();
    try (Stream<Path> beside = Files.list(place)) {
      assertThat(beside).hasSize(1);
    }
    TemporaryFiles.delete(Path.of(kept), place);
  }

  @Test
  void aCompilerThatIsSilent() throws IOException {
    assertThat(failure(target("exit 3"))).contains(": it ended with status 3 and no message; ");
    assertThat(failure(target("exit 0"))).contains(": it ended with status 0 and no message; ");
    assertThat(failure(target("head -c 100000 /dev/zero | tr '\\0' x; exit 1")).length())
        .isLessThan(600);
  }

  @Test
  void whatTheCompilerMadeIsNoLibrary() throws IOException {
    CTarget target =
        target("while [ \"$1\" != -o ]; do shift; done; echo 'no library' > \"$2\"; exit 0");
    assertThatThrownBy(() -> target.compile(CTargetTest.gemm()))
        .isInstanceOf(UserError.class)
        .hasMessageStartingWith("compiled code cannot be loaded from ")
        .hasMessageEndingWith(
            "; set -Djava.io.tmpdir to a place that allows programs, or use --target jvm");
  }

  @Test
  void aCompilerThatHangsIsStoppedWithItsChildren() throws Exception {
    Path pid = folder.resolve("pid");
    Path script = script(folder, "hangs", "sleep 600 & echo $! > '" + pid + "'; wait");
    CCompiler compiler = new CCompiler(List.of(script.toString()), script, Duration.ofMillis(1500));
    assertThat(failure(new CTarget(compiler)))
        .isEqualTo(script + " did not end within 1 s and was stopped; use --target jvm");
    long child = Long.parseLong(Files.readString(pid).strip());
    ProcessHandle.of(child).ifPresent(handle -> handle.onExit().join());
    assertThat(ProcessHandle.of(child).filter(ProcessHandle::isAlive)).isEmpty();
  }

  @Test
  void whenTheCompilerFailsNothingIsKeptAsAKernel() throws IOException {
    Path place = folder.resolve("workspace");
    CTarget target = target("echo 'error: broken'; exit 1");
    Program p = CTargetTest.gemm();
    KernelCache cache = KernelCache.at(Workspace.at(place), line -> {});
    assertThatThrownBy(() -> cache.kernel(p, target, 1)).isInstanceOf(UserError.class);
    if (Files.exists(place)) {
      try (Stream<Path> all = Files.walk(place)) {
        assertThat(all.filter(Files::isRegularFile)).isEmpty();
      }
    }
  }

  @Test
  void theJvmServesWhereNoCompilerIs() {
    List<String> log = new ArrayList<>();
    KernelCache.at(Workspace.at(folder), log::add).kernel(CTargetTest.gemm(), new JvmTarget(), 1);
    assertThat(log).isEmpty();
  }
}
