package dev.ridgeline.formats.onnx;

import dev.ridgeline.core.AtomicFile;
import dev.ridgeline.core.graph.Constant;
import dev.ridgeline.core.graph.Graph;
import dev.ridgeline.core.graph.Verifier;
import java.io.IOException;
import java.io.OutputStream;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Writes graphs as ONNX models of operator set 21, which ONNX Runtime 1.28 runs. Constants are
 * copied from where they lie one at a time; those of a model of more than 1.9 GiB go to a file
 * beside it, {@code NAME.data}, because ONNX files end at 2 GiB. Large fills are written as nodes
 * that make them. Operators in layout NHWC are written between transposes. Opaque nodes are written
 * as they were read, whatever operator set they were read under.
 *
 * <p>A graph whose constants lie in the very file that is written must be read again afterwards.
 */
public final class OnnxWriter {
  /** The operator set that is written. */
  static final long OPSET = 21;

  private static final long IR_VERSION = 10;
  private static final long MOST_INLINE = 1900L << 20;

  private OnnxWriter() {}

  /**
   * Writes {@code graph} to {@code file}, replacing it when it is complete.
   *
   * @throws dev.ridgeline.core.UserError when a node has no ONNX form or the file cannot be written
   */
  public static void write(Graph graph, Path file) {
    write(graph, file, MOST_INLINE);
  }

  static void write(Graph graph, Path file, long mostInlineBytes) {
    Verifier.verify(graph);
    Parts parts = new Parts();
    Imports imports = new Imports(OPSET);
    parts.bytes(new WireWriter().text(2, graph.name().isEmpty() ? "graph" : graph.name()));
    GraphEncoder.encode(graph, parts, imports);
    if (parts.constantBytes() <= mostInlineBytes) {
      AtomicFile.write(file, out -> writeModel(parts.inline(), imports, out));
      return;
    }
    Path data = file.resolveSibling(file.getFileName() + ".data");
    List<Part> referring = parts.referring(data.getFileName() + "");
    AtomicFile.write(data, out -> parts.writeData(out));
    AtomicFile.write(file, out -> writeModel(referring, imports, out));
  }

  private static void writeModel(List<Part> graph, Imports imports, OutputStream out)
      throws IOException {
    long length = graph.stream().mapToLong(Part::length).sum();
    out.write(
        new WireWriter()
            .integer(1, IR_VERSION)
            .text(2, "ridgeline")
            .header(7, length)
            .toByteArray());
    for (Part part : graph) {
      part.writeTo(out);
    }
    out.write(imports.encode().toByteArray());
  }

  /** Some bytes of the encoded graph, and elements of a constant that follow them. */
  private record Part(byte[] head, List<Constant> elements) {
    long length() {
      return head.length + elements.stream().mapToLong(c -> c.type().bytes()).sum();
    }

    void writeTo(OutputStream out) throws IOException {
      out.write(head);
      for (Constant constant : elements) {
        copy(constant, out);
      }
    }
  }

  private static void copy(Constant constant, OutputStream out) throws IOException {
    MemorySegment data = constant.data().read(constant.type());
    byte[] chunk = new byte[(int) Math.min(1 << 16, data.byteSize())];
    for (long at = 0; at < data.byteSize(); at += chunk.length) {
      int n = (int) Math.min(chunk.length, data.byteSize() - at);
      MemorySegment.copy(data, ValueLayout.JAVA_BYTE, at, chunk, 0, n);
      out.write(chunk, 0, n);
    }
  }

  /** The encoded graph, its constants kept apart until it is known where they go. */
  private static final class Parts implements GraphEncoder.Sink {
    private final List<Part> fields = new ArrayList<>();
    private final List<String> names = new ArrayList<>();
    private final List<Constant> constants = new ArrayList<>();

    void bytes(WireWriter encoded) {
      fields.add(new Part(encoded.toByteArray(), List.of()));
    }

    @Override
    public void field(int number, WireWriter message) {
      bytes(new WireWriter().message(number, message));
    }

    @Override
    public void constant(String name, Constant constant) {
      names.add(name);
      constants.add(constant);
    }

    long constantBytes() {
      return constants.stream().mapToLong(c -> c.type().bytes()).sum();
    }

    List<Part> inline() {
      List<Part> all = new ArrayList<>(fields);
      for (int i = 0; i < constants.size(); i++) {
        Constant constant = constants.get(i);
        long bytes = constant.type().bytes();
        WireWriter tensor =
            TensorEncoder.head(names.get(i), constant.type()).header(OnnxTensor.RAW, bytes);
        byte[] head = tensor.toByteArray();
        all.add(
            new Part(
                new WireWriter().header(5, head.length + bytes).raw(head).toByteArray(),
                List.of(constant)));
      }
      return all;
    }

    /** The graph with its constants in the file {@code location}. */
    List<Part> referring(String location) {
      List<Part> all = new ArrayList<>(fields);
      long offset = 0;
      for (int i = 0; i < constants.size(); i++) {
        long bytes = constants.get(i).type().bytes();
        WireWriter tensor = TensorEncoder.head(names.get(i), constants.get(i).type());
        entry(tensor, "location", location);
        entry(tensor, "offset", Long.toString(offset));
        entry(tensor, "length", Long.toString(bytes));
        tensor.integer(14, 1);
        all.add(new Part(new WireWriter().message(5, tensor).toByteArray(), List.of()));
        offset += bytes;
      }
      return all;
    }

    private static void entry(WireWriter tensor, String key, String value) {
      tensor.message(13, new WireWriter().text(1, key).text(2, value));
    }

    void writeData(OutputStream out) throws IOException {
      for (Constant constant : constants) {
        copy(constant, out);
      }
    }
  }
}
