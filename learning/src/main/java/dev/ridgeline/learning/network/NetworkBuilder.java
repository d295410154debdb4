package dev.ridgeline.learning.network;

import dev.ridgeline.core.UserError;
import dev.ridgeline.core.graph.Constant;
import dev.ridgeline.core.graph.Graph;
import dev.ridgeline.core.graph.Node;
import dev.ridgeline.core.op.Binary;
import dev.ridgeline.core.op.Contraction;
import dev.ridgeline.core.op.Movement;
import dev.ridgeline.core.op.Normalise;
import dev.ridgeline.core.op.Op;
import dev.ridgeline.core.op.Pool;
import dev.ridgeline.core.op.Unary;
import dev.ridgeline.core.op.Window;
import dev.ridgeline.core.shape.Specialise;
import dev.ridgeline.core.tensor.Layout;
import dev.ridgeline.core.tensor.Shape;
import dev.ridgeline.core.tensor.Tensor;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.IntStream;

/** Makes the layers of a graph of images [N, C, H, W] or vectors [N, C]. */
final class NetworkBuilder {
  private static final WindowSizes ONE_BY_ONE = new WindowSizes(1, 1, 1, 1, 0, 0);

  private final Graph graph;
  private final int batch;
  private final Map<String, Blob> blobs = new HashMap<>();
  private final Map<String, Integer> uses = new HashMap<>();
  private final List<Layer> layers = new ArrayList<>();
  private final Quantisers quantisers;
  private String logits = "";

  NetworkBuilder(Graph graph, int batch, Quantisers quantisers) {
    this.graph = Specialise.symbols(graph, Map.of("N", (long) batch));
    this.batch = batch;
    this.quantisers = quantisers;
  }

  List<Layer> layers() {
    return layers;
  }

  /** Where features are put, before any rounding. */
  Blob input() {
    String input = graph.inputs().getFirst();
    return blob(blobs.containsKey(unrounded(input)) ? unrounded(input) : input);
  }

  Blob logits() {
    return blob(logits);
  }

  List<Blob> blobs() {
    return blobs.values().stream().distinct().toList();
  }

  NetworkBuilder build() {
    if (graph.inputs().size() != 1 || graph.outputs().size() != 1) {
      throw cannot("the graph", "it has not one input and one output");
    }
    String input = graph.inputs().getFirst();
    blobs.put(input, newBlob(input));
    graph.nodes().forEach(node -> node.inputs().forEach(in -> uses.merge(in, 1, Integer::sum)));
    if (quantisers.roundsValues()) {
      round(input, true);
    }
    for (Node node : graph.nodes()) {
      add(node);
      if (quantisers.roundsValues() && isRounded(node)) {
        round(node.output(), isScore(node.output()));
      }
    }
    if (logits.isEmpty()) {
      logits = graph.outputs().getFirst();
    }
    return this;
  }

  private static String unrounded(String value) {
    return value + "/unrounded";
  }

  /**
   * Whether a node's output is stored as integers: sums and means, behind a ReLU if one follows.
   */
  private boolean isRounded(Node node) {
    return switch (node.op()) {
      case Unary _ -> true;
      case Contraction _, Binary _, Pool _ ->
          graph.nodes().stream()
              .noneMatch(n ->
                  n.inputs().contains(node.output())
                      && (n.op() instanceof Unary || n.op() instanceof Normalise.BatchNorm));
      default -> false;
    };
  }

  private boolean isScore(String value) {
    return graph.outputs().contains(value)
        || graph.nodes().stream()
            .anyMatch(n -> n.inputs().contains(value) && n.op() instanceof Normalise.Softmax);
  }

  private void round(String value, boolean end) {
    Blob x = blob(value);
    Blob y = newBlob(value);
    blobs.put(unrounded(value), x);
    blobs.put(value, y);
    layers.add(quantisers.value(value, x, y, end, batch));
  }

  private void add(Node node) {
    Op op = node.op();
    if (op instanceof Contraction.Conv conv) {
      convolution(node, conv);
    } else if (op instanceof Contraction.Gemm gemm) {
      fullyConnected(node, gemm);
    } else if (op instanceof Normalise.BatchNorm norm) {
      batchNorm(node, norm);
    } else if (op == Unary.Function.RELU) {
      inPlace(node);
    } else if (op == Binary.ADD && sameShape(node)) {
      layers.add(new AddLayer(blob(node.input(0)), blob(node.input(1)), output(node)));
    } else if (op instanceof Pool.Global global && global.kind() == Pool.GlobalKind.AVERAGE) {
      layers.add(new MeanLayer(blob(node.input(0)), output(node)));
    } else if (op instanceof Movement.Flatten flatten && flatten.axis() == 1) {
      layers.add(new FlattenLayer(blob(node.input(0)), output(node)));
    } else if (op instanceof Normalise.Softmax
        && node.output().equals(graph.outputs().getFirst())) {
      logits = node.input(0);
    } else {
      throw cannot(node, "this operator has no gradient here");
    }
  }

  private boolean sameShape(Node node) {
    return !graph.isConstant(node.input(0))
        && !graph.isConstant(node.input(1))
        && graph.type(node.input(0)).equals(graph.type(node.input(1)));
  }

