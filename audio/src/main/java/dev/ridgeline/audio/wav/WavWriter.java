package dev.ridgeline.audio.wav;

import dev.ridgeline.audio.Clip;
import dev.ridgeline.core.AtomicFile;
import dev.ridgeline.core.UserError;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/** Writes WAV files of 16-bit PCM, one channel. */
public final class WavWriter {
  private static final int HEADER_BYTES = 44;
  private static final int PIECE_SAMPLES = 4096;
  private static final int MOST_SAMPLES = Integer.MAX_VALUE / 2 - HEADER_BYTES;

  private WavWriter() {}

  /** Writes a clip, its samples rounded to 16 bits and clamped. */
  public static void write(Path file, Clip clip) {
    write(file, clip.toInt16(), clip.sampleRateHz());
  }

  /**
   * Writes 16-bit samples; the file appears whole or not at all.
   *
   * @throws UserError if the file cannot be written or the samples do not fit into a WAV file
   */
  public static void write(Path file, short[] samples, int sampleRateHz) {
    if (samples.length > MOST_SAMPLES) {
      throw new UserError(
          "cannot write '%s': %d samples given, a WAV file takes %d; cut the recording"
              .formatted(file, samples.length, MOST_SAMPLES));
    }
    AtomicFile.write(
        file,
        out -> {
          out.write(header(2 * samples.length, sampleRateHz));
          byte[] bytes = new byte[2 * PIECE_SAMPLES];
          ByteBuffer piece = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
          for (int from = 0; from < samples.length; from += PIECE_SAMPLES) {
            int count = Math.min(PIECE_SAMPLES, samples.length - from);
            piece.clear().asShortBuffer().put(samples, from, count);
            out.write(bytes, 0, 2 * count);
          }
        });
  }

  private static byte[] header(int dataBytes, int sampleRateHz) {
    byte[] bytes = new byte[HEADER_BYTES];
    ByteBuffer.wrap(bytes)
        .order(ByteOrder.LITTLE_ENDIAN)
        .put("RIFF".getBytes(StandardCharsets.US_ASCII))
        .putInt(HEADER_BYTES - 8 + dataBytes)
        .put("WAVEfmt ".getBytes(StandardCharsets.US_ASCII))
        .putInt(16)
        .putShort((short) 1)
        .putShort((short) 1)
        .putInt(sampleRateHz)
        .putInt(2 * sampleRateHz)
        .putShort((short) 2)
        .putShort((short) 16)
        .put("data".getBytes(StandardCharsets.US_ASCII))
        .putInt(dataBytes);
    return bytes;
  }
}
