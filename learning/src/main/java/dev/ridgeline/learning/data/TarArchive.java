package dev.ridgeline.learning.data;

import dev.ridgeline.core.UserError;
import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.zip.GZIPInputStream;

/**
 * Unpacks a gzipped tar archive: files and folders of the ustar format; links and devices are left
 * out, and names that lead out of the folder refused. The archive is unpacked beside its place,
 * which it takes when it is whole. Source: POSIX.1-1988, ustar.
 */
public final class TarArchive {
  private static final int BLOCK = 512;
  private static final int MOST_FILES = 1_000_000;
  private static final int NAME = 100;
  private static final int SIZE_AT = 124;
  private static final int SIZE_LENGTH = 12;
  private static final int TYPE_AT = 156;
  private static final int PREFIX_AT = 345;
  private static final int PREFIX = 155;

  private TarArchive() {}

  /**
   * Unpacks an archive.
   *
   * @param folder the place, which must not exist or be empty
   * @param mostBytes what the archive may hold
   * @throws UserError if the archive is damaged, holds more, or the folder cannot be written
   */
  public static void unpack(Path archive, Path folder, long mostBytes) {
    Path beside = folder.resolveSibling("." + folder.getFileName() + ".unpacking");
    try {
      FolderRemoval.remove(beside);
      Files.createDirectories(beside);
      try (InputStream in =
          new BufferedInputStream(
              new GZIPInputStream(Files.newInputStream(archive), 1 << 16), 1 << 16)) {
        unpack(in, beside, mostBytes);
      }
      Files.deleteIfExists(folder);
      Files.move(beside, folder, StandardCopyOption.ATOMIC_MOVE);
    } catch (IOException e) {
      throw new UserError(
          "cannot unpack '%s' into '%s': %s; free space or fetch the archive again, and name a folder that is new or empty"
              .formatted(archive, folder, e.getMessage()),
          e);
    } finally {
      FolderRemoval.removeOrLeave(beside);
    }
  }

  private static void unpack(InputStream in, Path folder, long mostBytes) throws IOException {
    long left = mostBytes;
    int files = 0;
    byte[] header = new byte[BLOCK];
    while (in.readNBytes(header, 0, BLOCK) == BLOCK && header[0] != 0) {
      long size = octal(header);
      if (size > left || files++ > MOST_FILES) {
        throw new IOException("it holds more than %d bytes".formatted(mostBytes));
      }
      left -= size;
      char type = (char) header[TYPE_AT];
      Path target = inside(folder, name(header));
      if (type == '5') {
        Files.createDirectories(target);
      } else if (type == '0' || type == 0) {
        Path parent = target.getParent();
        if (parent != null) {
          Files.createDirectories(parent);
        }
        try (OutputStream out = Files.newOutputStream(target)) {
          copy(in, size, out);
        }
        in.skipNBytes(padding(size));
        continue;
      }
      in.skipNBytes(size + padding(size));
    }
  }

  private static Path inside(Path folder, String name) throws IOException {
    Path target = folder.resolve(name).normalize();
    if (!target.startsWith(folder)) {
      throw new IOException("'%s' leads out of the folder".formatted(name));
    }
    return target;
  }

  private static void copy(InputStream in, long size, OutputStream out) throws IOException {
    byte[] piece = new byte[1 << 16];
    for (long left = size; left > 0; ) {
      int read = in.read(piece, 0, (int) Math.min(left, piece.length));
      if (read < 0) {
        throw new EOFException("the archive ends early");
      }
      out.write(piece, 0, read);
      left -= read;
    }
  }

  private static long padding(long size) {
    return (BLOCK - size % BLOCK) % BLOCK;
  }

  private static String name(byte[] header) {
    String prefix = text(header, PREFIX_AT, PREFIX);
    String name = text(header, 0, NAME);
    return prefix.isEmpty() ? name : prefix + "/" + name;
  }

  private static String text(byte[] header, int from, int length) {
    int end = from;
    while (end < from + length && header[end] != 0) {
      end++;
    }
    return new String(header, from, end - from, StandardCharsets.UTF_8);
  }

  private static long octal(byte[] header) throws IOException {
    String digits = text(header, SIZE_AT, SIZE_LENGTH).strip();
    if (!digits.matches("[0-7]{1,12}")) {
      throw new IOException("it is no tar archive");
    }
    return Long.parseLong(digits, 8);
  }
}
