package dev.ridgeline.engine.interpreter;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ridgeline.core.graph.Graph;
import dev.ridgeline.core.graph.GraphBuilder;
import dev.ridgeline.core.integer.Affine;
import dev.ridgeline.core.op.IntegerOp;
import dev.ridgeline.core.tensor.DType;
import dev.ridgeline.core.tensor.Shape;
import dev.ridgeline.core.tensor.Tensor;
import dev.ridgeline.core.tensor.TensorType;
import dev.ridgeline.formats.tflite.TfliteWriter;
import dev.ridgeline.peers.tflite.TfliteInterpreter;
import java.lang.foreign.ValueLayout;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Means of integers held to the TensorFlow Lite interpreter. */
@Tag("conformance")
class IntegerMeanPeerTest {
  @TempDir Path folder = Path.of("");

  @ParameterizedTest
  @ValueSource(strings = {"12k", "12d", "1k", "3d", "2k"})
  void meansGiveTheSameBytes(String axesAndKeep) {
    boolean keep = axesAndKeep.endsWith("k");
    List<Integer> axes =
        axesAndKeep.substring(0, axesAndKeep.length() - 1).chars().mapToObj(c -> c - '0').toList();
    int differing = 0;
    int elements = 0;
    for (int seed = 0; seed < 60; seed++) {
      Random random = new Random(seed);
      TensorType type =
          new TensorType(
              DType.I8,
              Shape.of(1, 1 + random.nextInt(9), 1 + random.nextInt(9), 1 + random.nextInt(9)));
      Affine x = new Affine(0.01f + random.nextFloat(), random.nextInt(256) - 128);
      Affine y =
          seed % 4 == 0
              ? x
              : new Affine(x.scale() * (0.1f + 2 * random.nextFloat()), random.nextInt(256) - 128);
      GraphBuilder net = new GraphBuilder("mean");
      net.input("x", type);
      net.output(net.add("y", new IntegerOp.Mean(axes, keep, x, y), "x"));
      Graph graph = net.build();
      Path file = folder.resolve("m.tflite");
      TfliteWriter.write(graph, file);
      try (TfliteInterpreter peer = TfliteInterpreter.open(file, 1)) {
        Tensor in = Tensor.random(type, seed);
        peer.bind(Map.of("x", in));
        peer.run();
        byte[] theirs = peer.outputs().getFirst().data().toArray(ValueLayout.JAVA_BYTE);
        Tensor own = Objects.requireNonNull(Interpreter.of(graph, 1).run(Map.of("x", in)).get("y"));
        byte[] ours = own.data().toArray(ValueLayout.JAVA_BYTE);
        for (int i = 0; i < ours.length; i++) {
          differing += ours[i] == theirs[i] ? 0 : 1;
          elements++;
        }
      }
    }
    assertThat(differing).as("of %d", elements).isZero();
  }
}
