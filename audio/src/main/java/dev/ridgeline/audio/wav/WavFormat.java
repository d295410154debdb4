package dev.ridgeline.audio.wav;

import java.util.Locale;

/**
 * How a WAV file holds its samples.
 *
 * @param encoding integers or floating point
 * @param bits bits of a sample: 8 (unsigned), 16, 24 or 32 of integers, 32 or 64 of floating point
 * @param channels interleaved channels, 1 to 64
 * @param sampleRateHz samples a second of each channel, 1 to 10 million
 */
public record WavFormat(Encoding encoding, int bits, int channels, int sampleRateHz) {
  static final int MOST_CHANNELS = 64;
  static final int HIGHEST_RATE = 10_000_000;

  /** How a sample is coded. */
  public enum Encoding {
    /** Integers, little-endian. */
    PCM,
    /** IEEE 754, little-endian. */
    FLOAT
  }

  /** Checks that the format is one that can be read. */
  public WavFormat {
    if (!supports(encoding, bits)
        || channels < 1
        || channels > MOST_CHANNELS
        || sampleRateHz < 1
        || sampleRateHz > HIGHEST_RATE) {
      throw new IllegalArgumentException(
          "no WAV format: %s, %d bits, %d channels, %d Hz"
              .formatted(encoding, bits, channels, sampleRateHz));
    }
  }

  static boolean supports(Encoding encoding, int bits) {
    return switch (encoding) {
      case PCM -> bits == 8 || bits == 16 || bits == 24 || bits == 32;
      case FLOAT -> bits == 32 || bits == 64;
    };
  }

  /** Bytes of one sample of every channel. */
  public int frameBytes() {
    return channels * bits / 8;
  }

  /** For people, such as {@code 16-bit pcm, 2 channels, 44100 Hz}. */
  public String words() {
    return "%d-bit %s, %d %s, %d Hz"
        .formatted(
            bits,
            encoding.name().toLowerCase(Locale.ROOT),
            channels,
            channels == 1 ? "channel" : "channels",
            sampleRateHz);
  }
}
