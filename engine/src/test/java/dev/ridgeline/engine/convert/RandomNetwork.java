package dev.ridgeline.engine.convert;

import dev.ridgeline.core.graph.Constant;
import dev.ridgeline.core.graph.ConstantData;
import dev.ridgeline.core.graph.Graph;
import dev.ridgeline.core.graph.GraphBuilder;
import dev.ridgeline.core.op.Binary;
import dev.ridgeline.core.op.Contraction;
import dev.ridgeline.core.op.Generate.Distribution;
import dev.ridgeline.core.op.Movement;
import dev.ridgeline.core.op.Normalise;
import dev.ridgeline.core.op.Pool;
import dev.ridgeline.core.op.Reduce;
import dev.ridgeline.core.op.Unary;
import dev.ridgeline.core.op.Window;
import dev.ridgeline.core.shape.ShapeInference;
import dev.ridgeline.core.tensor.Layout;
import dev.ridgeline.core.tensor.Shape;
import dev.ridgeline.core.tensor.TensorType;
import java.util.List;
import java.util.Random;

/** Small convolutional networks of the patterns that PyTorch exports, channels second, by seed. */
final class RandomNetwork {
  private final Random random;
  private final GraphBuilder net;
  private int made;

  private RandomNetwork(long seed) {
    this.random = new Random(seed);
    this.net = new GraphBuilder("random" + seed);
  }

  static Graph of(long seed) {
    return new RandomNetwork(seed).build();
  }

  private String parameter(long... sizes) {
    return net.constant(
        "p" + made++,
        new Constant(
            TensorType.f32(sizes),
            Constant.Role.PARAMETER,
            new ConstantData.Seeded(Distribution.UNIFORM, -0.5, 0.5, random.nextLong())));
  }

  private String positive(long... sizes) {
    return net.constant(
        "p" + made++,
        new Constant(
            TensorType.f32(sizes),
            Constant.Role.BUFFER,
            new ConstantData.Seeded(Distribution.UNIFORM, 0.5, 1.5, random.nextLong())));
  }

  private Shape shape(String x) {
    return net.type(x).shape();
  }

  private Graph build() {
    boolean line = random.nextInt(5) == 0;
    int channels = 1 + random.nextInt(4);
    TensorType type =
        line
            ? TensorType.f32(1, channels, 9 + random.nextInt(8))
            : TensorType.f32(1, channels, 7 + random.nextInt(8), 7 + random.nextInt(8));
    String x = net.input("x", type);
    int layers = 2 + random.nextInt(5);
    for (int i = 0; i < layers; i++) {
      x = layer(x);
    }
    x = head(x);
    net.output(x);
    return ShapeInference.infer(net.build());
  }

  private String layer(String x) {
    return switch (random.nextInt(11)) {
      case 0, 1, 2 -> activation(norm(conv(x)));
      case 3 -> pool(x);
      case 4 -> {
        String y = net.add("bn" + made++, batchNorm(), batchNormInputs(x), 1).getFirst();
        yield activation(y);
      }
      case 5 -> net.add("residual" + made++, Binary.ADD, x, conv1x1(x, false));
      case 6 -> net.add("concat" + made++, new Movement.Concat(1), x, conv1x1(x, true));
      case 7 -> net.add("pad" + made++, new Movement.Pad(Movement.PadMode.CONSTANT), x, pads(x));
      case 8 -> gate(x);
      case 9 -> {
        long half = (shape(x).dim(1).size() + 1) / 2;
        yield net.add(
            "slice" + made++,
            new Movement.Slice(),
            x,
            net.vector("starts", 0),
            net.vector("ends", half),
            net.vector("axes", 1));
      }
      default -> net.add("scale" + made++, Binary.MUL, x, perChannel(x));
    };
  }

  private Normalise.BatchNorm batchNorm() {
    return new Normalise.BatchNorm(1e-5f, 0.9f, false, Layout.NCHW);
  }

  private List<String> batchNormInputs(String x) {
    long c = shape(x).dim(1).size();
    return List.of(x, positive(c), parameter(c), parameter(c), positive(c));
  }

  private String norm(String x) {
    return random.nextBoolean()
        ? net.add("bn" + made++, batchNorm(), batchNormInputs(x), 1).getFirst()
        : x;
  }

  private String perChannel(String x) {
    long c = shape(x).dim(1).size();
    return shape(x).rank() == 3 ? parameter(c, 1) : parameter(1, c, 1, 1);
  }

  private String activation(String x) {
    return switch (random.nextInt(6)) {
      case 0 -> x;
      case 1 ->
          net.add(
              "clip" + made++, new Unary.Clip(), x, net.scalar("low", 0), net.scalar("high", 6));
      case 2 -> net.add("sigmoid" + made++, Unary.Function.SIGMOID, x);
      case 3 -> net.add("hard" + made++, new Unary.HardSigmoid(0.2f, 0.5f), x);
      default -> net.add("relu" + made++, Unary.Function.RELU, x);
    };
  }

