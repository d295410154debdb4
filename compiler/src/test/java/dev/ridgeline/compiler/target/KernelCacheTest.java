package dev.ridgeline.compiler.target;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ridgeline.compiler.ir.Program;
import dev.ridgeline.compiler.jvm.JvmTarget;
import dev.ridgeline.measure.workspace.Workspace;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class KernelCacheTest {
  @TempDir Path folder;

  private final List<String> log = new ArrayList<>();

  /** A cache of a process that has just begun. */
  private KernelCache cache() {
    return KernelCache.at(Workspace.at(folder), log::add);
  }

  private static Program never() {
    throw new AssertionError("lowered again");
  }

  private static void checkResult(Kernel kernel) {
    float[] x = new float[37 * 24];
    for (int i = 0; i < x.length; i++) {
      x[i] = i * 0.25f;
    }
    kernel.bind(Map.of("x", x));
    kernel.run();
    float[] y = (float[]) kernel.memory("y");
    for (int i = 0; i < x.length; i++) {
      assertThat(y[i]).isEqualTo(x[i] * x[i] + x[i] * x[i]);
    }
  }

  private List<Path> files() throws IOException {
    try (Stream<Path> all = Files.list(folder.resolve("kernels"))) {
      return all.toList();
    }
  }

  private Path onlyFile() throws IOException {
    assertThat(files()).hasSize(1);
    return files().getFirst();
  }

  @Test
  void aKernelIsCompiledOnce() throws IOException {
    KernelCache cache = cache();
    checkResult(cache.kernel("rows", KernelTest::program, new JvmTarget(), 1));
    checkResult(cache.kernel("rows", KernelCacheTest::never, new JvmTarget(), 2));
    checkResult(cache().kernel("rows", KernelCacheTest::never, new JvmTarget(), 2));
    assertThat(onlyFile().getFileName().toString()).matches("jvm-[0-9a-f]{32}\\.kernel");
    checkResult(cache.kernel(KernelTest.program(), new JvmTarget(), 1));
    assertThat(files()).hasSize(2);
    assertThat(log).isEmpty();
    checkResult(KernelCache.inMemory().kernel("rows", KernelTest::program, new JvmTarget(), 1));
  }

  @Test
  void everyDamageIsSeen() throws IOException {
    cache().kernel("rows", KernelTest::program, new JvmTarget(), 1);
    Path file = onlyFile();
    byte[] whole = Files.readAllBytes(file);
    for (int at = 0; at < whole.length; at += 97) {
      byte[] changed = whole.clone();
      changed[at] ^= 0x20;
      replacedAfter(file, changed, "its sum is not that of its content", whole);
    }
    replacedAfter(file, new byte[0], "cut off after 0 bytes", whole);
    replacedAfter(
        file, Arrays.copyOf(whole, whole.length / 2), "its sum is not that of its content", whole);
  }

  /** A file with this content is not used, said in one line, and made anew. */
  private void replacedAfter(Path file, byte[] content, String reason, byte[] whole)
      throws IOException {
    Files.write(file, content);
    log.clear();
    KernelCache cache = cache();
    checkResult(cache.kernel("rows", KernelTest::program, new JvmTarget(), 1));
    assertThat(log)
        .containsExactly("kernel '%s' is damaged: %s; it is compiled anew".formatted(file, reason));
    assertThat(Files.readAllBytes(file)).isEqualTo(whole);
  }

  @Test
  void aFileOfAnotherKernelIsNotUsed() throws IOException {
    cache().kernel("other", KernelTest::program, new JvmTarget(), 1);
    Path other = onlyFile();
    cache().kernel("rows", KernelTest::program, new JvmTarget(), 1);
    Path rows = files().stream().filter(f -> !f.equals(other)).findFirst().orElseThrow();
    byte[] whole = Files.readAllBytes(rows);
    replacedAfter(rows, Files.readAllBytes(other), "made for another kernel", whole);
  }

  @Test
  void anImageThatDoesNotLoadIsCompiledAnew() throws IOException {
    cache().kernel("rows", KernelTest::program, new JvmTarget(), 1);
    Path file = onlyFile();
    byte[] whole = Files.readAllBytes(file);
    String key = key(whole);
    byte[] host = HostPart.write(KernelTest.program());
    KernelFile.write(file, key, new KernelFile.Content(host, new byte[] {1, 2, 3}));
    log.clear();
    checkResult(cache().kernel("rows", KernelTest::program, new JvmTarget(), 1));
    assertThat(log).hasSize(1);
    assertThat(log.getFirst()).contains("is damaged: the class made for a program does not load");
    KernelFile.write(file, key, new KernelFile.Content(new byte[] {0, 9}, new byte[0]));
    log.clear();
    checkResult(cache().kernel("rows", KernelTest::program, new JvmTarget(), 1));
    assertThat(log).hasSize(1);
    assertThat(Files.readAllBytes(file)).isEqualTo(whole);
  }

  private static String key(byte[] file) {
    ByteBuffer in = ByteBuffer.wrap(file);
    byte[] key = new byte[in.getInt(8)];
    in.get(12, key);
    return new String(key, StandardCharsets.UTF_8);
  }

  @Test
  void aPlaceThatCannotBeWrittenIsSaidOnce() throws IOException {
    Files.writeString(folder.resolve("kernels"), "a file where the folder should be");
    KernelCache cache = cache();
    checkResult(cache.kernel("rows", KernelTest::program, new JvmTarget(), 1));
    checkResult(cache.kernel("others", KernelTest::program, new JvmTarget(), 1));
    assertThat(log).hasSize(1);
    assertThat(log.getFirst()).startsWith("kernels are not kept for the next time: cannot write '");
    assertThat(log.getFirst()).doesNotContain("\n");
  }

  @Test
  void theHostPartIsReadAsWritten() throws IOException {
    Program program = KernelTest.program();
    Program read = HostPart.read(HostPart.write(program));
    assertThat(read.body()).isEqualTo(program.body());
    assertThat(read.inputs()).isEqualTo(program.inputs());
    assertThat(read.outputs()).isEqualTo(program.outputs());
    assertThat(read.functions()).hasSize(2);
    assertThat(read.functions().getFirst().buffers())
        .isEqualTo(program.functions().getFirst().buffers());
    assertThat(read.functions().getLast().scalars())
        .isEqualTo(program.functions().getLast().scalars());
  }
}
