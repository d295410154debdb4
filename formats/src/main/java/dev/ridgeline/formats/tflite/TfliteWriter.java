package dev.ridgeline.formats.tflite;

import dev.ridgeline.core.AtomicFile;
import dev.ridgeline.core.graph.Graph;
import dev.ridgeline.core.graph.Verifier;
import java.nio.file.Path;

/**
 * Writes graphs in TensorFlow Lite's form as models of schema version 3: channels last, windows
 * without padding or padded as SAME, operators that the schema has. Activations are fused to the
 * operator before them where the kernels allow it. Operators on integers get their scales as
 * quantisation parameters of tensors; constants start at multiples of 16 bytes. Operators carry the
 * least version that has what they use.
 *
 * <p><b>Limits.</b> Files of less than 2 GiB. A graph whose constants lie in the very file that is
 * written must be read again afterwards.
 */
public final class TfliteWriter {
  private TfliteWriter() {}

  /**
   * Writes {@code graph} to {@code file}, replacing it when it is complete.
   *
   * @throws dev.ridgeline.core.UserError when a node has no TFLite form, which the message names,
   *     or the file cannot be written
   */
  public static void write(Graph graph, Path file) {
    byte[] bytes = bytes(graph);
    AtomicFile.write(file, out -> out.write(bytes));
  }

  /**
   * The bytes of the file.
   *
   * @throws dev.ridgeline.core.UserError when a node has no TFLite form, which the message names
   */
  public static byte[] bytes(Graph graph) {
    Verifier.verify(graph);
    FileDraft draft = new FileDraft(graph);
    graph.inputs().forEach(draft::tensor);
    OperatorWriter.write(draft);
    return draft.file();
  }
}