  private String conv(String x) {
    Shape shape = shape(x);
    int axes = shape.rank() - 2;
    long c = shape.dim(1).size();
    boolean depthwise = random.nextInt(3) == 0;
    long out = depthwise ? c * (1 + random.nextInt(2)) : 1 + random.nextInt(6);
    long[] w = new long[2 + axes];
    w[0] = out;
    w[1] = depthwise ? 1 : c;
    Window window = window(shape, true);
    for (int i = 0; i < axes; i++) {
      w[2 + i] = window.kernel().get(i);
    }
    Contraction.Conv conv = new Contraction.Conv(window, depthwise ? c : 1, Layout.NCHW);
    return random.nextBoolean()
        ? net.add("conv" + made++, conv, x, parameter(w), parameter(out))
        : net.add("conv" + made++, conv, x, parameter(w));
  }

  private String conv1x1(String x, boolean wide) {
    Shape shape = shape(x);
    long c = shape.dim(1).size();
    long out = wide ? 1 + random.nextInt(3) : c;
    int axes = shape.rank() - 2;
    Contraction.Conv conv = new Contraction.Conv(Window.square(axes, 1, 1, 0), 1, Layout.NCHW);
    String w = axes == 1 ? parameter(out, c, 1) : parameter(out, c, 1, 1);
    return net.add("conv" + made++, conv, x, w, parameter(out));
  }

  /** A window that fits, with any pads smaller than the kernel. */
  private Window window(Shape shape, boolean dilated) {
    int axes = shape.rank() - 2;
    long[][] v = new long[5][axes];
    for (int i = 0; i < axes; i++) {
      long size = shape.dim(2 + i).size();
      v[0][i] = Math.min(size, 1 + random.nextInt(4));
      v[1][i] = 1L + random.nextInt(3);
      boolean wide = dilated && v[0][i] > 1 && 2 * v[0][i] - 1 <= size && random.nextInt(4) == 0;
      v[2][i] = wide ? 2 : 1;
      v[3][i] = random.nextInt((int) v[0][i]);
      v[4][i] = random.nextInt((int) v[0][i]);
    }
    return new Window(list(v[0]), list(v[1]), list(v[2]), list(v[3]), list(v[4]), auto());
  }

  private static Window.AutoPad auto() {
    return Window.AutoPad.EXPLICIT;
  }

  private static List<Long> list(long[] values) {
    return java.util.Arrays.stream(values).boxed().toList();
  }

  private String pool(String x) {
    Window window = window(shape(x), false);
    boolean ceil = random.nextBoolean();
    return random.nextBoolean()
        ? net.add("max" + made++, new Pool.MaxPool(window, ceil, false, Layout.NCHW), x)
        : net.add(
            "mean" + made++,
            new Pool.AveragePool(window, ceil, random.nextBoolean(), Layout.NCHW),
            x);
  }

  private String pads(String x) {
    long[] pads = new long[2 * shape(x).rank()];
    for (int i = 1; i < pads.length; i++) {
      pads[i] = i == shape(x).rank() ? 0 : random.nextInt(3);
    }
    return net.vector("pads", pads);
  }

  /** Squeeze and excitation: a gate for each channel from their means. */
  private String gate(String x) {
    String mean =
        net.add("squeeze" + made++, new Pool.Global(Pool.GlobalKind.AVERAGE, 0, Layout.NCHW), x);
    String gate = net.add("gate" + made++, Unary.Function.SIGMOID, conv1x1(mean, false));
    return net.add("excite" + made++, Binary.MUL, x, gate);
  }

  private String head(String x) {
    return switch (random.nextInt(5)) {
      case 0 -> x;
      case 1 -> dense(net.add("flatten" + made++, new Movement.Flatten(1), x));
      case 2 -> {
        long[] sizes = {0, -1};
        String rows =
            net.add("rows" + made++, new Movement.Reshape(false), x, net.vector("shape", sizes));
        yield dense(net.add("relu" + made++, Unary.Function.RELU, rows));
      }
      case 3 -> {
        long[] axes = shape(x).rank() == 3 ? new long[] {2} : new long[] {2, 3};
        String mean =
            net.add(
                "mean" + made++,
                new Reduce.Fold(Reduce.Kind.MEAN, false, false),
                x,
                net.vector("axes", axes));
        yield net.add("softmax" + made++, new Normalise.Softmax(-1), dense(mean));
      }
      default -> net.add("softmax" + made++, new Normalise.Softmax(1), x);
    };
  }

  private String dense(String x) {
    long inputs = shape(x).dim(1).size();
    long outputs = 1L + random.nextInt(7);
    boolean turned = random.nextBoolean();
    String w = turned ? parameter(outputs, inputs) : parameter(inputs, outputs);
    if (random.nextInt(3) == 0 && !turned) {
      String product = net.add("matmul" + made++, new Contraction.MatMul(), x, w);
      return net.add("bias" + made++, Binary.ADD, product, parameter(outputs));
    }
    float alpha = random.nextBoolean() ? 1 : 0.5f;
    return net.add(
        "gemm" + made++,
        new Contraction.Gemm(alpha, 1, false, turned),
        x,
        w,
        random.nextBoolean() ? parameter(outputs) : parameter(1, outputs));
  }
}
