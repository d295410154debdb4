package dev.ridgeline.engine.convert;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ridgeline.core.graph.Graph;
import dev.ridgeline.core.tensor.Tensor;
import dev.ridgeline.core.tensor.TensorType;
import dev.ridgeline.engine.interpreter.Interpreter;
import dev.ridgeline.formats.tflite.TfliteReader;
import dev.ridgeline.formats.tflite.TfliteWriter;
import dev.ridgeline.peers.tflite.TfliteInterpreter;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/** Runs a network and its TFLite form on the same inputs: ours, and the TFLite interpreter. */
final class Verified {
  private Verified() {}

  /** The elements with axis i of the result being axis {@code order[i]}. */
  static Tensor ordered(Tensor tensor, List<Integer> order) {
    float[] values = new float[(int) tensor.type().shape().elements()];
    for (int i = 0; i < values.length; i++) {
      values[i] = tensor.floatAt(i);
    }
    return FloatConstants.permuted(
            FloatConstants.of(
                values, tensor.type().shape(), dev.ridgeline.core.graph.Constant.Role.LITERAL),
            order)
        .tensor();
  }

  /**
   * Writes the form of {@code source} to a file and compares; returns the largest difference over
   * the largest magnitude, in unit roundoffs of f32.
   */
  static double roundoffs(Graph source, TfliteForm form, Path file, long seed) {
    TfliteWriter.write(form.graph(), file);
    Map<String, Tensor> inputs = new LinkedHashMap<>();
    Map<String, Tensor> turned = new LinkedHashMap<>();
    for (String input : source.inputs()) {
      TensorType type = source.type(input);
      Tensor x = Tensor.random(type, seed);
      inputs.put(input, x);
      turned.put(
          input,
          form.orders().containsKey(input)
              ? ordered(x, Objects.requireNonNull(form.orders().get(input)))
              : x);
    }
    Map<String, Tensor> wanted = Interpreter.of(source, 1).run(inputs);
    Graph read = TfliteReader.read(file);
    Map<String, Tensor> ours = Interpreter.of(read, 1).run(turned);
    double worst = 0;
    try (TfliteInterpreter peer = TfliteInterpreter.open(file, 1)) {
      assertThat(peer.inputs().keySet()).isEqualTo(turned.keySet());
      peer.bind(turned);
      peer.run();
      for (int i = 0; i < source.outputs().size(); i++) {
        Tensor want = Objects.requireNonNull(wanted.get(source.outputs().get(i)));
        List<Integer> order = form.orders().get(source.outputs().get(i));
        Tensor there = order == null ? want : ordered(want, order);
        worst = Math.max(worst, difference(there, peer.outputs().get(i)));
        worst =
            Math.max(
                worst, difference(there, Objects.requireNonNull(ours.get(read.outputs().get(i)))));
      }
    }
    return worst;
  }

  static double difference(Tensor wanted, Tensor given) {
    assertThat(given.type()).isEqualTo(wanted.type());
    double largest = 1e-30;
    double difference = 0;
    for (long i = 0; i < wanted.type().shape().elements(); i++) {
      largest = Math.max(largest, Math.abs(wanted.floatAt(i)));
      double d = Math.abs((double) wanted.floatAt(i) - given.floatAt(i));
      difference = Math.max(difference, Double.isNaN(d) ? Double.POSITIVE_INFINITY : d);
    }
    return difference / largest / 0x1p-24;
  }
}
