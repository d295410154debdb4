package dev.ridgeline.audio.wav;

import java.nio.ByteBuffer;

/** Turns coded samples into numbers of full scale -1 to 1. */
final class SampleDecoder {
  private SampleDecoder() {}

  /** The sample at a byte position of a little-endian buffer. */
  static double sample(ByteBuffer bytes, int at, WavFormat format) {
    return switch (format.encoding()) {
      case PCM ->
          switch (format.bits()) {
            case 8 -> ((bytes.get(at) & 0xFF) - 128) / 128.0;
            case 16 -> bytes.getShort(at) / 32768.0;
            case 24 ->
                ((bytes.get(at + 2) << 16) | (bytes.getShort(at) & 0xFFFF)) / (double) (1 << 23);
            default -> bytes.getInt(at) / (double) (1L << 31);
          };
      case FLOAT -> format.bits() == 32 ? bytes.getFloat(at) : bytes.getDouble(at);
    };
  }
}
