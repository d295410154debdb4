package dev.ridgeline.peers.nativecode;

import dev.ridgeline.core.AtomicFile;
import java.io.IOException;
import java.io.InputStream;
import java.net.JarURLConnection;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.jar.JarEntry;
import java.util.zip.CRC32;

/**
 * A file in a jar, with the checksum that the jar states.
 *
 * @param url where it stands
 * @param name its name without folders
 * @param bytes its size when unpacked
 * @param crc its CRC-32 when unpacked
 */
record PackedFile(URL url, String name, long bytes, long crc) {
  private static final int BLOCK_BYTES = 1 << 20;

  static PackedFile at(URL url, String name) throws IOException {
    if (!(url.openConnection() instanceof JarURLConnection connection)) {
      throw new IOException("'" + url + "' is not in a jar");
    }
    JarEntry entry = connection.getJarEntry();
    if (entry == null || entry.getSize() < 0 || entry.getCrc() < 0) {
      throw new IOException("'" + url + "' has no size or checksum");
    }
    return new PackedFile(url, name, entry.getSize(), entry.getCrc());
  }

  /**
   * Makes sure that the folder holds the file, whole. Several processes may do so at once: each
   * writes beside and moves in, and a library that another has loaded keeps its own copy.
   */
  Path unpackInto(Path folder) throws IOException {
    Path file = folder.resolve(name);
    if (!isWhole(file)) {
      AtomicFile.write(
          file,
          out -> {
            try (InputStream in = url.openStream()) {
              in.transferTo(out);
            }
          });
    }
    return file;
  }

  /** A damaged library would take the process down, so every byte is looked at. */
  private boolean isWhole(Path file) throws IOException {
    if (!Files.isRegularFile(file) || Files.size(file) != bytes) {
      return false;
    }
    CRC32 sum = new CRC32();
    byte[] block = new byte[BLOCK_BYTES];
    try (InputStream in = Files.newInputStream(file)) {
      for (int n = in.read(block); n >= 0; n = in.read(block)) {
        sum.update(block, 0, n);
      }
    }
    return sum.getValue() == crc;
  }
}
