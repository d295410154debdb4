package dev.ridgeline.formats.onnx;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ridgeline.core.graph.Graph;
import dev.ridgeline.core.tensor.TensorType;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Models of hundreds of megabytes are read without their weights. */
class LargeModelTest {
  private static final int LAYERS = 32;
  private static final int SIZE = 2048;
  private static final long LAYER_BYTES = 4L * SIZE * SIZE;

  @TempDir private Path folder;

  /** 32 square layers: 512 MiB, kept as raw data (field 9) or as packed floats (field 4). */
  private static void generate(Path file, int field) throws IOException {
    WireWriter[] heads = new WireWriter[LAYERS];
    WireWriter nodes = new WireWriter();
    long length = 0;
    for (int i = 0; i < LAYERS; i++) {
      nodes.message(
          1,
          new WireWriter()
              .text(1, "x" + i)
              .text(1, "w" + i)
              .text(2, "x" + (i + 1))
              .text(4, "MatMul"));
      byte[] head =
          TensorEncoder.head("w" + i, TensorType.f32(SIZE, SIZE))
              .header(field, LAYER_BYTES)
              .toByteArray();
      heads[i] = new WireWriter().header(5, head.length + LAYER_BYTES).raw(head);
      length += heads[i].toByteArray().length + LAYER_BYTES;
    }
    nodes.message(11, TensorEncoder.value("x0", TensorType.f32(1, SIZE)));
    nodes.message(12, TensorEncoder.value("x" + LAYERS, TensorType.f32(1, SIZE)));
    byte[] rest = nodes.toByteArray();
    byte[] weights = new byte[1 << 20];
    try (OutputStream out = new BufferedOutputStream(Files.newOutputStream(file))) {
      out.write(new WireWriter().integer(1, 8).header(7, length + rest.length).toByteArray());
      for (WireWriter head : heads) {
        out.write(head.toByteArray());
        for (long at = 0; at < LAYER_BYTES; at += weights.length) {
          out.write(weights);
        }
      }
      out.write(rest);
      out.write(new WireWriter().message(8, new WireWriter().integer(2, 13)).toByteArray());
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {OnnxTensor.RAW, OnnxTensor.FLOATS})
  @Tag("slow")
  void halfAGigabyteTakesLittleHeapAndTime(int field) throws IOException {
    Path file = folder.resolve("large.onnx");
    generate(file, field);
    long allocatedBefore = allocated();
    long start = System.nanoTime();
    Graph graph = OnnxReader.read(file);
    long millis = (System.nanoTime() - start) / 1_000_000;
    long bytes = allocated() - allocatedBefore;
    System.out.printf("large model, field %d: %d ms, %d bytes allocated%n", field, millis, bytes);
    assertThat(graph.parameters()).isEqualTo((long) LAYERS * SIZE * SIZE);
    assertThat(bytes).isLessThan(16 << 20);
    assertThat(Objects.requireNonNull(graph.constants().get("w31")).tensor().floatAt(5)).isZero();
  }

  @Test
  @Tag("slow")
  void largeModelsAreWrittenWithExternalData() throws IOException {
    Path file = folder.resolve("large.onnx");
    generate(file, OnnxTensor.RAW);
    Graph graph = OnnxReader.read(file);
    Path written = folder.resolve("written.onnx");
    long before = allocated();
    OnnxWriter.write(graph, written, 1 << 20);
    assertThat(allocated() - before).isLessThan(64 << 20);
    assertThat(Files.size(folder.resolve("written.onnx.data"))).isEqualTo(LAYERS * LAYER_BYTES);
    Graph again = OnnxReader.read(written);
    assertThat(Structure.of(again.named(graph.name()))).isEqualTo(Structure.of(graph));
  }

  private static long allocated() {
    return ((com.sun.management.ThreadMXBean) ManagementFactory.getThreadMXBean())
        .getCurrentThreadAllocatedBytes();
  }
}
