package dev.ridgeline.formats.safetensors;

import dev.ridgeline.core.AtomicFile;
import dev.ridgeline.core.UserError;
import dev.ridgeline.core.graph.Constant;
import java.io.IOException;
import java.io.OutputStream;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.StringJoiner;

/** Writes tensors as a safetensors file, in their order, the header padded to 8 bytes. */
public final class SafetensorsWriter {
  private static final int PIECE = 1 << 20;

  private SafetensorsWriter() {}

  /**
   * Writes the file beside its place and moves it in.
   *
   * @throws UserError when the format has no such element type, or the file cannot be written
   */
  public static void write(Map<String, Constant> tensors, Path file) {
    StringJoiner header = new StringJoiner(",", "{", "}");
    long[] at = {0};
    tensors.forEach((name, constant) -> {
      String dtype =
          ElementTypes.name(constant.type().dtype())
              .orElseThrow(() ->
                  new UserError(
                      "cannot write '%s': safetensors files hold no %s; allowed are %s"
                          .formatted(file, constant.type().dtype().label(), ElementTypes.names())));
      long end = at[0] + constant.type().bytes();
      header.add(
          "\"%s\":{\"dtype\":\"%s\",\"shape\":%s,\"data_offsets\":[%d,%d]}"
              .formatted(
                  escaped(name),
                  dtype,
                  Arrays.toString(constant.type().shape().sizes()),
                  at[0],
                  end));
      at[0] = end;
    });
    byte[] text = header.toString().getBytes(StandardCharsets.UTF_8);
    byte[] padded = Arrays.copyOf(text, Math.ceilDiv(text.length, Long.BYTES) * Long.BYTES);
    Arrays.fill(padded, text.length, padded.length, (byte) ' ');
    AtomicFile.write(
        file,
        out -> {
          out.write(
              ByteBuffer.allocate(Long.BYTES)
                  .order(ByteOrder.LITTLE_ENDIAN)
                  .putLong(padded.length)
                  .array());
          out.write(padded);
          for (Constant constant : tensors.values()) {
            copy(constant.tensor().data(), constant.type().bytes(), out);
          }
        });
  }

  private static void copy(MemorySegment data, long bytes, OutputStream out) throws IOException {
    for (long at = 0; at < bytes; at += PIECE) {
      out.write(data.asSlice(at, Math.min(PIECE, bytes - at)).toArray(ValueLayout.JAVA_BYTE));
    }
  }

  private static String escaped(String name) {
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < name.length(); i++) {
      char c = name.charAt(i);
      if (c == '"' || c == '\\') {
        text.append('\\').append(c);
      } else if (c < ' ') {
        text.append("\\u%04x".formatted((int) c));
      } else {
        text.append(c);
      }
    }
    return text.toString();
  }
}
