package dev.ridgeline.learning.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ridgeline.core.UserError;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.concurrent.TimeUnit;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class TarArchiveTest {
  @TempDir Path folder;

  /** What the system's tar writes is the judge of what is read. */
  private Path archive() throws IOException, InterruptedException {
    Path from = Files.createDirectories(folder.resolve("from/yes"));
    Files.write(from.resolve("a_nohash_0.wav"), new byte[1000]);
    Files.writeString(from.resolveSibling("LICENSE"), "CC BY 4.0");
    Path file = folder.resolve("set.tar.gz");
    Process tar =
        new ProcessBuilder(
                "tar",
                "--format=ustar",
                "-czf",
                file.toString(),
                "-C",
                from.resolve("..").toString(),
                ".")
            .inheritIO()
            .start();
    assertThat(tar.waitFor(20, TimeUnit.SECONDS)).isTrue();
    return file;
  }

  @Test
  void unpacksWhatTarPacked() throws Exception {
    Path to = folder.resolve("to");
    TarArchive.unpack(archive(), to, 10_000);
    assertThat(to.resolve("yes/a_nohash_0.wav")).hasSize(1000);
    assertThat(to.resolve("LICENSE")).hasContent("CC BY 4.0");
  }

  @Test
  void leavesNothingOfADamagedArchive() throws Exception {
    Path file = archive();
    byte[] bytes = Files.readAllBytes(file);
    Files.write(file, Arrays.copyOf(bytes, bytes.length / 2));
    assertThatThrownBy(() -> TarArchive.unpack(file, folder.resolve("to"), 10_000))
        .isInstanceOf(UserError.class)
        .hasMessageContaining("fetch the archive again");
    Files.writeString(file, "no archive");
    assertThatThrownBy(() -> TarArchive.unpack(file, folder.resolve("to"), 10_000))
        .isInstanceOf(UserError.class);
    assertThat(folder.resolve("to")).doesNotExist();
    assertThat(folder.resolve(".to.unpacking")).doesNotExist();
  }

  @Test
  void refusesMoreThanIsAllowed() throws Exception {
    Path file = archive();
    assertThatThrownBy(() -> TarArchive.unpack(file, folder.resolve("to"), 999))
        .isInstanceOf(UserError.class)
        .hasMessageContaining("it holds more than 999 bytes");
  }

  @Test
  void refusesNamesThatLeadOut() throws IOException {
    Path file = folder.resolve("evil.tar.gz");
    byte[] header = new byte[512];
    byte[] name = "../evil.txt".getBytes(StandardCharsets.UTF_8);
    System.arraycopy(name, 0, header, 0, name.length);
    byte[] size = "00000000004".getBytes(StandardCharsets.UTF_8);
    System.arraycopy(size, 0, header, 124, size.length);
    header[156] = '0';
    try (OutputStream out = new GZIPOutputStream(Files.newOutputStream(file))) {
      out.write(header);
      out.write(new byte[1024]);
    }
    assertThatThrownBy(() -> TarArchive.unpack(file, folder.resolve("to"), 999))
        .isInstanceOf(UserError.class)
        .hasMessageContaining("'../evil.txt' leads out of the folder");
    assertThat(folder.resolve("evil.txt")).doesNotExist();
  }
}
