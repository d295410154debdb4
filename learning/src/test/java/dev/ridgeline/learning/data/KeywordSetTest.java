package dev.ridgeline.learning.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ridgeline.audio.wav.WavWriter;
import dev.ridgeline.core.UserError;
import dev.ridgeline.learning.SharedData;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class KeywordSetTest {
  @TempDir Path folder;

  private static KeywordSet shared(String words, String split) {
    return KeywordSet.of(
        WordFolders.list(SharedData.file("speech-commands")),
        Vocabulary.of(words),
        new Split(split));
  }

  private void clip(String word, String name) {
    WavWriter.write(folder.resolve(word).resolve(name), new short[16_000], 16_000);
  }

  @Test
  void silenceAndUnknownAreATenthOfTheWords() {
    KeywordSet set = shared("commands", "speakers-1");
    SetStatistics statistics = SetStatistics.of(set);
    assertThat(statistics.words()).isEqualTo(35);
    assertThat(statistics.speakers()).isEqualTo(198);
    assertThat(statistics.noiseFiles()).isEqualTo(6);
    for (SetStatistics.PartitionStatistics partition : statistics.partitions()) {
      int words = partition.classes().stream().skip(2).mapToInt(c -> c.clips()).sum();
      int share = Math.ceilDiv(words, 10);
      assertThat(partition.classes().get(Vocabulary.SILENCE).clips()).isEqualTo(share);
      assertThat(partition.classes().get(Vocabulary.UNKNOWN).clips()).isEqualTo(share);
      assertThat(partition.clips()).isEqualTo(words + 2 * share);
    }
    assertThat(statistics.partitions().get(2).clips()).isEqualTo(405);
  }

  @Test
  void theSetIsTheSameInEveryRun() {
    assertThat(shared("yes-no", "speakers-9").examples(Partition.TRAINING))
        .isEqualTo(shared("yes-no", "speakers-9").examples(Partition.TRAINING));
  }

  @Test
  void vocabulariesKeepTheOrderOfThePublishedClasses() {
    assertThat(Vocabulary.of("yes-no").labels())
        .containsExactly("_silence_", "_unknown_", "yes", "no");
    assertThat(Vocabulary.of("commands").classes()).isEqualTo(12);
    assertThat(Vocabulary.of("tree").with("bird").label("bird")).isEqualTo(3);
    assertThatThrownBy(() -> Vocabulary.of("yes,yes"))
        .isInstanceOf(UserError.class)
        .hasMessage("a word is given twice in 'yes,yes'; name each once");
    assertThatThrownBy(() -> Vocabulary.of("yes,,no"))
        .isInstanceOf(UserError.class)
        .hasMessage("'' cannot be a word; name folders of words");
  }

  @Test
  void saysWhatIsMissing() throws IOException {
    assertThatThrownBy(() -> WordFolders.list(folder.resolve("none")))
        .isInstanceOf(UserError.class)
        .hasMessageStartingWith("no folder '" + folder.resolve("none") + "'; name one with");
    assertThatThrownBy(() -> WordFolders.list(folder))
        .isInstanceOf(UserError.class)
        .hasMessageContaining("has no folder with WAV files");
    clip("yes", "a_nohash_0.wav");
    Files.createDirectory(folder.resolve("no"));
    WordFolders folders = WordFolders.list(folder);
    Split split = new Split("published");
    assertThatThrownBy(() -> KeywordSet.of(folders, Vocabulary.of("maybe"), split))
        .isInstanceOf(UserError.class)
        .hasMessage("no folder 'maybe' in '" + folder + "'; the words there are no, yes");
    assertThatThrownBy(() -> KeywordSet.of(folders, Vocabulary.of("yes-no"), split))
        .isInstanceOf(UserError.class)
        .hasMessageStartingWith("the folder of the word 'no' in '" + folder + "' has no WAV files");
    KeywordSet set = KeywordSet.of(folders, Vocabulary.of("yes"), split);
    assertThatThrownBy(() -> set.requireEveryClass(Partition.TESTING))
        .isInstanceOf(UserError.class)
        .hasMessageContaining("has no testing clip in '" + folder + "' under split 'published'");
  }

  @Test
  void aFolderOfClipsBecomesAWord() {
    clip("data/yes", "a_nohash_0.wav");
    clip("mine", "me_nohash_0.wav");
    clip("mine", "you_nohash_0.wav");
    WordFolders folders =
        WordFolders.list(folder.resolve("data")).with("computer", folder.resolve("mine"));
    assertThat(folders.words().get("computer"))
        .extracting(Recording::key)
        .containsExactly("computer/me_nohash_0.wav", "computer/you_nohash_0.wav");
    assertThatThrownBy(() -> folders.with("a/b", folder))
        .isInstanceOf(UserError.class)
        .hasMessage("'a/b' cannot name a word; give letters, digits and hyphens");
    assertThatThrownBy(() -> folders.with("word", folder.resolve("none")))
        .isInstanceOf(UserError.class)
        .hasMessageContaining("for the word 'word'; name a folder of WAV files");
  }

  @Test
  void ofALongRecordingTheLoudestSecondIsTaken() {
    short[] samples = new short[48_000];
    for (int i = 20_000; i < 30_000; i++) {
      samples[i] = (short) (i % 2 == 0 ? 9000 : -9000);
    }
    short[] second = OneSecond.loudest(samples);
    assertThat(second).hasSize(16_000);
    int loud = 0;
    for (short sample : second) {
      loud += sample != 0 ? 1 : 0;
    }
    assertThat(loud).isEqualTo(10_000);
    assertThat(OneSecond.loudest(new short[] {7})).hasSize(16_000).startsWith((short) 7);
  }

  @Test
  void badRecordingsGetOneLine() throws IOException {
    Path file = folder.resolve("yes/a_nohash_0.wav");
    clip("yes", "a_nohash_0.wav");
    byte[] whole = Files.readAllBytes(file);
    Files.write(file, Arrays.copyOf(whole, 1000));
    Example example = new Example.Spoken(Recording.of(file, "yes"), 2);
    WordFolders folders = WordFolders.list(folder);
    ClipSource source =
        ClipSource.of(KeywordSet.of(folders, Vocabulary.of("yes"), new Split("published")));
    assertThatThrownBy(() -> source.plain(example))
        .isInstanceOf(UserError.class)
        .hasMessageContaining("the file is truncated");
    Files.write(file, new byte[0]);
    assertThatThrownBy(() -> source.plain(example)).isInstanceOf(UserError.class);
    Path noise = folder.resolve("noise.wav");
    WavWriter.write(noise, new short[16_000], 16_000);
    assertThatThrownBy(() -> BackgroundNoise.read(List.of(noise)))
        .isInstanceOf(UserError.class)
        .hasMessage(
            "background noise '"
                + noise
                + "' holds 1.0 s; at least 10 s are needed: record more, or take the file away");
  }
}
