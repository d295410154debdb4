package dev.ridgeline.learning.data;

import dev.ridgeline.core.AtomicFile;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Optional;
import java.util.zip.CRC32C;

/**
 * A file of features: eight bytes of name and version, the 32 bytes of its key, the number of
 * values, the values as little-endian f32, and the CRC-32C of all that.
 */
final class FeatureFile {
  private static final byte[] MAGIC = "RLFEAT01".getBytes(StandardCharsets.US_ASCII);
  private static final int HEAD = MAGIC.length + 32 + Integer.BYTES;

  private FeatureFile() {}

  static void write(Path file, byte[] key, float[] values) {
    ByteBuffer buffer =
        ByteBuffer.allocate(HEAD + Float.BYTES * values.length + Long.BYTES)
            .order(ByteOrder.LITTLE_ENDIAN);
    buffer.put(MAGIC).put(key).putInt(values.length);
    buffer.asFloatBuffer().put(values);
    buffer.position(HEAD + Float.BYTES * values.length);
    buffer.putLong(checksum(buffer.array(), buffer.position()));
    AtomicFile.write(file, out -> out.write(buffer.array()));
  }

  /** The values, unless the file is missing, is not what its name says, or was damaged. */
  static Optional<float[]> read(Path file, byte[] key, int count) {
    int length = HEAD + Float.BYTES * count + Long.BYTES;
    try {
      if (!Files.isRegularFile(file) || Files.size(file) != length) {
        return Optional.empty();
      }
      byte[] bytes = Files.readAllBytes(file);
      ByteBuffer buffer = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
      boolean whole =
          bytes.length == length
              && Arrays.equals(MAGIC, Arrays.copyOf(bytes, MAGIC.length))
              && Arrays.equals(key, Arrays.copyOfRange(bytes, MAGIC.length, MAGIC.length + 32))
              && buffer.getInt(HEAD - Integer.BYTES) == count
              && buffer.getLong(length - Long.BYTES) == checksum(bytes, length - Long.BYTES);
      if (!whole) {
        return Optional.empty();
      }
      float[] values = new float[count];
      buffer.position(HEAD);
      buffer.asFloatBuffer().get(values);
      return Optional.of(values);
    } catch (IOException e) {
      return Optional.empty();
    }
  }

  private static long checksum(byte[] bytes, int length) {
    CRC32C crc = new CRC32C();
    crc.update(bytes, 0, length);
    return crc.getValue();
  }
}
