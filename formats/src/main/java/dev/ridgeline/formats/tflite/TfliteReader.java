package dev.ridgeline.formats.tflite;

import dev.ridgeline.core.UserError;
import dev.ridgeline.core.graph.Graph;
import dev.ridgeline.core.graph.Verifier;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Optional;

/**
 * Reads TensorFlow Lite models of schema version 3: the first subgraph, channels last as the file
 * has them. Operators on i8 values with scales become {@link dev.ridgeline.core.op.IntegerOp}s,
 * those on reals the operators of the graph; fused activations become operators of their own where
 * values are reals, limits where they are integers. Operators that are not followed are kept opaque
 * with the reason. Weights stay in the file, which must not change while the graph is in use.
 *
 * <p>Every error is a {@link UserError} of one line that names the file. Files are not trusted: see
 * {@link FlatTable}.
 */
public final class TfliteReader {
  private static final int MAX_MESSAGE = 390;

  private TfliteReader() {}

  /**
   * The network in {@code file}, verified, with the types of all values as far as they are known.
   *
   * @throws UserError when the file cannot be read or is not a sound model
   */
  public static Graph read(Path file) {
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
      if (Files.isDirectory(file)) {
        throw new UserError(file + " is a folder; give a TFLite file");
      }
      MemorySegment bytes =
          channel.map(FileChannel.MapMode.READ_ONLY, 0, channel.size(), Arena.ofAuto());
      return read(bytes, Optional.of(file), file.getFileName() + "");
    } catch (IOException e) {
      throw new UserError(
          line("cannot read " + file + ": " + reason(e) + "; give a TFLite file"), e);
    }
  }

  /** The network in {@code bytes}, which are shared. */
  public static Graph read(byte[] bytes, String name) {
    return read(MemorySegment.ofArray(bytes), Optional.empty(), name);
  }

  private static Graph read(MemorySegment bytes, Optional<Path> file, String fileName) {
    try {
      TfliteModel model = TfliteModel.parse(new FlatTable.Source(bytes));
      Graph graph = new TfliteLift(model, bytes, file).lift(stem(fileName));
      Verifier.verify(graph);
      return graph;
    } catch (MalformedTflite | ArithmeticException e) {
      throw new UserError(
          line(
              "%s is not a sound TFLite model: %s; fetch or convert it again"
                  .formatted(fileName, e.getMessage())),
          e);
    } catch (IllegalArgumentException e) {
      throw new UserError(
          line(
              "%s is not a sound TFLite model: %s; fetch or convert it again"
                  .formatted(fileName, e.getMessage())),
          e);
    } catch (UserError e) {
      throw new UserError(line(fileName + ": " + e.getMessage()), e);
    }
  }

  private static String reason(IOException e) {
    return switch (e) {
      case java.nio.file.NoSuchFileException _ -> "there is no such file";
      case java.nio.file.AccessDeniedException _ -> "access is denied";
      default -> String.valueOf(e.getMessage());
    };
  }

  private static String stem(String fileName) {
    return fileName.endsWith(".tflite")
        ? fileName.substring(0, fileName.length() - ".tflite".length())
        : fileName;
  }

  /** A message as one line of bounded length, whatever the names in a file hold. */
  private static String line(String message) {
    StringBuilder clean = new StringBuilder();
    message
        .codePoints()
        .limit(MAX_MESSAGE)
        .forEach(c -> clean.appendCodePoint(Character.isISOControl(c) || c > 0xffff ? '?' : c));
    return clean.toString();
  }
}
