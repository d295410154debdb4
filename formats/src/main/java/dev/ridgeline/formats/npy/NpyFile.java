package dev.ridgeline.formats.npy;

import dev.ridgeline.core.AtomicFile;
import dev.ridgeline.core.UserError;
import dev.ridgeline.core.tensor.DType;
import dev.ridgeline.core.tensor.Shape;
import dev.ridgeline.core.tensor.Tensor;
import dev.ridgeline.core.tensor.TensorType;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * Reads and writes numpy's .npy files, versions 1 to 3 of the format.
 *
 * <p><b>Limits.</b> Little-endian arrays in C order of f64, f32, f16, the integer types of 8 to 64
 * bits and booleans, of less than 2 GiB.
 *
 * <p><b>Source.</b> numpy.lib.format.
 */
public final class NpyFile {
  private static final byte[] MAGIC = {(byte) 0x93, 'N', 'U', 'M', 'P', 'Y'};
  private static final int MAX_HEADER = 1 << 16;
  private static final int MAX_RANK = 64;
  private static final long MAX_BYTES = Integer.MAX_VALUE - 64;
  private static final int ALIGNMENT = 64;
  private static final Map<String, DType> TYPES =
      Map.ofEntries(
          Map.entry("<f8", DType.F64),
          Map.entry("<f4", DType.F32),
          Map.entry("<f2", DType.F16),
          Map.entry("<i8", DType.I64),
          Map.entry("<i4", DType.I32),
          Map.entry("<i2", DType.I16),
          Map.entry("|i1", DType.I8),
          Map.entry("<u8", DType.U64),
          Map.entry("<u4", DType.U32),
          Map.entry("<u2", DType.U16),
          Map.entry("|u1", DType.U8),
          Map.entry("|b1", DType.BOOL));
  private static final Pattern DESCR = Pattern.compile("'descr'\\s*:\\s*'([^']{1,16})'");
  private static final Pattern ORDER = Pattern.compile("'fortran_order'\\s*:\\s*(True|False)");
  private static final Pattern SHAPE = Pattern.compile("'shape'\\s*:\\s*\\(([0-9, ]*)\\)");

  private NpyFile() {}

  /**
   * The array in {@code file}.
   *
   * @throws UserError when the file cannot be read or holds what is not allowed
   */
  public static Tensor read(Path file) {
    if (!Files.isRegularFile(file)) {
      throw new UserError("'" + file + "' is no file; give a .npy file that can be read");
    }
    try (FileChannel channel = FileChannel.open(file)) {
      String header = header(file, channel);
      TensorType type = type(file, header);
      long present = channel.size() - channel.position();
      if (type.bytes() != present) {
        throw new UserError(
            "'%s' is %s and takes %d bytes but has %d; save it again"
                .formatted(file, type, type.bytes(), present));
      }
      return new Tensor(type, MemorySegment.ofArray(bytes(file, channel, (int) present)));
    } catch (IOException e) {
      throw new UserError("cannot read '" + file + "': " + e.getMessage(), e);
    }
  }

  private static String header(Path file, FileChannel channel) throws IOException {
    byte[] start = bytes(file, channel, MAGIC.length + 2);
    if (!Arrays.equals(start, 0, MAGIC.length, MAGIC, 0, MAGIC.length)
        || start[MAGIC.length] < 1
        || start[MAGIC.length] > 3) {
      throw new UserError(
          "'" + file + "' is no .npy file of version 1 to 3; save the array with numpy.save");
    }
    boolean wide = start[MAGIC.length] > 1;
    ByteBuffer size =
        ByteBuffer.wrap(bytes(file, channel, wide ? 4 : 2)).order(ByteOrder.LITTLE_ENDIAN);
    int length = wide ? size.getInt() : Short.toUnsignedInt(size.getShort());
    if (length < 0 || length > MAX_HEADER) {
      throw new UserError(
          "'%s' has a header of %d bytes; at most %d are allowed"
              .formatted(file, Integer.toUnsignedLong(length), MAX_HEADER));
    }
    return new String(bytes(file, channel, length), StandardCharsets.UTF_8);
  }

