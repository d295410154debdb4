package dev.ridgeline.formats.onnx;

import dev.ridgeline.core.UserError;
import dev.ridgeline.core.graph.Graph;
import dev.ridgeline.core.graph.Verifier;
import dev.ridgeline.formats.file.ModelBytes;
import dev.ridgeline.formats.file.Quote;
import java.lang.foreign.MemorySegment;
import java.nio.file.Path;
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

  private OnnxReader() {}

  /**
   * The network in {@code file}, verified, with the types of all values as far as they can be
   * known.
   *
   * @throws UserError when the file cannot be read or is not a sound ONNX model
   */
  public static Graph read(Path file) {
    return read(ModelBytes.map(file, "an ONNX file"), Optional.of(file), file.getFileName() + "");
  }

  /** The network in {@code bytes}, which are shared. External data cannot be read this way. */
  public static Graph read(byte[] bytes, String name) {
    return read(MemorySegment.ofArray(bytes), Optional.empty(), name);
  }

  private static Graph read(MemorySegment bytes, Optional<Path> file, String fileName) {
    try {
      OnnxModel model = OnnxModel.parse(WireReader.of(bytes, file.isPresent()));
      LiftContext context = new LiftContext(model, new TensorConstants(file));
      Graph graph = GraphLift.lift(context, model.graph(), ModelBytes.stem(fileName, ".onnx"));
      Verifier.verify(graph);
      return graph;
    } catch (MalformedOnnx e) {
      throw new UserError(
          Quote.line(
              "%s is not a sound ONNX model: %s; fetch or export it again"
                  .formatted(fileName, e.getMessage()),
              ModelBytes.MAX_MESSAGE),
          e);
    } catch (UserError e) {
      throw new UserError(Quote.line(fileName + ": " + e.getMessage(), ModelBytes.MAX_MESSAGE), e);
    }
  }
}
