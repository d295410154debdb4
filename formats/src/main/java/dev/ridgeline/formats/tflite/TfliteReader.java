package dev.ridgeline.formats.tflite;

import dev.ridgeline.core.UserError;
import dev.ridgeline.core.graph.Graph;
import dev.ridgeline.core.graph.Verifier;
import dev.ridgeline.formats.file.ModelBytes;
import dev.ridgeline.formats.file.Quote;
import java.lang.foreign.MemorySegment;
import java.nio.file.Path;
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
  private TfliteReader() {}

  /**
   * The network in {@code file}, verified, with the types of all values as far as they are known.
   *
   * @throws UserError when the file cannot be read or is not a sound model
   */
  public static Graph read(Path file) {
    return read(ModelBytes.map(file, "a TFLite file"), Optional.of(file), file.getFileName() + "");
  }

  /** The network in {@code bytes}, which are shared. */
  public static Graph read(byte[] bytes, String name) {
    return read(MemorySegment.ofArray(bytes), Optional.empty(), name);
  }

  private static Graph read(MemorySegment bytes, Optional<Path> file, String fileName) {
    try {
      TfliteModel model = TfliteModel.parse(new FlatTable.Source(bytes));
      Graph graph = new TfliteLift(model, bytes, file).lift(ModelBytes.stem(fileName, ".tflite"));
      Verifier.verify(graph);
      return graph;
    } catch (MalformedTflite | ArithmeticException | IllegalArgumentException e) {
      throw new UserError(
          Quote.line(
              "%s is not a sound TFLite model: %s; fetch or convert it again"
                  .formatted(fileName, e.getMessage()),
              ModelBytes.MAX_MESSAGE),
          e);
    } catch (UserError e) {
      throw new UserError(Quote.line(fileName + ": " + e.getMessage(), ModelBytes.MAX_MESSAGE), e);
    }
  }
}
