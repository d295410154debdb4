package dev.ridgeline.learning.network;

import dev.ridgeline.core.graph.Constant;
import dev.ridgeline.core.graph.ConstantData;
import dev.ridgeline.core.graph.Graph;
import dev.ridgeline.core.graph.GraphBuilder;
import dev.ridgeline.core.graph.Node;
import dev.ridgeline.core.op.Quantise;
import dev.ridgeline.core.op.Unary;
import dev.ridgeline.core.tensor.DType;
import dev.ridgeline.core.tensor.Shape;
import dev.ridgeline.core.tensor.TensorType;
import dev.ridgeline.learning.quantise.Grid;
import dev.ridgeline.learning.quantise.Levels;
import dev.ridgeline.learning.quantise.WeightNumbers;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/**
 * A quantised network as a graph that other engines run, too: integer weights as i8 behind
 * DequantizeLinear by output channel, activations through QuantizeLinear and DequantizeLinear of
 * i8, behind a Clip to the ends of the grid where it has fewer than 8 bits. Minifloat weights are
 * f32 of the values they are rounded to.
 */
final class SavedForm {
  private final Graph graph;
  private final Quantisers quantisers;
  private final GraphBuilder net;
  private final Map<String, String> names = new HashMap<>();

  SavedForm(Graph graph, Quantisers quantisers) {
    this.graph = graph;
    this.quantisers = quantisers;
    net = new GraphBuilder(graph.name());
  }

  Graph graph() {
    for (String input : graph.inputs()) {
      net.input(input, graph.type(input));
      names.put(input, rounded(input, input));
    }
    for (Node node : graph.nodes()) {
      List<String> inputs = new ArrayList<>();
      for (String input : node.inputs()) {
        inputs.add(graph.isConstant(input) ? constant(input) : name(input));
      }
      boolean rounded = value(node.output()).isPresent();
      String made = rounded ? node.output() + "/exact" : node.output();
      net.add(new Node(node.name(), node.op(), inputs, List.of(made)));
      names.put(node.output(), rounded ? rounded(node.output(), made) : made);
    }
    graph.outputs().forEach(output -> net.output(name(output)));
    return net.build();
  }

  private String name(String value) {
    return Objects.requireNonNull(names.get(value), value);
  }

  private Optional<QuantisedValue> value(String name) {
    return quantisers.values().stream().filter(v -> v.name().equals(name)).findFirst();
  }

  private String rounded(String value, String exact) {
    Optional<QuantisedValue> quantised = value(value);
    if (quantised.isEmpty()) {
      return exact;
    }
    Grid grid = quantised.get().grid();
    String clipped = exact;
    if (grid.levels().span() < Levels.ofActivations(Byte.SIZE).span()) {
      clipped =
          net.add(
              value + "/clip",
              new Unary.Clip(),
              exact,
              net.scalar(value + "/least", grid.least()),
              net.scalar(value + "/most", grid.most()));
    }
    String scale = net.scalar(value + "/scale", grid.scale());
    String zero =
        net.constant(value + "/zero", bytes(Shape.scalar(), new byte[] {(byte) grid.zeroPoint()}));
    String integers =
        net.add(
            value + "/integers",
            new Quantise.QuantizeLinear(1, 0, DType.UNKNOWN, true),
            clipped,
            scale,
            zero);
    return net.add(value + "/rounded", new Quantise.DequantizeLinear(1, 0), integers, scale, zero);
  }

  private String constant(String name) {
    if (names.containsKey(name)) {
      return name(name);
    }
    Optional<QuantisedWeights> weights =
        quantisers.weights().stream().filter(w -> w.name().equals(name)).findFirst();
    Constant old = Objects.requireNonNull(graph.constants().get(name));
    String made = weights.isEmpty() ? net.constant(name, old) : weights(name, old, weights.get());
    names.put(name, made);
    return made;
  }

  private String weights(String name, Constant old, QuantisedWeights weights) {
    float[] rounded = weights.roundedStored();
    float[] steps = weights.steps();
    int run = rounded.length / steps.length;
    return switch (weights.numbers()) {
      case WeightNumbers.Integers _ -> {
        byte[] integers = new byte[rounded.length];
        for (int i = 0; i < integers.length; i++) {
          integers[i] = (byte) rounded[i];
        }
        String q = net.constant(name + "/integers", bytes(old.type().shape(), integers));
        String scales = net.constant(name + "/scales", floats(TensorType.f32(steps.length), steps));
        yield net.add(name + "/rounded", new Quantise.DequantizeLinear(0, 0), q, scales);
      }
      case WeightNumbers.Floats _ -> {
        for (int i = 0; i < rounded.length; i++) {
          rounded[i] *= steps[i / run];
        }
        yield net.constant(name, floats(old.type(), rounded));
      }
    };
  }

  private static Constant bytes(Shape shape, byte[] values) {
    return new Constant(
        new TensorType(DType.I8, shape), Constant.Role.PARAMETER, new ConstantData.Bytes(values));
  }

  private static Constant floats(TensorType type, float[] values) {
    ByteBuffer buffer =
        ByteBuffer.allocate(values.length * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
    buffer.asFloatBuffer().put(values);
    return new Constant(type, Constant.Role.PARAMETER, new ConstantData.Bytes(buffer.array()));
  }
}
