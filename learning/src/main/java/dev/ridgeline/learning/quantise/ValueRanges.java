package dev.ridgeline.learning.quantise;

import dev.ridgeline.core.graph.Graph;
import dev.ridgeline.core.graph.Node;
import dev.ridgeline.core.integer.Affine;
import dev.ridgeline.core.tensor.DType;
import dev.ridgeline.core.tensor.Tensor;
import dev.ridgeline.engine.interpreter.Interpreter;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The least and largest element of every f32 value of a network over the inputs it is shown. Inputs
 * must come from training data: ranges of test data make the test easier than it is.
 */
public final class ValueRanges {
  private static final double LEVELS = 255;

  private record Range(double least, double most) {
    Range with(double x) {
      return new Range(Math.min(least, x), Math.max(most, x));
    }
  }

  private final Map<String, Range> ranges = new HashMap<>();
  private int shown;

  private ValueRanges() {}

  /** Runs the network on every input, which are in its layout. */
  public static ValueRanges of(Graph graph, List<Map<String, Tensor>> inputs) {
    Set<String> watched = new LinkedHashSet<>();
    for (Node node : graph.nodes()) {
      node.outputs().stream().filter(o -> graph.type(o).dtype() == DType.F32).forEach(watched::add);
    }
    Graph all =
        new Graph(
            graph.name(),
            graph.inputs(),
            graph.nodes(),
            List.copyOf(watched),
            graph.constants(),
            graph.types());
    ValueRanges ranges = new ValueRanges();
    try (Interpreter interpreter = Interpreter.of(all, 1)) {
      for (Map<String, Tensor> input : inputs) {
        input.forEach(ranges::add);
        interpreter.run(input).forEach(ranges::add);
        ranges.shown++;
      }
    }
    return ranges;
  }

  private void add(String value, Tensor tensor) {
    // Integers stand for 0 exactly, so that it is always in the range.
    Range range = ranges.getOrDefault(value, new Range(0, 0));
    for (long i = 0; i < tensor.type().shape().elements(); i++) {
      float x = tensor.floatAt(i);
      range = Float.isFinite(x) ? range.with(x) : range;
    }
    ranges.put(value, range);
  }

  /** How many inputs were shown. */
  public int shown() {
    return shown;
  }

  /** The i8 scale and zero point that cover a value's range. */
  Affine affine(String value) {
    Range range = ranges.getOrDefault(value, new Range(0, 0));
    return affine(range.least(), range.most());
  }

  static Affine affine(double least, double most) {
    if (least == most) {
      return new Affine(1, 0);
    }
    double scale = Math.max((most - least) / LEVELS, Float.MIN_NORMAL);
    long zeroPoint = Math.round(-128 - least / scale);
    return new Affine((float) scale, Math.clamp(zeroPoint, -128, 127));
  }
}
