package dev.ridgeline.core;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class AtomicFileTest {
  @TempDir Path folder;

  @Test
  void writesTheFileAndTheFoldersAboveIt() throws IOException {
    Path file = folder.resolve("a/b/c.txt");
    AtomicFile.write(file, "one");
    AtomicFile.write(file, "two\u00e9");
    assertThat(file).hasContent("two\u00e9");
    assertThat(file.getParent()).isDirectoryNotContaining(entry -> !entry.equals(file));
  }

  @Test
  void keepsTheOldFileWhenWritingFails() throws IOException {
    Path file = folder.resolve("kept.txt");
    AtomicFile.write(file, "old");
    assertThatThrownBy(() ->
            AtomicFile.write(
                file,
                out -> {
                  out.write(new byte[100_000]);
                  throw new IOException("No space left on device");
                }))
        .isInstanceOf(UserError.class)
        .hasMessage(
            "cannot write '%s': IO: No space left on device; free space, or choose a place that"
                + " can be written",
            file);
    assertThat(file).hasContent("old");
    assertThat(folder).isDirectoryNotContaining(entry -> !entry.equals(file));
  }

  @Test
  void saysWhyAPlaceCannotBeWritten() throws IOException {
    Path notAFolder = folder.resolve("file");
    AtomicFile.write(notAFolder, "x");
    assertThatThrownBy(() -> AtomicFile.write(notAFolder.resolve("below"), "y"))
        .isInstanceOf(UserError.class)
        .hasMessageStartingWith("cannot write '" + notAFolder.resolve("below") + "': ")
        .hasMessageEndingWith("; free space, or choose a place that can be written");
  }
}
