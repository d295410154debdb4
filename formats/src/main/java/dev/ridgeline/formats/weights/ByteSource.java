package dev.ridgeline.formats.weights;

import dev.ridgeline.core.graph.ConstantData;
import dev.ridgeline.formats.file.ModelBytes;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.file.Path;
import java.util.Optional;

/**
 * The bytes of a file of weights and where slices of them stay.
 *
 * @param name what messages call it
 * @param bytes all of it
 * @param file where it lies; empty for bytes in memory
 */
public record ByteSource(String name, MemorySegment bytes, Optional<Path> file) {

  /**
   * A file, mapped and not copied.
   *
   * @throws dev.ridgeline.core.UserError if it cannot be read
   */
  public static ByteSource of(Path file) {
    return new ByteSource(
        file.toString(),
        ModelBytes.map(file, "a PyTorch state dictionary or a safetensors file"),
        Optional.of(file));
  }

  /** Bytes in memory, shared. */
  public static ByteSource of(byte[] bytes, String name) {
    return new ByteSource(name, MemorySegment.ofArray(bytes), Optional.empty());
  }

  /** Number of bytes. */
  public long size() {
    return bytes.byteSize();
  }

  /** Bytes from {@code offset} on as data of a constant; of a file they are read when asked for. */
  public ConstantData slice(long offset, long length) {
    return file.<ConstantData>map(path -> new ConstantData.FileSlice(path, offset, length))
        .orElseGet(() -> {
          MemorySegment part = bytes.asSlice(offset, length);
          return new ConstantData.Deferred(_ -> part.asReadOnly());
        });
  }

  /** A copy of a part; the caller has bounded its length. */
  public byte[] copy(long offset, long length) {
    return bytes.asSlice(offset, length).toArray(ValueLayout.JAVA_BYTE);
  }
}
