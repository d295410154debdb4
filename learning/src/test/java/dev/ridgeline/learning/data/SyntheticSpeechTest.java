package dev.ridgeline.learning.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ridgeline.core.UserError;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class SyntheticSpeechTest {
  @TempDir Path folder;

  @Test
  void saysHowToGetTheSynthesiser() {
    Path root = folder.resolve("spoken");
    assertThatThrownBy(() -> SyntheticSpeech.make("no-such-synthesiser", root, 1, 1, made -> {}))
        .isInstanceOf(UserError.class)
        .hasMessage(
            "no-such-synthesiser is not installed; install it (Debian: apt-get install espeak-ng), or fetch recordings with --download");
    assertThat(folder).isEmptyDirectory();
  }

  @Test
  void overwritesNothing() throws IOException {
    Files.writeString(folder.resolve("mine"), "kept");
    assertThatThrownBy(() -> SyntheticSpeech.make(folder, 1, made -> {}))
        .isInstanceOf(UserError.class)
        .hasMessageEndingWith("is not empty and would be lost; name a new folder with --root");
  }

  @Test
  void speaksASetInThePublishedLayout() throws IOException {
    boolean installed =
        Stream.of(System.getenv().getOrDefault("PATH", "").split(":"))
            .anyMatch(path -> Files.isExecutable(Path.of(path).resolve("espeak-ng")));
    if (!installed) {
      assertThat(System.getenv("RIDGELINE_REQUIRE_ALL")).as("espeak-ng").isNotEqualTo("1");
    }
    Assumptions.assumeTrue(installed, "espeak-ng is not installed");
    Path root = folder.resolve("spoken");
    SyntheticSpeech.make("espeak-ng", root, 1, 2, made -> {});
    WordFolders folders = WordFolders.list(root);
    assertThat(folders.words()).hasSize(16);
    assertThat(folders.noise()).hasSize(2);
    List<Recording> yes = folders.words().get("yes");
    assertThat(yes).hasSize(4).extracting(Recording::speaker).doesNotContainNull();
    short[] second = OneSecond.read(java.util.Objects.requireNonNull(yes).getFirst().file());
    int peak = 0;
    for (short sample : second) {
      peak = Math.max(peak, Math.abs(sample));
    }
    assertThat(peak).isGreaterThan(3000);
    assertThat(BackgroundNoise.read(folders.noise()).pieces(Partition.TESTING).getFirst().length)
        .isEqualTo(3 * 16_000);
  }
}
