package dev.ridgeline.audio.wav;

import dev.ridgeline.audio.Clip;
import dev.ridgeline.core.UserError;
import java.io.BufferedInputStream;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Arrays;

/**
 * Reads a WAV file piece by piece, mixed to mono.
 *
 * <p>Formula: a mono sample is the mean of the channels; integers are divided by 2^(bits-1). Error:
 * none up to 24 bits of one channel; 32-bit integers and f64 are rounded to f32. Limits: PCM of 8,
 * 16, 24 and 32 bits and floating point of 32 and 64, also as WAVE_FORMAT_EXTENSIBLE; up to 64
 * channels; memory is that of a piece, whatever the header states. Samples that are not finite are
 * refused. Cost: one pass. Source: see {@link WavFormat}; Microsoft and IBM, Multimedia Programming
 * Interface and Data Specifications 1.0.
 */
public final class WavReader implements Closeable {
  /** The longest recording that {@link #readClip} takes, unless told otherwise: ten minutes. */
  public static final double DEFAULT_LONGEST_SECONDS = 600;

  private static final int PIECE_FRAMES = 4096;

  private final InputStream in;
  private final String name;
  private final WavFormat format;
  private final long dataBytes;
  private final ByteBuffer piece;
  private long taken;

  private WavReader(InputStream in, String name, WavHeader.Layout layout) {
    this.in = in;
    this.name = name;
    this.format = layout.format();
    this.dataBytes = layout.dataBytes();
    this.piece =
        ByteBuffer.allocate(PIECE_FRAMES * format.frameBytes()).order(ByteOrder.LITTLE_ENDIAN);
  }

  /**
   * Opens a file and reads its header.
   *
   * @throws UserError if there is no such file, it is no WAV file, it is damaged, holds no samples
   *     or less than it states, or has a codec that is not read
   */
  public static WavReader open(Path file) {
    String name = file.toString();
    try {
      if (Files.isDirectory(file)) {
        throw new UserError("'%s' is a folder; name a WAV file".formatted(name));
      }
      long size = Files.size(file);
      InputStream in = new BufferedInputStream(Files.newInputStream(file), 1 << 16);
      try {
        WavHeader.Layout layout = WavHeader.read(in, name);
        checkHolds(layout, Files.isRegularFile(file) ? size : Long.MAX_VALUE, name);
        return new WavReader(in, name, layout);
      } catch (IOException | RuntimeException e) {
        in.close();
        throw e;
      }
    } catch (NoSuchFileException e) {
      throw new UserError("'%s' does not exist; name a WAV file".formatted(name), e);
    } catch (IOException e) {
      throw unreadable(name, e);
    }
  }

  /**
   * Reads the header from a stream, which the reader closes.
   *
   * @param name what messages call the stream
   * @throws UserError as {@link #open(Path)} does
   */
  public static WavReader open(InputStream stream, String name) {
    try {
      WavHeader.Layout layout = WavHeader.read(stream, name);
      checkHolds(layout, Long.MAX_VALUE, name);
      return new WavReader(stream, name, layout);
    } catch (IOException e) {
      throw unreadable(name, e);
    }
  }

  /** Reads a whole file of at most {@link #DEFAULT_LONGEST_SECONDS}. */
  public static Clip readClip(Path file) {
    return readClip(file, DEFAULT_LONGEST_SECONDS);
  }

  /**
   * Reads a whole file, mixed to mono, at its own rate.
   *
   * @throws UserError as {@link #open(Path)} does, or if it is longer than {@code longestSeconds}
   */
  public static Clip readClip(Path file, double longestSeconds) {
    try (WavReader reader = open(file)) {
      return reader.readRest(longestSeconds);
    } catch (IOException e) {
      throw unreadable(file.toString(), e);
    }
  }

  /** How the file holds its samples. */
  public WavFormat format() {
    return format;
  }

