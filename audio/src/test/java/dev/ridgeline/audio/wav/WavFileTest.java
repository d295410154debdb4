package dev.ridgeline.audio.wav;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ridgeline.audio.Clip;
import dev.ridgeline.audio.SharedData;
import dev.ridgeline.core.UserError;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.Random;
import javax.sound.sampled.AudioFileFormat;
import javax.sound.sampled.AudioFormat;
import javax.sound.sampled.AudioInputStream;
import javax.sound.sampled.AudioSystem;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class WavFileTest {
  private static final byte[] PCM_GUID_REST = {
    0, 0, 0, 0, 0x10, 0, (byte) 0x80, 0, 0, (byte) 0xAA, 0, 0x38, (byte) 0x9B, 0x71
  };

  @TempDir Path folder;

  /** Files that the JDK's own writer made, every depth of integers and of floating point. */
  @ParameterizedTest
  @CsvSource({
    "8,1,8000",
    "8,2,11025",
    "16,1,16000",
    "16,2,44100",
    "24,1,48000",
    "24,6,96000",
    "32,2,22050"
  })
  void readsWhatTheJdkWrites(int bits, int channels, int rate) throws IOException {
    Random random = new Random(bits + channels);
    int frames = 5000;
    byte[] data = new byte[frames * channels * bits / 8];
    random.nextBytes(data);
    AudioFormat format = new AudioFormat(rate, bits, channels, bits > 8, false);
    Path file = folder.resolve("a.wav");
    try (AudioInputStream stream =
        new AudioInputStream(new ByteArrayInputStream(data), format, frames)) {
      AudioSystem.write(stream, AudioFileFormat.Type.WAVE, file.toFile());
    }
    Clip clip = WavReader.readClip(file);
    assertThat(clip.sampleRateHz()).isEqualTo(rate);
    assertThat(clip.samples()).hasSize(frames);
    for (int i = 0; i < frames; i++) {
      double sum = 0;
      for (int c = 0; c < channels; c++) {
        sum += integer(data, (i * channels + c) * bits / 8, bits) / Math.pow(2, bits - 1);
      }
      assertThat(clip.samples()[i]).isEqualTo((float) (sum / channels));
    }
  }

  @Test
  void readsFloatingPoint() throws IOException {
    double[] values = {0, 0.5, -1, 0.1, 1.5, -1e-9};
    ByteBuffer singles = ByteBuffer.allocate(4 * 6).order(ByteOrder.LITTLE_ENDIAN);
    ByteBuffer doubles = ByteBuffer.allocate(8 * 6).order(ByteOrder.LITTLE_ENDIAN);
    for (double value : values) {
      singles.putFloat((float) value);
      doubles.putDouble(value);
    }
    float[] wanted = {0, 0.5f, -1, 0.1f, 1.5f, -1e-9f};
    assertThat(readClip(wav(format(3, 1, 16000, 32), singles.array())).samples())
        .containsExactly(wanted);
    assertThat(readClip(wav(format(3, 1, 16000, 64), doubles.array())).samples())
        .containsExactly(wanted);
  }

  @Test
  void readsTheExtensibleFormatAndSkipsOtherChunks() throws IOException {
    byte[] samples = {0, 64, 0, -64};
    byte[] other = chunk("LIST", new byte[] {1, 2, 3, 0});
    other[4] = 3; // an odd size, padded to the next even place
    byte[] file = riff(other, chunk("fmt ", extensible(1)), chunk("data", samples));
    assertThat(readClip(file).samples()).containsExactly(0.5f, -0.5f);
  }

  @Test
  void takesTheRestWhereAStreamingWriterLeftTheSizeOpen() throws IOException {
    byte[] file = wav(format(1, 1, 16000, 16), new byte[] {0, 64, 0, -64});
    Arrays.fill(file, file.length - 8, file.length - 4, (byte) 0xFF);
    assertThat(readClip(file).samples()).containsExactly(0.5f, -0.5f);
  }

  @Test
  void writesWhatTheJdkReads() throws Exception {
    short[] samples = new short[10_000];
    Random random = new Random(1);
    for (int i = 0; i < samples.length; i++) {
      samples[i] = (short) random.nextInt();
    }
    Path file = folder.resolve("w.wav");
    WavWriter.write(file, Clip.of(samples, 16_000));
    assertThat(WavReader.readClip(file).toInt16()).containsExactly(samples);
    try (AudioInputStream stream = AudioSystem.getAudioInputStream(file.toFile())) {
      assertThat(stream.getFormat().getSampleRate()).isEqualTo(16_000f);
      assertThat(stream.getFrameLength()).isEqualTo(samples.length);
      byte[] data = stream.readAllBytes();
      for (int i = 0; i < samples.length; i++) {
        assertThat(integer(data, 2 * i, 16)).isEqualTo(samples[i]);
      }
    }
  }

  @Test
  void readsSpeech() {
    Clip clip = WavReader.readClip(SharedData.file("models/tflite-micro/yes_1000ms.wav"));
    assertThat(clip.seconds()).isEqualTo(1);
    assertThat(clip.sampleRateHz()).isEqualTo(16_000);
  }

  @Test
  void valuesBeyondFullScaleAreClamped() {
    assertThat(new Clip(new float[] {2, -2, Float.NaN}, 16000).toInt16())
        .containsExactly(32767, -32768, 0);
  }

  @Test
  void wrongFilesAreOneLine() throws IOException {
    byte[] sound = new byte[400];
    refused(new byte[0], "'a.wav' ends before its samples begin: the file is truncated; fetch or");
    refused("#!/bin/sh echo hello".getBytes(StandardCharsets.UTF_8), "'a.wav' is not a WAV file");
    refused(wav(format(17, 1, 16000, 4), sound), "'a.wav' has codec 17 (IMA ADPCM); PCM and");
    refused(wav(format(1, 1, 16000, 12), sound), "'a.wav' has 12 bits a sample; PCM of 8, 16,");
    refused(wav(format(3, 1, 16000, 16), sound), "'a.wav' has 16 bits a sample; PCM of 8, 16,");
    refused(wav(format(1, 0, 16000, 16), sound), "'a.wav' has 0 channels; 1 to 64 are read");
    refused(wav(format(1, 65, 16000, 16), sound), "'a.wav' has 65 channels; 1 to 64 are read");
    refused(wav(format(1, 1, 0, 16), sound), "'a.wav' states 0 samples a second; 1 to 10000000");
    refused(wav(format(1, 1, -1, 16), sound), "'a.wav' states 4294967295 samples a second");
    refused(
        wav(format(1, 1, 16000, 16), new byte[0]), "'a.wav' holds no samples; give a recording");
    refused(
        wav(Arrays.copyOf(format(1, 1, 16000, 16), 14), sound),
        "'a.wav' states its format in 14 bytes; at least 16 are needed");
    byte[] block = format(1, 1, 16000, 16);
    block[12] = 7;
    refused(
        wav(block, sound), "'a.wav' states 7 bytes a frame, but 16-bit pcm, 1 channel, 16000 Hz");
    refused(wav(extensible(2), sound), "'a.wav' has codec 2 (Microsoft ADPCM)");
    byte[] foreign = extensible(1);
    foreign[39] = 0;
    refused(wav(foreign, sound), "'a.wav' has a codec that only its maker knows");
    refused(
        wav(Arrays.copyOf(extensible(1), 20), sound),
        "'a.wav' states an extended format in 20 bytes");
    refused(riff(chunk("data", sound)), "'a.wav' has samples before their format");
    byte[][] chunks = new byte[1001][];
    Arrays.fill(chunks, chunk("junk", new byte[0]));
    refused(riff(chunks), "'a.wav' has over 1000 chunks before its samples");
    byte[] infinite = new byte[4];
    ByteBuffer.wrap(infinite).order(ByteOrder.LITTLE_ENDIAN).putFloat(Float.NaN);
    refused(wav(format(3, 1, 16000, 32), infinite), "'a.wav' holds samples that are not finite");
  }

  @Test
  void filesCutAnywhereAreRefused() throws IOException {
    byte[] whole = wav(format(1, 1, 16000, 16), new byte[2000]);
    for (int length = 0; length < whole.length; length++) {
      refused(Arrays.copyOf(whole, length), "'a.wav' ");
    }
    refused(
        Arrays.copyOf(whole, 1000),
        "'a.wav' states 2000 bytes of samples but holds 956: the file is truncated");
  }

  @Test
  void placesWithoutAFileAreOneLine() {
    assertThatThrownBy(() -> WavReader.open(folder.resolve("none.wav")))
        .isInstanceOf(UserError.class)
        .hasMessageEndingWith("none.wav' does not exist; name a WAV file");
    assertThatThrownBy(() -> WavReader.open(folder))
        .isInstanceOf(UserError.class)
        .hasMessageEndingWith("is a folder; name a WAV file");
  }

  /** Half a gigabyte of audio or of anything else must not be taken into memory. */
  @Test
  void aHugeFileIsRefusedByItsLengthWithoutBeingRead() throws IOException {
    byte[] header = wav(format(1, 1, 16000, 16), new byte[0]);
    ByteBuffer.wrap(header).order(ByteOrder.LITTLE_ENDIAN).putInt(40, 500_000_000);
    Path file = folder.resolve("huge.wav");
    Files.write(file, header);
    try (var channel = Files.newByteChannel(file, StandardOpenOption.WRITE)) {
      channel.position(header.length + 500_000_000L - 1);
      channel.write(ByteBuffer.wrap(new byte[1]));
    }
    assertThatThrownBy(() -> WavReader.readClip(file))
        .isInstanceOf(UserError.class)
        .hasMessageEndingWith(
            "huge.wav' holds 15625 s of audio; at most 600 s are taken at once: cut it into pieces");
  }

  @Test
  void aHeaderThatPromisesMuchAllocatesLittle() throws IOException {
    byte[] header = wav(format(1, 1, 16000, 16), new byte[0]);
    ByteBuffer.wrap(header).order(ByteOrder.LITTLE_ENDIAN).putInt(40, Integer.MAX_VALUE);
    InputStream stream = new ByteArrayInputStream(header);
    try (WavReader reader = WavReader.open(stream, "promise.wav")) {
      assertThatThrownBy(() -> reader.read(new float[100]))
          .isInstanceOf(UserError.class)
          .hasMessage(
              "'promise.wav' states 2147483647 bytes of samples but holds 0: the file is truncated;"
                  + " fetch or write it again");
    }
  }

  @Test
  void anOpenSizeThatNeverEndsIsRefused() throws IOException {
    byte[] file = wav(format(1, 1, 8, 16), new byte[2 * 8 * 601]);
    ByteBuffer.wrap(file).order(ByteOrder.LITTLE_ENDIAN).putInt(40, -1);
    refused(file, "'a.wav' holds more than 600 s of audio; at most 600 s are taken at once");
  }

  private void refused(byte[] bytes, String beginning) throws IOException {
    Path file = Files.write(folder.resolve("a.wav"), bytes);
    assertThatThrownBy(() -> WavReader.readClip(file))
        .isInstanceOf(UserError.class)
        .message()
        .satisfies(message ->
            assertThat(message.replace(folder + File.separator, ""))
                .startsWith(beginning)
                .hasLineCount(1));
  }

  private Clip readClip(byte[] bytes) throws IOException {
    return WavReader.readClip(Files.write(folder.resolve("a.wav"), bytes));
  }

  private static long integer(byte[] data, int at, int bits) {
    long value = 0;
    for (int i = bits / 8 - 1; i >= 0; i--) {
      value = value << 8 | (data[at + i] & 0xFF);
    }
    return bits == 8 ? value - 128 : value << (64 - bits) >> (64 - bits);
  }

  private static byte[] format(int tag, int channels, int rate, int bits) {
    int frame = channels * bits / 8;
    return ByteBuffer.allocate(16)
        .order(ByteOrder.LITTLE_ENDIAN)
        .putShort((short) tag)
        .putShort((short) channels)
        .putInt(rate)
        .putInt(rate * frame)
        .putShort((short) frame)
        .putShort((short) bits)
        .array();
  }

  private static byte[] extensible(int subformat) {
    return ByteBuffer.allocate(40)
        .order(ByteOrder.LITTLE_ENDIAN)
        .put(format(0xFFFE, 1, 16000, 16))
        .putShort((short) 22)
        .putShort((short) 16)
        .putInt(4)
        .putShort((short) subformat)
        .put(PCM_GUID_REST)
        .array();
  }

  private static byte[] wav(byte[] format, byte[] data) {
    return riff(chunk("fmt ", format), chunk("data", data));
  }

  private static byte[] chunk(String name, byte[] content) {
    return ByteBuffer.allocate(8 + content.length)
        .order(ByteOrder.LITTLE_ENDIAN)
        .put(name.getBytes(StandardCharsets.US_ASCII))
        .putInt(content.length)
        .put(content)
        .array();
  }

  private static byte[] riff(byte[]... chunks) {
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    all.writeBytes("RIFF\0\0\0\0WAVE".getBytes(StandardCharsets.US_ASCII));
    for (byte[] chunk : chunks) {
      all.writeBytes(chunk);
    }
    return all.toByteArray();
  }
}
