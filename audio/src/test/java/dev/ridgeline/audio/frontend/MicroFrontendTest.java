package dev.ridgeline.audio.frontend;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ridgeline.audio.SharedData;
import dev.ridgeline.audio.wav.WavReader;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

final class MicroFrontendTest {
  private static final MicroFrontendParameters MICRO_SPEECH = MicroFrontendParameters.microSpeech();

  /** Every value of every stage of 44 clips, computed by the published C code. */
  @Test
  @Tag("golden")
  void everyStageEqualsThePublishedCode() throws IOException {
    Map<String, List<MicroFrame>> clips = new LinkedHashMap<>();
    int rows = 0;
    try (BufferedReader lines = stages()) {
      lines.readLine();
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        String[] cells = line.split(",", -1);
        List<MicroFrame> frames =
            clips.computeIfAbsent(
                cells[0], name -> MicroFrontend.wholeClip(MICRO_SPEECH, samples(name)));
        int[] wanted = Arrays.stream(cells, 3, cells.length).mapToInt(Integer::parseInt).toArray();
        MicroFrame frame = frames.get(Integer.parseInt(cells[1]));
        assertThat(stage(frame, cells[2]))
            .as("%s, frame %s, %s", cells[0], cells[1], cells[2])
            .containsExactly(wanted);
        rows++;
      }
    }
    assertThat(clips).hasSizeGreaterThanOrEqualTo(40);
    assertThat(rows).isGreaterThan(12_000);
  }

  @Test
  void streamingInPiecesOfAnySizeEqualsTheWholeClip() {
    Random random = new Random(7);
    for (int round = 0; round < 60; round++) {
      short[] samples = noise(random, random.nextInt(12_000), 1 + random.nextInt(32_767));
      MicroFrontend stream = new MicroFrontend(MICRO_SPEECH);
      // A stream that went before must leave nothing behind.
      stream.accept(noise(random, 1777, 9000), 0, 1777, frame -> {});
      stream.reset();
      List<MicroFrame> frames = new ArrayList<>();
      int longest = 1 + random.nextInt(round % 3 == 0 ? 5 : 2000);
      for (int at = 0; at < samples.length; ) {
        int count = Math.min(samples.length - at, random.nextInt(longest + 1));
        stream.accept(samples, at, count, frames::add);
        at += count;
      }
      assertThat(frames)
          .usingRecursiveFieldByFieldElementComparator()
          .isEqualTo(MicroFrontend.wholeClip(MICRO_SPEECH, samples));
    }
  }

  @Test
  void aSecondHas49Frames() {
    assertThat(MICRO_SPEECH.frames(16_000)).isEqualTo(49);
    assertThat(MICRO_SPEECH.frames(480)).isEqualTo(1);
    assertThat(MICRO_SPEECH.frames(479)).isZero();
    assertThat(MICRO_SPEECH.fftSize()).isEqualTo(512);
  }

  @Test
  void trainingFeaturesAreScaledAsPublished() {
    MicroFrame frame = new MicroFrame(new int[1], new int[1], new int[1], new int[] {256});
    assertThat(frame.trainingFeatures()).containsExactly(10f);
    assertThat(frame.deviceFeatures()).containsExactly((byte) ((256 * 256 + 333) / 666 - 128));
  }

  @Test
  void survivesTheLoudestSamples() {
    short[] loudest = new short[4000];
    Arrays.fill(loudest, Short.MIN_VALUE);
    assertThat(MicroFrontend.wholeClip(MICRO_SPEECH, loudest)).hasSize(12);
    assertThat(MicroFrontend.wholeClip(MICRO_SPEECH, new short[480]).getFirst().logged())
        .containsOnly(0);
  }

  private static int[] stage(MicroFrame frame, String name) {
    return switch (name) {
      case "filterbank" -> frame.filterBank();
      case "noiseReduced" -> frame.noiseReduced();
      case "pcan" -> frame.gained();
      case "log" -> frame.logged();
      case "int8" -> {
        byte[] bytes = frame.deviceFeatures();
        int[] values = new int[bytes.length];
        for (int i = 0; i < bytes.length; i++) {
          values[i] = bytes[i];
        }
        yield values;
      }
      default -> throw new IllegalArgumentException("unknown stage " + name);
    };
  }

  private static short[] samples(String clip) {
    return WavReader.readClip(SharedData.file(clip)).toInt16();
  }

  private static short[] noise(Random random, int count, int amplitude) {
    short[] samples = new short[count];
    for (int i = 0; i < count; i++) {
      samples[i] = (short) (random.nextInt(2 * amplitude + 1) - amplitude);
    }
    return samples;
  }

  private static BufferedReader stages() throws IOException {
    return new BufferedReader(
        new InputStreamReader(
            new GZIPInputStream(
                Files.newInputStream(SharedData.file("micro-frontend/stages.csv.gz"))),
            StandardCharsets.UTF_8));
  }
}
