package dev.ridgeline.learning.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ridgeline.core.UserError;
import dev.ridgeline.learning.SharedData;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class SplitTest {
  private static final Split PUBLISHED = new Split("published");

  /** From the validation_list.txt that lies in the published archive. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "a69b9b3e_nohash_0.wav",
        "439c84f4_nohash_1.wav",
        "409c962a_nohash_1.wav",
        "dbaf8fc6_nohash_2.wav",
        "a6d586b7_nohash_1.wav",
        "0e17f595_nohash_1.wav",
        "ff2b842e_nohash_3.wav",
        "7fd25f7c_nohash_2.wav",
        "3cc595de_nohash_4.wav",
        "64e48f55_nohash_1.wav"
      })
  void publishedNamesOfTheValidationListAreValidation(String name) {
    assertThat(PUBLISHED.partition(name)).isEqualTo(Partition.VALIDATION);
  }

  @Test
  void everySharedClipIsPublishedForTesting() {
    Path root = SharedData.file("speech-commands");
    assertThat(WordFolders.list(root).words().values().stream().flatMap(List::stream))
        .hasSizeGreaterThan(3000)
        .allMatch(recording ->
            PUBLISHED.partition(recording.file().getFileName() + "") == Partition.TESTING);
  }

  @ParameterizedTest
  @ValueSource(strings = {"speakers-1", "speakers-9", "speakers-31"})
  void speakersStandInOnePartitionAndShareTheCommandsAsNamed(String name) {
    WordFolders folders = WordFolders.list(SharedData.file("speech-commands"));
    KeywordSet set = KeywordSet.of(folders, Vocabulary.of("commands"), new Split(name));
    Map<Partition, Set<String>> speakers = new EnumMap<>(Partition.class);
    Map<Partition, Integer> commands = new EnumMap<>(Partition.class);
    for (Partition partition : Partition.values()) {
      Set<String> own = new HashSet<>();
      int count = 0;
      for (Example example : set.examples(partition)) {
        if (example instanceof Example.Spoken spoken) {
          own.add(spoken.recording().speaker());
          count += spoken.label() == Vocabulary.UNKNOWN ? 0 : 1;
        }
      }
      speakers.put(partition, own);
      commands.put(partition, count);
    }
    Set<String> all = new HashSet<>();
    speakers.values().forEach(all::addAll);
    assertThat(speakers.values().stream().mapToInt(Set::size).sum()).isEqualTo(all.size());
    double total = commands.values().stream().mapToInt(Integer::intValue).sum();
    assertThat(total).isEqualTo(3323);
    assertThat(Objects.requireNonNull(commands.get(Partition.TESTING)) / total)
        .isBetween(0.09, 0.11);
    assertThat(Objects.requireNonNull(commands.get(Partition.VALIDATION)) / total)
        .isBetween(0.09, 0.11);
  }

  @Test
  void takesOfOneSpeakerStayTogether() {
    for (String name : Split.NAMES) {
      Split split = new Split(name);
      assertThat(split.partition("bobby_nohash_0.wav"))
          .isEqualTo(split.partition("bobby_nohash_17.wav"));
    }
  }

  @Test
  void namesTheSplitsThatThereAre() {
    assertThatThrownBy(() -> new Split("random"))
        .isInstanceOf(UserError.class)
        .hasMessage(
            "no split 'random'; choose one of published, speakers-1, speakers-9, speakers-31");
  }
}