  private static byte[] bytes(Path file, FileChannel channel, int count) throws IOException {
    if (channel.size() - channel.position() < count) {
      throw new UserError("'" + file + "' is truncated; save it again");
    }
    ByteBuffer buffer = ByteBuffer.allocate(count);
    while (buffer.hasRemaining() && channel.read(buffer) >= 0) {
      // A channel may read less than was asked for.
    }
    return buffer.array();
  }

  private static TensorType type(Path file, String header) {
    Matcher descr = DESCR.matcher(header);
    Matcher order = ORDER.matcher(header);
    Matcher shape = SHAPE.matcher(header);
    if (!descr.find() || !order.find() || !shape.find()) {
      throw new UserError(
          "'%s' has a header that does not say type, order and shape of one array of numbers; save the array with numpy.save"
              .formatted(file));
    }
    DType dtype = TYPES.get(descr.group(1).replaceFirst("^[<|=](?=[iu]1|b1)", "|"));
    if (dtype == null) {
      throw new UserError(
          "'%s' has elements of type '%s'; allowed are %s: convert with numpy's astype"
              .formatted(
                  file,
                  descr.group(1),
                  String.join(" ", TYPES.keySet().stream().sorted().toList())));
    }
    if (order.group(1).equals("True")) {
      throw new UserError("'" + file + "' is in Fortran order; save numpy.ascontiguousarray of it");
    }
    return new TensorType(dtype, shape(file, dtype, shape.group(1)));
  }

  private static Shape shape(Path file, DType dtype, String text) {
    List<Long> sizes = new ArrayList<>();
    long bytes = dtype.bits() / 8;
    for (String part : text.split(",", -1)) {
      String digits = part.strip();
      if (digits.isEmpty()) {
        continue;
      }
      long size = digits.length() > 10 ? Long.MAX_VALUE : Long.parseLong(digits);
      bytes = size > MAX_BYTES || bytes > MAX_BYTES ? Long.MAX_VALUE : bytes * size;
      if (bytes > MAX_BYTES || sizes.size() >= MAX_RANK) {
        throw new UserError(
            "'%s' has shape (%s); at most %d dimensions and 2 GiB are allowed"
                .formatted(file, text, MAX_RANK));
      }
      sizes.add(size);
    }
    return Shape.of(sizes.stream().mapToLong(Long::longValue).toArray());
  }

  /**
   * Writes the array, beside its place and then moved in.
   *
   * @throws UserError when numpy has no such type, or the file cannot be written
   */
  public static void write(Tensor tensor, Path file) {
    DType dtype = tensor.type().dtype();
    String descr =
        TYPES.entrySet().stream()
            .filter(entry -> entry.getValue() == dtype)
            .map(Map.Entry::getKey)
            .findFirst()
            .orElseThrow(() ->
                new UserError(
                    "cannot write '%s': .npy files hold no %s; cast the output to f32"
                        .formatted(file, dtype.label())));
    long[] sizes = tensor.type().shape().sizes();
    String shape = Arrays.stream(sizes).mapToObj(Long::toString).collect(Collectors.joining(", "));
    String text =
        "{'descr': '%s', 'fortran_order': False, 'shape': (%s%s), }"
            .formatted(descr, shape, sizes.length == 1 ? "," : "");
    int before = MAGIC.length + 4;
    int padding = Math.floorMod(-(before + text.length() + 1), ALIGNMENT);
    byte[] header = (text + " ".repeat(padding) + "\n").getBytes(StandardCharsets.US_ASCII);
    AtomicFile.write(
        file,
        out -> {
          out.write(MAGIC);
          out.write(new byte[] {1, 0, (byte) header.length, (byte) (header.length >> 8)});
          out.write(header);
          out.write(tensor.data().toArray(ValueLayout.JAVA_BYTE));
        });
  }
}
