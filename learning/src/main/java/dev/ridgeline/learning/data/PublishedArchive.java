package dev.ridgeline.learning.data;

import java.net.URI;

/**
 * An archive that is fetched, and how it is known to be whole.
 *
 * @param address where it lies
 * @param bytes its size
 * @param sha256 its SHA-256 in lower-case hexadecimal digits
 * @param unpackedBytes an upper bound of what it holds
 */
public record PublishedArchive(URI address, long bytes, String sha256, long unpackedBytes) {
  /** Checks the form of the figures. */
  public PublishedArchive {
    if (bytes <= 0 || unpackedBytes <= 0 || !sha256.matches("[0-9a-f]{64}")) {
      throw new IllegalArgumentException("an archive needs its size and a SHA-256");
    }
  }

  /**
   * Speech Commands 0.02, 105,829 clips. Size and checksum: those that TensorFlow Datasets and
   * torchaudio publish.
   */
  public static PublishedArchive speechCommands() {
    return new PublishedArchive(
        URI.create("http://download.tensorflow.org/data/speech_commands_v0.02.tar.gz"),
        2_428_923_189L,
        "af14739ee7dc311471de98f5f9d2c9191b18aedfe957f4a6ff791c709868ff58",
        4_000_000_000L);
  }

  /** The file's name. */
  public String fileName() {
    String path = address.getPath();
    return path.substring(path.lastIndexOf('/') + 1);
  }
}
