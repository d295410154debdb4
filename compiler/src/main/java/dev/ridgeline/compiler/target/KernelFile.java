package dev.ridgeline.compiler.target;

import dev.ridgeline.core.AtomicFile;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;

/**
 * A compiled kernel in a file: a mark, the version of the form, the key, the host part, the image
 * of the target, and the SHA-256 of all that. A file whose sum or key is another is not used.
 */
final class KernelFile {
  static final int VERSION = 1;
  private static final int MARK = 0x524c4b4e;
  private static final long MAX_BYTES = 64L << 20;
  private static final int SUM_BYTES = 32;

  private KernelFile() {}

  /** What a file holds besides its key. */
  record Content(byte[] host, byte[] image) {}

  static void write(Path file, String key, Content content) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (DataOutputStream out = new DataOutputStream(bytes)) {
      out.writeInt(MARK);
      out.writeInt(VERSION);
      block(out, key.getBytes(StandardCharsets.UTF_8));
      block(out, content.host());
      block(out, content.image());
    } catch (IOException e) {
      throw new IllegalStateException("writing to memory failed", e);
    }
    byte[] body = bytes.toByteArray();
    AtomicFile.write(
        file,
        out -> {
          out.write(body);
          out.write(sum(body));
        });
  }

  private static void block(DataOutputStream out, byte[] bytes) throws IOException {
    out.writeInt(bytes.length);
    out.write(bytes);
  }

  /**
   * Reads a file.
   *
   * @throws IOException with the reason if it is damaged, of another version or of another key
   */
  static Content read(Path file, String key) throws IOException {
    long size = Files.size(file);
    if (size > MAX_BYTES) {
      throw new IOException(size + " bytes long, at most " + MAX_BYTES + " are allowed");
    }
    byte[] all = Files.readAllBytes(file);
    if (all.length < SUM_BYTES) {
      throw new IOException("cut off after " + all.length + " bytes");
    }
    byte[] body = Arrays.copyOf(all, all.length - SUM_BYTES);
    if (!Arrays.equals(sum(body), Arrays.copyOfRange(all, body.length, all.length))) {
      throw new IOException("its sum is not that of its content");
    }
    try (DataInputStream in = new DataInputStream(new ByteArrayInputStream(body))) {
      if (in.readInt() != MARK || in.readInt() != VERSION) {
        throw new IOException("of another form than version " + VERSION);
      }
      if (!new String(block(in), StandardCharsets.UTF_8).equals(key)) {
        throw new IOException("made for another kernel");
      }
      return new Content(block(in), block(in));
    }
  }

  private static byte[] block(DataInputStream in) throws IOException {
    int length = in.readInt();
    if (length < 0 || length > in.available()) {
      throw new IOException("a part of " + length + " bytes where " + in.available() + " are left");
    }
    return in.readNBytes(length);
  }

  static byte[] sum(byte[] bytes) {
    try {
      return MessageDigest.getInstance("SHA-256").digest(bytes);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }
}
