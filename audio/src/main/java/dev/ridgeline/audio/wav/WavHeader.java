package dev.ridgeline.audio.wav;

import dev.ridgeline.core.UserError;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

/**
 * Reads the chunks before the samples.
 *
 * <p>Limits: nothing is allocated by a size that the file states; other chunks are skipped, at most
 * {@value #MOST_CHUNKS} of them. Source: Microsoft, Multimedia Programming Interface and Data
 * Specifications 1.0, and the WAVE_FORMAT_EXTENSIBLE addition.
 */
final class WavHeader {
  private static final int MOST_CHUNKS = 1000;
  private static final int FORMAT_BYTES = 40;
  private static final int PLAIN_FORMAT_BYTES = 16;
  private static final int TAG_PCM = 1;
  private static final int TAG_FLOAT = 3;
  private static final int TAG_EXTENSIBLE = 0xFFFE;
  private static final long OPEN_SIZE = 0xFFFFFFFFL;

  /** The fixed part of the sub-format's identifier, after its first two bytes. */
  private static final byte[] SUBFORMAT_REST = {
    0, 0, 0, 0, 0x10, 0, (byte) 0x80, 0, 0, (byte) 0xAA, 0, 0x38, (byte) 0x9B, 0x71
  };

  private WavHeader() {}

  /**
   * What stands before the samples.
   *
   * @param format how the samples are coded
   * @param dataBytes how many bytes of samples follow, or -1 if a streaming writer left it open
   * @param offset where the samples begin
   */
  record Layout(WavFormat format, long dataBytes, long offset) {}

  static Layout read(InputStream in, String name) throws IOException {
    byte[] riff = exactly(in, 12, name);
    if (!text(riff, 0).equals("RIFF") || !text(riff, 8).equals("WAVE")) {
      throw new UserError(
          "'%s' is not a WAV file: it does not begin with RIFF and WAVE; give a WAV file"
              .formatted(name));
    }
    long offset = 12;
    WavFormat format = null;
    for (int i = 0; i < MOST_CHUNKS; i++) {
      byte[] head = exactly(in, 8, name);
      offset += 8;
      String chunk = text(head, 0);
      long size = ByteBuffer.wrap(head).order(ByteOrder.LITTLE_ENDIAN).getInt(4) & OPEN_SIZE;
      if (chunk.equals("data")) {
        if (format == null) {
          throw new UserError(
              "'%s' has samples before their format; the 'fmt ' chunk must come first: write it anew"
                  .formatted(name));
        }
        return new Layout(format, size == OPEN_SIZE ? -1 : size, offset);
      }
      long padded = size + (size & 1);
      if (chunk.equals("fmt ")) {
        int taken = (int) Math.min(size, FORMAT_BYTES);
        format = format(exactly(in, taken, name), name);
        skip(in, padded - taken, name);
      } else {
        skip(in, padded, name);
      }
      offset += padded;
    }
    throw new UserError(
        "'%s' has over %d chunks before its samples; at most that many are read: write it anew"
            .formatted(name, MOST_CHUNKS));
  }

  private static WavFormat format(byte[] chunk, String name) {
    if (chunk.length < PLAIN_FORMAT_BYTES) {
      throw new UserError(
          "'%s' states its format in %d bytes; at least %d are needed: the file is damaged"
              .formatted(name, chunk.length, PLAIN_FORMAT_BYTES));
    }
    ByteBuffer fields = ByteBuffer.wrap(chunk).order(ByteOrder.LITTLE_ENDIAN);
    int tag = fields.getShort(0) & 0xFFFF;
    int channels = fields.getShort(2) & 0xFFFF;
    long rate = fields.getInt(4) & OPEN_SIZE;
    int blockBytes = fields.getShort(12) & 0xFFFF;
    int bits = fields.getShort(14) & 0xFFFF;
    if (tag == TAG_EXTENSIBLE) {
      tag = subformat(chunk, fields, name);
    }
    WavFormat.Encoding encoding = encoding(tag, bits, name);
    if (channels < 1 || channels > WavFormat.MOST_CHANNELS) {
      throw new UserError(
          "'%s' has %d channels; 1 to %d are read: mix it down first"
              .formatted(name, channels, WavFormat.MOST_CHANNELS));
    }
    if (rate < 1 || rate > WavFormat.HIGHEST_RATE) {
      throw new UserError(
          "'%s' states %d samples a second; 1 to %d are read: the file is damaged"
              .formatted(name, rate, WavFormat.HIGHEST_RATE));
    }
    WavFormat format = new WavFormat(encoding, bits, channels, (int) rate);
    if (blockBytes != format.frameBytes()) {
      throw new UserError(
          "'%s' states %d bytes a frame, but %s take %d: the file is damaged"
              .formatted(name, blockBytes, format.words(), format.frameBytes()));
    }
    return format;
  }

  private static int subformat(byte[] chunk, ByteBuffer fields, String name) {
    if (chunk.length < FORMAT_BYTES) {
      throw new UserError(
          "'%s' states an extended format in %d bytes; %d are needed: the file is damaged"
              .formatted(name, chunk.length, FORMAT_BYTES));
    }
    for (int i = 0; i < SUBFORMAT_REST.length; i++) {
      if (chunk[26 + i] != SUBFORMAT_REST[i]) {
        throw new UserError(
            "'%s' has a codec that only its maker knows; PCM and floating point are read: convert it"
                .formatted(name));
      }
    }
    return fields.getShort(24) & 0xFFFF;
  }

  private static WavFormat.Encoding encoding(int tag, int bits, String name) {
    if (tag != TAG_PCM && tag != TAG_FLOAT) {
      throw new UserError(
          "'%s' has codec %d%s; PCM and floating point are read: convert it"
              .formatted(name, tag, codecName(tag)));
    }
    WavFormat.Encoding encoding =
        tag == TAG_PCM ? WavFormat.Encoding.PCM : WavFormat.Encoding.FLOAT;
    if (!WavFormat.supports(encoding, bits)) {
      throw new UserError(
          "'%s' has %d bits a sample; PCM of 8, 16, 24 or 32 and floating point of 32 or 64 bits are"
                  .formatted(name, bits)
              + " read: convert it");
    }
    return encoding;
  }

  private static String codecName(int tag) {
    return switch (tag) {
      case 2 -> " (Microsoft ADPCM)";
      case 6 -> " (A-law)";
      case 7 -> " (mu-law)";
      case 17 -> " (IMA ADPCM)";
      case 85 -> " (MP3)";
      default -> "";
    };
  }

  private static String text(byte[] bytes, int from) {
    return new String(bytes, from, 4, StandardCharsets.ISO_8859_1);
  }

  private static byte[] exactly(InputStream in, int count, String name) throws IOException {
    byte[] bytes = in.readNBytes(count);
    if (bytes.length < count) {
      throw truncated(name);
    }
    return bytes;
  }

  private static void skip(InputStream in, long count, String name) throws IOException {
    try {
      in.skipNBytes(count);
    } catch (EOFException e) {
      throw truncated(name);
    }
  }

  private static UserError truncated(String name) {
    return new UserError(
        "'%s' ends before its samples begin: the file is truncated; fetch or write it again"
            .formatted(name));
  }
}
