package dev.ridgeline.primitives.study;

import dev.ridgeline.core.UserError;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A matrix of f32 or f64 from a NumPy file (format 1.0 or 2.0, C order).
 *
 * @param rows m
 * @param columns n
 * @param values row after row
 */
public record NpyMatrix(int rows, int columns, double[] values) {
  private static final long MOST_BYTES = 1L << 30;
  private static final byte[] MAGIC = {(byte) 0x93, 'N', 'U', 'M', 'P', 'Y'};
  private static final Pattern HEADER =
      Pattern.compile(
          "'descr': '<f([48])', 'fortran_order': False, 'shape': \\((\\d{1,9}), ?(\\d{1,9})\\)");

  /** Reads a file; throws {@link UserError} for anything else than a whole matrix. */
  public static NpyMatrix read(Path file) {
    try {
      long size = Files.size(file);
      if (size > MOST_BYTES) {
        throw wrong(file, "has %d bytes, more than %d".formatted(size, MOST_BYTES));
      }
      return parse(file, Files.readAllBytes(file));
    } catch (IOException e) {
      throw new UserError(
          "'%s' cannot be read: %s; name a NumPy file".formatted(file, e.getMessage()), e);
    }
  }

  /** Uniform in [-1, 1]. */
  public static NpyMatrix random(int rows, int columns, long seed) {
    double[] values = new Random(seed).doubles((long) rows * columns, -1, 1).toArray();
    return new NpyMatrix(rows, columns, values);
  }

  private static NpyMatrix parse(Path file, byte[] bytes) {
    if (bytes.length < 12 || !ByteBuffer.wrap(bytes, 0, 6).equals(ByteBuffer.wrap(MAGIC))) {
      throw wrong(file, "does not begin as a NumPy file does");
    }
    ByteBuffer buffer = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
    boolean first = bytes[6] == 1;
    long header = first ? Short.toUnsignedLong(buffer.getShort(8)) : buffer.getInt(8);
    int begin = first ? 10 : 12;
    if (header < 0 || begin + header > bytes.length) {
      throw wrong(file, "ends within its header");
    }
    String text = new String(bytes, begin, (int) header, StandardCharsets.ISO_8859_1);
    Matcher matcher = HEADER.matcher(text);
    if (!matcher.find()) {
      throw wrong(file, "is no matrix of little-endian f32 or f64 in C order");
    }
    int width = Integer.parseInt(matcher.group(1));
    int rows = Integer.parseInt(matcher.group(2));
    int columns = Integer.parseInt(matcher.group(3));
    long data = (long) rows * columns * width;
    if (begin + header + data != bytes.length || data == 0) {
      throw wrong(file, "does not hold %d x %d values".formatted(rows, columns));
    }
    buffer.position((int) (begin + header));
    double[] values = new double[rows * columns];
    for (int i = 0; i < values.length; i++) {
      values[i] = width == 4 ? buffer.getFloat() : buffer.getDouble();
    }
    return new NpyMatrix(rows, columns, values);
  }

  private static UserError wrong(Path file, String what) {
    return new UserError(
        "'%s' %s; save a matrix with numpy.save as f32 or f64".formatted(file, what));
  }

  /** The transposed matrix. */
  NpyMatrix transposed() {
    double[] other = new double[values.length];
    for (int i = 0; i < rows; i++) {
      for (int j = 0; j < columns; j++) {
        other[j * rows + i] = values[i * columns + j];
      }
    }
    return new NpyMatrix(columns, rows, other);
  }
}
