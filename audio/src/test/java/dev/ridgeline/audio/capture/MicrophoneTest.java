package dev.ridgeline.audio.capture;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ridgeline.core.UserError;
import javax.sound.sampled.AudioFormat;
import javax.sound.sampled.AudioSystem;
import javax.sound.sampled.DataLine;
import javax.sound.sampled.TargetDataLine;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;

final class MicrophoneTest {
  @Test
  void collectsWhatTheLineGivesInPieces() {
    int[] next = {0};
    Microphone.Source line =
        (bytes, offset, count) -> {
          int given = Math.min(count, 30);
          for (int i = 0; i < given; i += 2) {
            bytes[offset + i] = (byte) next[0];
            bytes[offset + i + 1] = (byte) (next[0]++ >> 8);
          }
          return given;
        };
    short[] samples = Microphone.read(line, 0.5, 1000).toInt16();
    assertThat(samples).hasSize(500);
    for (int i = 0; i < samples.length; i++) {
      assertThat(samples[i]).isEqualTo((short) i);
    }
  }

  @Test
  void aLineThatStopsIsOneLine() {
    assertThatThrownBy(() -> Microphone.read((bytes, offset, count) -> 0, 2, 16_000))
        .isInstanceOf(UserError.class)
        .hasMessage(
            "the microphone stopped after 0.0 of 2.0 s; connect it again, or give a WAV file");
  }

  @Test
  void timesOutOfRangeAreOneLine() {
    for (double seconds : new double[] {0, -1, 601, Double.NaN}) {
      assertThatThrownBy(() -> Microphone.record(seconds, 16_000, () -> {}))
          .isInstanceOf(UserError.class)
          .hasMessage("cannot record " + seconds + " s; give 0.1 to 600 seconds");
    }
  }

  @Test
  void noMicrophoneIsOneLine() {
    AudioFormat format = new AudioFormat(16_000, 16, 1, true, false);
    Assumptions.assumeFalse(
        AudioSystem.isLineSupported(new DataLine.Info(TargetDataLine.class, format)),
        "this machine has a microphone");
    assertThatThrownBy(() -> Microphone.record(1, 16_000, () -> {}))
        .isInstanceOf(UserError.class)
        .hasMessage(
            "no microphone: the system has no recording line of 16000 Hz, 16 bits, mono;"
                + " connect one, or give a WAV file");
  }
}
