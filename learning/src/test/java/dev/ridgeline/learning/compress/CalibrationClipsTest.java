package dev.ridgeline.learning.compress;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ridgeline.audio.wav.WavWriter;
import dev.ridgeline.learning.data.Example;
import dev.ridgeline.learning.data.KeywordSet;
import dev.ridgeline.learning.data.Partition;
import dev.ridgeline.learning.data.Split;
import dev.ridgeline.learning.data.Vocabulary;
import dev.ridgeline.learning.data.WordFolders;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class CalibrationClipsTest {
  @TempDir Path folder;

  @Test
  void areOfSpeakersOfTheTrainingPartitionAlone() {
    for (String word : List.of("yes", "no", "tree")) {
      for (int speaker = 0; speaker < 40; speaker++) {
        WavWriter.write(
            folder.resolve(word).resolve("s%02d_nohash_0.wav".formatted(speaker)),
            new short[100],
            16_000);
      }
    }
    Split split = new Split("speakers-1");
    KeywordSet set = KeywordSet.of(WordFolders.list(folder), Vocabulary.of("yes-no"), split);
    assertThat(set.examples(Partition.TESTING)).isNotEmpty();
    List<Example> clips = CalibrationClips.of(set, 50);
    assertThat(clips).hasSize(50).doesNotHaveDuplicates();
    for (Example clip : clips) {
      if (clip instanceof Example.Spoken spoken) {
        assertThat(split.partition(spoken.recording().file().getFileName() + ""))
            .isEqualTo(Partition.TRAINING);
      } else {
        assertThat(clip.key()).startsWith("_silence_/training/");
      }
    }
    assertThat(CalibrationClips.of(set, 100_000)).isEqualTo(set.examples(Partition.TRAINING));
  }
}