  private void convolution(Node node, Contraction.Conv conv) {
    Blob x = blob(node.input(0));
    Blob y = output(node);
    Window window = conv.window();
    boolean dense =
        window.dilations().stream().allMatch(d -> d == 1)
            && window.autoPad() == Window.AutoPad.EXPLICIT
            && window.padsBegin().stream().allMatch(p -> p >= 0)
            && window.kernel().size() == 2
            && conv.layout() == Layout.NCHW;
    if (!dense) {
      throw cannot(node, "only dense 2-D windows with explicit pads are trained");
    }
    WindowSizes sizes = WindowSizes.of(window);
    int taps = sizes.kernelH() * sizes.kernelW();
    Parameter bias = bias(node, y.channels);
    if (conv.groups() == x.channels && conv.groups() == y.channels && conv.groups() > 1) {
      Parameter weight = parameter(node.input(1), order(taps, y.channels, taps, true), true);
      layers.add(
          quantisers.weighted(
              weight, bias, used -> new DepthwiseLayer(x, y, sizes, used, bias, batch)));
    } else if (conv.groups() == 1) {
      int[] order = new int[taps * x.channels * y.channels];
      int i = 0;
      for (int tap = 0; tap < taps; tap++) {
        for (int c = 0; c < x.channels; c++) {
          for (int out = 0; out < y.channels; out++) {
            order[i++] = (out * x.channels + c) * taps + tap;
          }
        }
      }
      Parameter weight = parameter(node.input(1), order, true);
      boolean computed = isComputed(node.input(0));
      layers.add(
          quantisers.weighted(
              weight, bias, used -> new ConvLayer(x, y, sizes, used, bias, computed, batch)));
    } else {
      throw cannot(node, "groups of several channels are not trained");
    }
  }

  private void fullyConnected(Node node, Contraction.Gemm gemm) {
    if (gemm.alpha() != 1 || gemm.beta() != 1 || gemm.transposeA() || !gemm.transposeB()) {
      throw cannot(node, "only x times a transposed weight plus bias is trained");
    }
    Blob x = blob(node.input(0));
    Blob y = output(node);
    Parameter weight =
        parameter(node.input(1), order(x.channels, y.channels, x.channels, true), true);
    Parameter bias = bias(node, y.channels);
    boolean computed = isComputed(node.input(0));
    layers.add(
        quantisers.weighted(
            weight, bias, used -> new ConvLayer(x, y, ONE_BY_ONE, used, bias, computed, batch)));
  }

  private void batchNorm(Node node, Normalise.BatchNorm norm) {
    Blob x = blob(node.input(0));
    int[] order = identity(x.channels);
    BatchNormLayer.Parameters parameters =
        new BatchNormLayer.Parameters(
            parameter(node.input(1), order, false),
            parameter(node.input(2), order, false),
            parameter(node.input(3), order, false),
            parameter(node.input(4), order, false));
    layers.add(
        new BatchNormLayer(x, output(node), norm.epsilon(), norm.momentum(), parameters, batch));
  }

  private void inPlace(Node node) {
    if (Objects.requireNonNull(uses.get(node.input(0))) != 1) {
      throw cannot(node, "another node reads what ReLU reads");
    }
    Blob value = blob(node.input(0));
    blobs.put(node.output(), value);
    layers.add(new ReluLayer(value));
  }

  /** The bias; zeros that are trained with it, but not kept, where there is none. */
  private Parameter bias(Node node, int channels) {
    if (node.has(2)) {
      return parameter(node.input(2), identity(channels), false);
    }
    return Parameter.of("", new float[channels], identity(channels), false);
  }

  /** Order of a stored [columns][rows] matrix read as [rows][columns]. */
  private static int[] order(int rows, int columns, int stride, boolean transposed) {
    int[] order = new int[rows * columns];
    for (int r = 0; r < rows; r++) {
      for (int c = 0; c < columns; c++) {
        order[r * columns + c] = transposed ? c * stride + r : r * columns + c;
      }
    }
    return order;
  }

  private static int[] identity(int count) {
    return IntStream.range(0, count).toArray();
  }

  private Parameter parameter(String name, int[] order, boolean decays) {
    Constant constant = graph.constants().get(name);
    if (constant == null || constant.elements() != order.length) {
      throw cannot("'" + name + "'", "it is not a constant of the size needed");
    }
    Tensor tensor = constant.tensor();
    float[] stored = new float[order.length];
    for (int i = 0; i < stored.length; i++) {
      stored[i] = tensor.floatAt(i);
    }
    return Parameter.of(name, stored, order, decays);
  }

  private boolean isComputed(String value) {
    return !graph.inputs().contains(value);
  }

  private Blob blob(String value) {
    return Objects.requireNonNull(blobs.get(value), value);
  }

  private Blob output(Node node) {
    Blob blob = newBlob(node.output());
    blobs.put(node.output(), blob);
    return blob;
  }

  private Blob newBlob(String value) {
    Shape shape = graph.type(value).shape();
    int channels = Math.toIntExact(shape.dim(1).size());
    if (shape.rank() == 2) {
      return new Blob(batch, 1, 1, channels);
    }
    if (shape.rank() != 4) {
      throw cannot("'" + value + "'", "only images and vectors are trained, not " + shape);
    }
    int height = Math.toIntExact(shape.dim(2).size());
    return new Blob(batch, height, Math.toIntExact(shape.dim(3).size()), channels);
  }

  private UserError cannot(Node node, String reason) {
    return cannot("node '%s' (%s)".formatted(node.name(), node.op().label()), reason);
  }

  private UserError cannot(String what, String reason) {
    return new UserError(
        "cannot train %s of '%s': %s; choose another model".formatted(what, graph.name(), reason));
  }
}
