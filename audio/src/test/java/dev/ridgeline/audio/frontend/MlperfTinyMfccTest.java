package dev.ridgeline.audio.frontend;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ridgeline.audio.SharedData;
import dev.ridgeline.audio.wav.WavReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

final class MlperfTinyMfccTest {
  private static final double SHARE_EXACT = 0.995;

  /** The published file that no reading of the definition reproduces. */
  private static final String STRAY = "tst_000563_";

  @Test
  @Tag("golden")
  void reproducesThePublishedFeatureFiles() throws IOException {
    MlperfTinyMfcc mfcc = new MlperfTinyMfcc();
    Path labels = SharedData.file("kws-features-mlperf/labels.csv");
    int files = 0;
    int values = 0;
    int exact = 0;
    List<String> beyondOne = new ArrayList<>();
    for (String line : Files.readAllLines(labels).stream().skip(1).toList()) {
      String[] cells = line.split(",", -1);
      if (cells[3].isEmpty()) {
        continue;
      }
      byte[] wanted = Files.readAllBytes(labels.resolveSibling(cells[0]));
      short[] samples = WavReader.readClip(SharedData.file(cells[3])).toInt16();
      byte[] features = MlperfTinyMfcc.truncated(mfcc.features(samples));
      assertThat(features).hasSameSizeAs(wanted);
      int worst = 0;
      for (int i = 0; i < wanted.length; i++) {
        int difference = Math.abs(features[i] - wanted[i]);
        worst = Math.max(worst, difference);
        exact += difference == 0 ? 1 : 0;
      }
      values += wanted.length;
      files++;
      if (worst > 1) {
        beyondOne.add(cells[0]);
      }
    }
    assertThat(files).isGreaterThan(700);
    assertThat((double) exact / values).isGreaterThanOrEqualTo(SHARE_EXACT);
    assertThat(beyondOne).allSatisfy(name -> assertThat(name).startsWith(STRAY));
  }

  @Test
  void silenceAndShortClipsHaveFeatures() {
    MlperfTinyMfcc mfcc = new MlperfTinyMfcc();
    assertThat(mfcc.features(new short[100])).hasSize(490).doesNotContain(Float.NaN);
    short[] negative = new short[16_000];
    Arrays.fill(negative, (short) -5);
    assertThat(mfcc.features(negative)).hasSize(490).doesNotContain(Float.NaN);
    assertThat(mfcc.features(new short[20_000])).hasSize(490);
  }

  @Test
  void bytesAreTruncatedAndClamped() {
    assertThat(MlperfTinyMfcc.truncated(new float[] {0, 0.58f, -0.58f, 1000, -1000}))
        .containsExactly(83, 83, 82, 127, -128);
  }
}
