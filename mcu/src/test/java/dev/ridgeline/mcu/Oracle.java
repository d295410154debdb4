package dev.ridgeline.mcu;

import dev.ridgeline.core.graph.Graph;
import dev.ridgeline.core.integer.Rounding;
import dev.ridgeline.core.tensor.Dim;
import dev.ridgeline.core.tensor.Tensor;
import dev.ridgeline.core.tensor.TensorType;
import dev.ridgeline.engine.interpreter.Interpreter;
import dev.ridgeline.formats.tflite.TfliteReader;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.stream.Stream;

/** Models, inputs, and what the reference interpreter makes of them. */
public final class Oracle {
  private Oracle() {}

  public static Graph model(String path) {
    return TfliteReader.read(SharedData.file("models/" + path));
  }

  /** The published features of keyword spotting, one file after the other. */
  public static byte[] features() {
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    try (Stream<Path> files = Files.list(SharedData.file("kws-features-mlperf"))) {
      List<Path> sorted = files.filter(file -> file.toString().endsWith(".bin")).sorted().toList();
      for (Path file : sorted) {
        all.writeBytes(Files.readAllBytes(file));
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return all.toByteArray();
  }

  /** Bytes of all values, and inputs at the ends of the range, by a seed. */
  public static byte[] inputs(Graph graph, int count, long seed) {
    int width = (int) inputType(graph).bytes();
    byte[] bytes = new byte[count * width];
    new Random(seed).nextBytes(bytes);
    if (count > 2) {
      Arrays.fill(bytes, 0, width, (byte) -128);
      Arrays.fill(bytes, width, 2 * width, (byte) 127);
    }
    return bytes;
  }

  private static TensorType inputType(Graph graph) {
    TensorType type = graph.type(graph.inputs().getFirst());
    return type.shape().dim(0).isKnown()
        ? type
        : new TensorType(type.dtype(), type.shape().with(0, Dim.of(1)));
  }

  /** Outputs of the interpreter, one after the other. */
  public static byte[] outputs(Graph graph, Rounding rounding, byte[] inputs) {
    String name = graph.inputs().getFirst();
    TensorType type = inputType(graph);
    int width = (int) type.bytes();
    Interpreter interpreter = Interpreter.of(graph, 2, rounding);
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    for (int at = 0; at < inputs.length; at += width) {
      byte[] input = Arrays.copyOfRange(inputs, at, at + width);
      Tensor x = new Tensor(type, MemorySegment.ofArray(input));
      Tensor y =
          Objects.requireNonNull(interpreter.run(Map.of(name, x)).get(graph.outputs().getFirst()));
      all.writeBytes(y.data().toArray(ValueLayout.JAVA_BYTE));
    }
    return all.toByteArray();
  }
}
