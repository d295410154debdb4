package dev.ridgeline.learning.digits;

import dev.ridgeline.core.UserError;
import dev.ridgeline.core.graph.Constant;
import dev.ridgeline.core.graph.ConstantData;
import dev.ridgeline.core.graph.Graph;
import dev.ridgeline.core.graph.GraphBuilder;
import dev.ridgeline.core.op.Contraction;
import dev.ridgeline.core.op.Unary;
import dev.ridgeline.core.tensor.DType;
import dev.ridgeline.core.tensor.Dim;
import dev.ridgeline.core.tensor.Shape;
import dev.ridgeline.core.tensor.Tensor;
import dev.ridgeline.core.tensor.TensorType;
import dev.ridgeline.learning.data.Seeds;
import dev.ridgeline.primitives.lowrank.LowRank;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.Function;

/**
 * Fully connected layers one after another, from 784 pixels to the logits of ten digits. A layer of
 * low rank stands here as two: one without bias, then one with.
 *
 * @param layers in order
 */
public record Perceptron(List<Dense> layers) {
  /** Name of its graph's input, [N, 784]. */
  public static final String INPUT = "input";

  private static final int MOST_LAYERS = 16;
  private static final int MOST_WIDTH = 8192;

  public Perceptron {
    layers = List.copyOf(layers);
  }

  /**
   * Weights and biases drawn uniformly from +-1 / sqrt(inputs), as PyTorch begins its linear
   * layers.
   *
   * @param hidden widths of the hidden layers
   */
  public static Perceptron initial(List<Integer> hidden, long seed) {
    if (hidden.isEmpty() || hidden.size() > MOST_LAYERS) {
      throw new UserError(
          "%d hidden layers; give 1 to %d widths".formatted(hidden.size(), MOST_LAYERS));
    }
    List<Dense> layers = new ArrayList<>();
    int in = Digits.PIXELS;
    for (int i = 0; i <= hidden.size(); i++) {
      boolean last = i == hidden.size();
      int out = last ? Digits.CLASSES : hidden.get(i);
      if (out < 1 || out > MOST_WIDTH) {
        throw new UserError("a hidden layer of %d units; give 1 to %d".formatted(out, MOST_WIDTH));
      }
      String name = "fc" + (i + 1);
      SplittableRandom random = Seeds.stream(seed, name, 0);
      double bound = 1 / Math.sqrt(in);
      layers.add(
          new Dense(
              name, in, out, uniform(in * out, bound, random), uniform(out, bound, random), !last));
      in = out;
    }
    return new Perceptron(layers);
  }

  private static float[] uniform(int count, double bound, SplittableRandom random) {
    float[] values = new float[count];
    for (int i = 0; i < count; i++) {
      values[i] = (float) random.nextDouble(-bound, bound);
    }
    return values;
  }

  /** Weights and biases of all layers. */
  public long parameters() {
    return layers.stream().mapToLong(Dense::parameters).sum();
  }

  /** For the user: {@code 784-512-512-10}. */
  public String text() {
    StringBuilder text = new StringBuilder("784");
    layers.forEach(layer -> text.append('-').append(layer.out()));
    return text.toString();
  }

