package dev.ridgeline.app.deploy;

import dev.ridgeline.core.graph.Graph;
import dev.ridgeline.core.integer.Rounding;
import dev.ridgeline.core.tensor.Dim;
import dev.ridgeline.core.tensor.Tensor;
import dev.ridgeline.core.tensor.TensorType;
import dev.ridgeline.engine.interpreter.Interpreter;
import java.io.ByteArrayOutputStream;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Arrays;
import java.util.Map;
import java.util.Objects;
import java.util.function.IntConsumer;

/** What the reference interpreter gives for the same inputs. */
final class JavaOutputs {
  private JavaOutputs() {}

  static byte[] of(Graph graph, Rounding rounding, DeployInputs inputs, IntConsumer progress) {
    String name = graph.inputs().getFirst();
    TensorType type = graph.type(name);
    if (!type.shape().dim(0).isKnown()) {
      type = new TensorType(type.dtype(), type.shape().with(0, Dim.of(1)));
    }
    Interpreter interpreter = Interpreter.of(graph, 2, rounding);
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    int width = inputs.bytes().length / inputs.count();
    for (int i = 0; i < inputs.count(); i++) {
      progress.accept(i);
      byte[] input = Arrays.copyOfRange(inputs.bytes(), i * width, (i + 1) * width);
      Tensor x = new Tensor(type, MemorySegment.ofArray(input));
      Tensor y =
          Objects.requireNonNull(interpreter.run(Map.of(name, x)).get(graph.outputs().getFirst()));
      all.writeBytes(y.data().toArray(ValueLayout.JAVA_BYTE));
    }
    return all.toByteArray();
  }
}
