package dev.ridgeline.formats.file;

import dev.ridgeline.core.UserError;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.channels.FileChannel;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** The bytes of model files, mapped into memory and not copied. */
public final class ModelBytes {
  /** Longest message about a file, in characters. */
  public static final int MAX_MESSAGE = 390;

  private ModelBytes() {}

  /**
   * A file's bytes, read only, for as long as anything reads them; the file must not change.
   *
   * @param what the file should be, such as {@code an ONNX file}, for messages
   * @throws UserError of one line when it cannot be read
   */
  public static MemorySegment map(Path file, String what) {
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
      if (Files.isDirectory(file)) {
        throw new UserError(file + " is a folder; give " + what);
      }
      return channel.map(FileChannel.MapMode.READ_ONLY, 0, channel.size(), Arena.ofAuto());
    } catch (IOException e) {
      throw new UserError(
          Quote.line("cannot read " + file + ": " + reason(e) + "; give " + what, MAX_MESSAGE), e);
    }
  }

  /** A file's name without the ending of its format: what a network is called. */
  public static String stem(String fileName, String ending) {
    return fileName.endsWith(ending)
        ? fileName.substring(0, fileName.length() - ending.length())
        : fileName;
  }

  private static String reason(IOException e) {
    return switch (e) {
      case NoSuchFileException _ -> "there is no such file";
      case AccessDeniedException _ -> "access is denied";
      default -> String.valueOf(e.getMessage());
    };
  }
}
