package dev.ridgeline.learning.digits;

import dev.ridgeline.core.UserError;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.GZIPInputStream;

/**
 * Bytes in the idx format, gzipped: two zeros, 8 for unsigned bytes, the number of axes, the axes
 * as big-endian 32-bit numbers, the elements.
 *
 * @param sizes of the axes
 * @param elements row-major, shared
 */
record IdxFile(List<Integer> sizes, byte[] elements) {
  private static final int MOST_AXES = 4;
  private static final long MOST_BYTES = 1L << 28;

  IdxFile {
    sizes = List.copyOf(sizes);
  }

  /**
   * Reads a file of so many axes.
   *
   * @throws UserError if it is missing, is no such file, or does not hold what its head says
   */
  static IdxFile read(Path file, int axes) {
    try (InputStream raw = Files.newInputStream(file);
        DataInputStream in = new DataInputStream(new GZIPInputStream(raw, 1 << 16))) {
      int magic = in.readInt();
      if (magic >>> 8 != 8 || (magic & 0xff) > MOST_AXES || (magic & 0xff) != axes) {
        throw wrong(file, "does not begin as unsigned bytes of %d axes do".formatted(axes));
      }
      List<Integer> sizes = new ArrayList<>();
      long bytes = 1;
      for (int axis = 0; axis < axes; axis++) {
        int size = in.readInt();
        if (size < 1 || bytes * size > MOST_BYTES) {
          throw wrong(
              file,
              "claims an axis of %d elements; 1 to %d bytes are taken in all"
                  .formatted(Integer.toUnsignedLong(size), MOST_BYTES));
        }
        bytes *= size;
        sizes.add(size);
      }
      byte[] elements = in.readNBytes((int) bytes);
      if (elements.length != bytes || in.read() >= 0) {
        throw wrong(file, "does not hold the %d bytes that its head tells".formatted(bytes));
      }
      return new IdxFile(sizes, elements);
    } catch (NoSuchFileException e) {
      throw new UserError(
          "there is no file '%s'; name the folder with the four gzipped MNIST files"
              .formatted(file),
          e);
    } catch (EOFException e) {
      throw new UserError(text(file, "ends too early"), e);
    } catch (IOException e) {
      throw new UserError(text(file, "cannot be read: " + e.getMessage()), e);
    }
  }

  private static UserError wrong(Path file, String what) {
    return new UserError(text(file, what));
  }

  private static String text(Path file, String what) {
    return "'%s' %s; give the gzipped idx files of MNIST".formatted(file, what);
  }
}
