package dev.ridgeline.audio.capture;

import dev.ridgeline.audio.Clip;
import dev.ridgeline.core.UserError;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import javax.sound.sampled.AudioFormat;
import javax.sound.sampled.AudioSystem;
import javax.sound.sampled.DataLine;
import javax.sound.sampled.LineUnavailableException;
import javax.sound.sampled.TargetDataLine;

/**
 * Records 16-bit mono audio through the system's standard recording line (javax.sound).
 *
 * <p>Limits: 0.1 to 600 s; the line must offer the rate asked for.
 */
public final class Microphone {
  private static final double SHORTEST_SECONDS = 0.1;
  private static final double LONGEST_SECONDS = 600;

  private Microphone() {}

  /** Where samples come from: bytes into an array, how many came. */
  @FunctionalInterface
  interface Source {
    int read(byte[] bytes, int offset, int count);
  }

  /**
   * Records; returns when the time is over.
   *
   * @param started is run when the line is open
   * @throws UserError if the time is out of range, there is no microphone, or it is in use
   */
  public static Clip record(double seconds, int sampleRateHz, Runnable started) {
    if (!(seconds >= SHORTEST_SECONDS && seconds <= LONGEST_SECONDS)) {
      throw new UserError(
          "cannot record %s s; give %s to %.0f seconds"
              .formatted(seconds, SHORTEST_SECONDS, LONGEST_SECONDS));
    }
    AudioFormat format = new AudioFormat(sampleRateHz, 16, 1, true, false);
    DataLine.Info wanted = new DataLine.Info(TargetDataLine.class, format);
    if (!AudioSystem.isLineSupported(wanted)) {
      throw new UserError(
          "no microphone: the system has no recording line of %d Hz, 16 bits, mono; connect one, or give a WAV file"
              .formatted(sampleRateHz));
    }
    try (TargetDataLine line = (TargetDataLine) AudioSystem.getLine(wanted)) {
      line.open(format);
      line.start();
      started.run();
      return read(line::read, seconds, sampleRateHz);
    } catch (LineUnavailableException e) {
      throw new UserError(
          "cannot record: the microphone is in use or barred (%s); free it, or give a WAV file"
              .formatted(e.getMessage()),
          e);
    }
  }

  static Clip read(Source source, double seconds, int sampleRateHz) {
    byte[] bytes = new byte[2 * (int) Math.round(seconds * sampleRateHz)];
    int taken = 0;
    while (taken < bytes.length) {
      int count = source.read(bytes, taken, bytes.length - taken);
      if (count <= 0) {
        throw new UserError(
            "the microphone stopped after %.1f of %s s; connect it again, or give a WAV file"
                .formatted(taken / 2.0 / sampleRateHz, seconds));
      }
      taken += count;
    }
    short[] samples = new short[bytes.length / 2];
    ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).asShortBuffer().get(samples);
    return Clip.of(samples, sampleRateHz);
  }
}
