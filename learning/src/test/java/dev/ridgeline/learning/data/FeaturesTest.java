package dev.ridgeline.learning.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ridgeline.audio.frontend.MlperfTinyMfcc;
import dev.ridgeline.core.UserError;
import dev.ridgeline.learning.SharedData;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class FeaturesTest {
  @TempDir Path folder;

  private static KeywordSet set() {
    return KeywordSet.of(
        WordFolders.list(SharedData.file("speech-commands")),
        Vocabulary.of("yes-no"),
        new Split("speakers-1"));
  }

  private List<Path> files() throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files.sorted().toList();
    }
  }

  @Test
  void featuresAreComputedOnceAndDamageIsFound() throws IOException {
    KeywordSet set = set();
    ClipSource source = ClipSource.of(set);
    List<Example> examples = set.examples(Partition.TRAINING);
    FeatureCache first = new FeatureCache(folder);
    FeatureSet computed = first.features(examples, source, FrontEnd.MFCC);
    assertThat(first.computed()).isEqualTo(examples.size());
    FeatureCache second = new FeatureCache(folder);
    assertThat(second.features(examples, source, FrontEnd.MFCC).features())
        .isEqualTo(computed.features());
    assertThat(second.found()).isEqualTo(examples.size());
    assertThat(second.computed()).isZero();

    Path file = files().getFirst();
    byte[] bytes = Files.readAllBytes(file);
    bytes[bytes.length / 2] ^= 1;
    Files.write(file, bytes);
    Files.write(files().getLast(), new byte[17]);
    FeatureCache third = new FeatureCache(folder);
    assertThat(third.features(examples, source, FrontEnd.MFCC).features())
        .isEqualTo(computed.features());
    assertThat(third.damagedFiles()).isEqualTo(2);
    FeatureCache fourth = new FeatureCache(folder);
    fourth.features(examples, source, FrontEnd.MFCC);
    assertThat(fourth.damagedFiles()).isZero();
    assertThat(fourth.computed()).isZero();
  }

  @Test
  void testedClipsAreNotVaried() {
    KeywordSet set = set();
    ClipSource source = ClipSource.of(set);
    List<Example> examples = set.examples(Partition.TESTING).subList(0, 3);
    FeatureSet features = new FeatureCache(folder).features(examples, source, FrontEnd.MFCC);
    for (int i = 0; i < 3; i++) {
      Example.Spoken spoken = (Example.Spoken) examples.get(i);
      float[] own = new MlperfTinyMfcc().features(OneSecond.read(spoken.recording().file()));
      assertThat(Arrays.copyOfRange(features.features(), 490 * i, 490 * i + 490)).isEqualTo(own);
      assertThat(features.labels()[i]).isEqualTo(spoken.label());
    }
  }

  @Test
  void aClipIsVariedBySeedAndEpochAlone() {
    KeywordSet set = set();
    ClipSource source = ClipSource.of(set);
    TrainingClips clips =
        new TrainingClips(set, source, FrontEnd.MICRO, Augmentation.standard(), 5);
    float[] one = clips.features(new int[] {3}, 2).features();
    float[] three = clips.features(new int[] {9, 3, 4}, 2).features();
    assertThat(Arrays.copyOfRange(three, 1960, 3920)).isEqualTo(one);
    assertThat(clips.features(new int[] {3}, 3).features()).isNotEqualTo(one);
    assertThat(
            new TrainingClips(set, source, FrontEnd.MICRO, Augmentation.standard(), 6)
                .features(new int[] {3}, 2)
                .features())
        .isNotEqualTo(one);
    assertThat(clips.order(1)).hasSize(clips.count()).doesNotHaveDuplicates();
    assertThat(clips.order(1)).isEqualTo(clips.order(1)).isNotEqualTo(clips.order(2));
  }

  @Test
  void noAugmentationLeavesTheClip() {
    KeywordSet set = set();
    ClipSource source = ClipSource.of(set);
    Example example = set.examples(Partition.TRAINING).getFirst();
    assertThat(source.varied(example, Augmentation.none(), 1, 1)).isEqualTo(source.plain(example));
  }

  @Test
  void shiftsAreMillisecondsAndWithinTheirRange() {
    short[] click = new short[OneSecond.SAMPLES];
    click[8000] = 20_000;
    Augmentation shiftOnly = new Augmentation(100, 0, 0, 1, 1, 0, 0);
    Augmenter augmenter = new Augmenter(shiftOnly, BackgroundNoise.read(List.of()));
    int earliest = Integer.MAX_VALUE;
    int latest = 0;
    for (int i = 0; i < 500; i++) {
      short[] varied = augmenter.vary(click, new SplittableRandom(i));
      int at = 0;
      while (varied[at] == 0) {
        at++;
      }
      assertThat(varied[at]).isEqualTo((short) 20_000);
      earliest = Math.min(earliest, at);
      latest = Math.max(latest, at);
    }
    assertThat(earliest).isBetween(6400, 6450);
    assertThat(latest).isBetween(9550, 9600);
  }

  @Test
  void masksReplaceFramesByTheMean() {
    KeywordSet set = set();
    ClipSource source = ClipSource.of(set);
    Augmentation masks = new Augmentation(0, 0, 0, 1, 1, 0, 10);
    TrainingClips masked = new TrainingClips(set, source, FrontEnd.MFCC, masks, 1);
    TrainingClips plain = new TrainingClips(set, source, FrontEnd.MFCC, Augmentation.none(), 1);
    int most = 0;
    for (int clip = 0; clip < 40; clip++) {
      float[] a = masked.features(new int[] {clip}, 0).features();
      float[] b = plain.features(new int[] {clip}, 0).features();
      int changed = 0;
      for (int f = 0; f < 49; f++) {
        changed += a[f * 10] == b[f * 10] ? 0 : 1;
      }
      assertThat(changed).isLessThanOrEqualTo(10);
      most = Math.max(most, changed);
    }
    assertThat(most).isGreaterThan(5);
  }

  @Test
  void augmentationsOutOfRangeAreRefused() {
    assertThatThrownBy(() -> new Augmentation(1600, 0, 0, 1, 1, 0, 0))
        .isInstanceOf(UserError.class)
        .hasMessage("augmentation: shift: 0 to 500 ms, but got 1600; give a value in the range");
  }
}