  /**
   * Reads on.
   *
   * @param mono takes up to its length of samples
   * @return how many samples were read; 0 at the end
   * @throws UserError if the file ends before it should, or a sample is not finite
   */
  public int read(float[] mono) throws IOException {
    int done = 0;
    while (done < mono.length) {
      int frames = nextPiece(Math.min(mono.length - done, PIECE_FRAMES));
      if (frames == 0) {
        break;
      }
      for (int i = 0; i < frames; i++) {
        mono[done + i] = mixed(i);
      }
      done += frames;
    }
    return done;
  }

  @Override
  public void close() throws IOException {
    in.close();
  }

  private Clip readRest(double longestSeconds) throws IOException {
    double most = longestSeconds * format.sampleRateHz();
    long stated = dataBytes < 0 ? 0 : dataBytes / format.frameBytes();
    if (stated > most) {
      throw tooLong("%.0f s".formatted((double) stated / format.sampleRateHz()), longestSeconds);
    }
    float[] samples = new float[(int) Math.min(stated == 0 ? PIECE_FRAMES : stated, 1 << 20)];
    float[] next = new float[PIECE_FRAMES];
    int count = 0;
    for (int read = read(next); read > 0; read = read(next)) {
      if (count + (long) read > most) {
        throw tooLong("more than %.0f s".formatted(longestSeconds), longestSeconds);
      }
      if (count + read > samples.length) {
        long bigger = Math.max(count + (long) read, 2L * samples.length);
        samples = Arrays.copyOf(samples, (int) Math.min(bigger, Integer.MAX_VALUE - 8));
      }
      System.arraycopy(next, 0, samples, count, read);
      count += read;
    }
    if (count == 0) {
      throw noSamples(name);
    }
    return new Clip(Arrays.copyOf(samples, count), format.sampleRateHz());
  }

  /** Fetches up to so many frames; 0 at the end of the samples. */
  private int nextPiece(int frames) throws IOException {
    long left = dataBytes < 0 ? Long.MAX_VALUE : dataBytes - taken;
    int wanted = (int) Math.min((long) frames * format.frameBytes(), left);
    int read = in.readNBytes(piece.array(), 0, wanted);
    taken += read;
    if (read < wanted && dataBytes >= 0) {
      throw shorter(name, dataBytes, taken);
    }
    return read / format.frameBytes();
  }

  private float mixed(int frame) {
    int channels = format.channels();
    int at = frame * format.frameBytes();
    double sum = 0;
    for (int c = 0; c < channels; c++) {
      sum += SampleDecoder.sample(piece, at + c * format.bits() / 8, format);
    }
    float mono = (float) (sum / channels);
    if (!Float.isFinite(mono)) {
      throw new UserError(
          "'%s' holds samples that are not finite numbers; full scale is -1 to 1: write it anew"
              .formatted(name));
    }
    return mono;
  }

  private static void checkHolds(WavHeader.Layout layout, long fileBytes, String name) {
    long left = fileBytes - layout.offset();
    if (layout.dataBytes() > left) {
      throw shorter(name, layout.dataBytes(), left);
    }
    long held = layout.dataBytes() < 0 ? left : layout.dataBytes();
    if (held < layout.format().frameBytes()) {
      throw noSamples(name);
    }
  }

  private UserError tooLong(String given, double longestSeconds) {
    return new UserError(
        "'%s' holds %s of audio; at most %.0f s are taken at once: cut it into pieces"
            .formatted(name, given, longestSeconds));
  }

  private static UserError noSamples(String name) {
    return new UserError("'%s' holds no samples; give a recording".formatted(name));
  }

  private static UserError shorter(String name, long stated, long held) {
    return new UserError(
        "'%s' states %d bytes of samples but holds %d: the file is truncated; fetch or write it again"
            .formatted(name, stated, held));
  }

  private static UserError unreadable(String name, IOException e) {
    return new UserError(
        "cannot read '%s': %s; name a WAV file that can be read".formatted(name, e.getMessage()),
        e);
  }
}
