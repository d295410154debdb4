package dev.ridgeline.formats.onnx;

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
 * Reads ONNX models of operator sets 1 to 22 (and newer ones as far as their operators kept their
 * meaning). Older forms of operators are lifted to the newest; operators that are not known are
 * kept opaque with the reason. Weights stay in the file, which must not change while the graph is
 * in use: reading a model takes memory for its structure only. See {@link ConstantRoles} for what
 * counts as a parameter.
 *
 * <p>Every error is a {@link UserError} of one line that names the file. Files are not trusted:
 * sizes are checked against the bytes present before anything is allocated, and external data must
 * lie in the model's folder.
 */
public final class OnnxReader {
  /** The newest version of the standard operator set whose operators are followed. */
  static final long NEWEST_OPSET = 25;

  private static final int MAX_MESSAGE = 390;

  private OnnxReader() {}

  /**
   * The network in {@code file}, verified, with the types of all values as far as they can be
   * known.
   *
   * @throws UserError when the file cannot be read or is not a sound ONNX model
   */
  public static Graph read(Path file) {
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
      if (Files.isDirectory(file)) {
        throw new UserError(file + " is a folder; give an ONNX file");
      }
      MemorySegment bytes =
          channel.map(FileChannel.MapMode.READ_ONLY, 0, channel.size(), Arena.ofAuto());
      return read(bytes, Optional.of(file), file.getFileName() + "");
    } catch (IOException e) {
      throw new UserError(
          Quote.line("cannot read " + file + ": " + reason(e) + "; give an ONNX file", MAX_MESSAGE),
          e);
    }
  }

  /** The network in {@code bytes}, which are shared. External data cannot be read this way. */
  public static Graph read(byte[] bytes, String name) {
    return read(MemorySegment.ofArray(bytes), Optional.empty(), name);
  }

  private static Graph read(MemorySegment bytes, Optional<Path> file, String fileName) {
    try {
      OnnxModel model = OnnxModel.parse(WireReader.of(bytes, file.isPresent()));
      LiftContext context = new LiftContext(model, new TensorConstants(file));
      Graph graph = GraphLift.lift(context, model.graph(), stem(fileName));
      Verifier.verify(graph);
      return graph;
    } catch (MalformedOnnx e) {
      throw new UserError(
          Quote.line(
              "%s is not a sound ONNX model: %s; fetch or export it again"
                  .formatted(fileName, e.getMessage()),
              MAX_MESSAGE),
          e);
    } catch (UserError e) {
      throw new UserError(Quote.line(fileName + ": " + e.getMessage(), MAX_MESSAGE), e);
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
    return fileName.endsWith(".onnx")
        ? fileName.substring(0, fileName.length() - ".onnx".length())
        : fileName;
  }
}