  /** SHA-256 of all weights and biases, little-endian, in order: equal for equal bits. */
  public String fingerprint() {
    try {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      for (Dense layer : layers) {
        digest.update(bytes(layer.weight()));
        digest.update(bytes(layer.bias()));
      }
      return HexFormat.of().formatHex(digest.digest());
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }

  private static byte[] bytes(float[] values) {
    ByteBuffer buffer =
        ByteBuffer.allocate(values.length * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
    buffer.asFloatBuffer().put(values);
    return buffer.array();
  }

  /** As a graph for batches of this size. */
  public Graph graph(int batch) {
    return graph(Dim.of(batch));
  }

  /** As a graph for batches of a size that is known or named. */
  public Graph graph(Dim batch) {
    GraphBuilder graph = new GraphBuilder("perceptron");
    Shape images = Shape.of(batch, Dim.of(Digits.PIXELS));
    String x = graph.input(INPUT, new TensorType(DType.F32, images));
    for (Dense layer : layers) {
      List<String> inputs = new ArrayList<>(List.of(x));
      inputs.add(constant(graph, layer.weightName(), layer.weight(), layer.out(), layer.in()));
      if (layer.bias().length > 0) {
        inputs.add(constant(graph, layer.biasName(), layer.bias(), layer.out()));
      }
      Contraction.Gemm product = new Contraction.Gemm(1, 1, false, true);
      x = graph.add(layer.name(), product, inputs, 1).getFirst();
      if (layer.rectified()) {
        x = graph.add(layer.name() + ".relu", Unary.Function.RELU, x);
      }
    }
    graph.output(x);
    return graph.build();
  }

  private static String constant(GraphBuilder graph, String name, float[] values, long... sizes) {
    ConstantData.Decoder decoder = _ -> MemorySegment.ofArray(values).asReadOnly();
    return graph.constant(
        name,
        new Constant(
            TensorType.f32(sizes), Constant.Role.PARAMETER, new ConstantData.Deferred(decoder)));
  }

  /** The same layers with other parameters, by name. */
  Perceptron with(Function<String, Tensor> parameter) {
    List<Dense> changed = new ArrayList<>();
    for (Dense layer : layers) {
      float[] bias =
          layer.bias().length == 0 ? layer.bias() : floats(parameter.apply(layer.biasName()));
      float[] weight = floats(parameter.apply(layer.weightName()));
      changed.add(
          new Dense(layer.name(), layer.in(), layer.out(), weight, bias, layer.rectified()));
    }
    return new Perceptron(changed);
  }

  private static float[] floats(Tensor tensor) {
    return tensor.data().toArray(ValueLayout.JAVA_FLOAT_UNALIGNED);
  }

  /** The decompositions of its layers, in order, for {@link #factored}. */
  public List<LowRank> decompositions() {
    return layers.stream()
        .map(layer -> {
          double[] values = new double[layer.weight().length];
          for (int i = 0; i < values.length; i++) {
            values[i] = layer.weight()[i];
          }
          return LowRank.of(layer.out(), layer.in(), values);
        })
        .toList();
  }

  /**
   * Its layers at these ranks: W = L R, the singular values shared evenly by their roots so that
   * both factors can be trained on at one rate. A layer whose factors would have no fewer weights
   * than it, or whose rank is 0, stays whole.
   *
   * @param ranks one a layer
   */
  public Perceptron factored(List<LowRank> decompositions, List<Integer> ranks) {
    requireRanks(ranks);
    List<Dense> changed = new ArrayList<>();
    for (int i = 0; i < layers.size(); i++) {
      Dense layer = layers.get(i);
      int rank = ranks.get(i);
      if (rank == 0 || rank >= LowRank.breakEvenRank(layer.out(), layer.in())) {
        changed.add(layer);
      } else {
        changed.addAll(factors(layer, decompositions.get(i), rank));
      }
    }
    return new Perceptron(changed);
  }

  /**
   * Refuses ranks that its layers cannot have.
   *
   * @throws UserError if they are not one a layer, or one is below 0 or above the full rank
   */
  public void requireRanks(List<Integer> ranks) {
    if (ranks.size() != layers.size()) {
      throw new UserError(
          "%d ranks for %d layers; give one a layer, 0 for a layer that stays whole"
              .formatted(ranks.size(), layers.size()));
    }
    for (int i = 0; i < layers.size(); i++) {
      Dense layer = layers.get(i);
      int rank = ranks.get(i);
      if (rank < 0 || rank > Math.min(layer.in(), layer.out())) {
        throw new UserError(
            "rank %d of layer %s, %d x %d; give 0 to %d"
                .formatted(
                    rank,
                    layer.name(),
                    layer.out(),
                    layer.in(),
                    Math.min(layer.in(), layer.out())));
      }
    }
  }

  private static List<Dense> factors(Dense layer, LowRank decomposition, int rank) {
    LowRank.Factors factors = decomposition.factors(rank);
    double[] singular = decomposition.singularValues();
    float[] left = new float[factors.left().length];
    float[] right = new float[factors.right().length];
    for (int r = 0; r < rank; r++) {
      double root = Math.sqrt(singular[r]);
      for (int i = 0; i < layer.out(); i++) {
        int at = i * rank + r;
        left[at] = root == 0 ? 0 : (float) (factors.left()[at] / root);
      }
      for (int j = 0; j < layer.in(); j++) {
        int at = r * layer.in() + j;
        right[at] = (float) (factors.right()[at] * root);
      }
    }
    return List.of(
        new Dense(layer.name() + ".right", layer.in(), rank, right, new float[0], false),
        new Dense(layer.name(), rank, layer.out(), left, layer.bias(), layer.rectified()));
  }
}
