package dev.ridgeline.mcu;

import dev.ridgeline.core.graph.Constant;
import dev.ridgeline.core.graph.ConstantData;
import dev.ridgeline.core.graph.Graph;
import dev.ridgeline.core.graph.GraphBuilder;
import dev.ridgeline.core.integer.Affine;
import dev.ridgeline.core.integer.Limits;
import dev.ridgeline.core.op.IntegerOp;
import dev.ridgeline.core.op.Window;
import dev.ridgeline.core.tensor.DType;
import dev.ridgeline.core.tensor.Shape;
import dev.ridgeline.core.tensor.TensorType;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** Networks of one layer of each kind, their sizes and numbers by a seed. */
public final class RandomNets {
  private final Random random;
  private final GraphBuilder net;

  private RandomNets(String name, long seed) {
    this.random = new Random(seed);
    this.net = new GraphBuilder(name);
  }

  private Affine affine() {
    return new Affine(0.01f + 0.1f * random.nextFloat(), random.nextInt(256) - 128);
  }

  private Limits limits() {
    int least = random.nextInt(100) - 128;
    return random.nextBoolean() ? Limits.I8 : new Limits(least, least + 1 + random.nextInt(150));
  }

  private String weights(long... sizes) {
    TensorType type = new TensorType(DType.I8, Shape.of(sizes));
    byte[] bytes = new byte[(int) type.bytes()];
    random.nextBytes(bytes);
    for (int i = 0; i < bytes.length; i++) {
      bytes[i] = bytes[i] == -128 ? -127 : bytes[i];
    }
    return net.constant(
        "w", new Constant(type, Constant.Role.PARAMETER, new ConstantData.Bytes(bytes)));
  }

  private String biases(int count) {
    ByteBuffer bytes = ByteBuffer.allocate(4 * count).order(ByteOrder.LITTLE_ENDIAN);
    for (int i = 0; i < count; i++) {
      bytes.putInt(random.nextInt(20_000) - 10_000);
    }
    return net.constant(
        "b",
        new Constant(
            new TensorType(DType.I32, Shape.of(count)),
            Constant.Role.PARAMETER,
            new ConstantData.Bytes(bytes.array())));
  }

  /** Scales with which results of {@code taps} products spread over the range and beyond it. */
  private List<Float> scales(int count, int taps, Affine x, Affine y) {
    List<Float> scales = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      double factor = (0.2 + random.nextDouble()) / (60 * Math.sqrt(taps));
      scales.add((float) (factor * y.scale() / x.scale()));
    }
    return scales;
  }

  private static TensorType image(int h, int w, int c) {
    return new TensorType(DType.I8, Shape.of(1, h, w, c));
  }

  private Graph built(String output) {
    net.output(output);
    return net.build();
  }

  /** A convolution with odd sizes; pointwise where {@code kernel} is 1. */
  public static Graph conv(long seed, int channels, int kernel, int stride) {
    RandomNets nets = new RandomNets("conv", seed);
    Random random = nets.random;
    int outChannels = 1 + random.nextInt(11);
    int kernelW = kernel == 1 ? 1 : kernel + random.nextInt(2);
    nets.net.input("x", image(3 + random.nextInt(7), 4 + random.nextInt(7), channels));
    Affine x = nets.affine();
    Affine y = nets.affine();
    Window window =
        new Window(
            List.of((long) kernel, (long) kernelW),
            List.of((long) stride, (long) stride),
            List.of(1L, 1L),
            List.of(0L, 0L),
            List.of(0L, 0L),
            Window.AutoPad.SAME_UPPER);
    String pixels =
        nets.net.add(
            "y",
            new IntegerOp.Conv(
                window,
                1,
                x,
                nets.scales(outChannels, kernel * kernelW * channels, x, y),
                y,
                nets.limits(),
                random.nextBoolean()),
            "x",
            nets.weights(outChannels, kernel, kernelW, channels),
            nets.biases(outChannels));
    // Every other one is not the last layer: it may write behind its last pixel.
    return nets.built(
        seed % 2 == 0 ? pixels : nets.net.add("z", new IntegerOp.Rescale(y, y, Limits.I8), pixels));
  }

  /** A depthwise 3x3 convolution of an image of {@code width}. */
  public static Graph depthwise(long seed, int width, int stride) {
    RandomNets nets = new RandomNets("depthwise", seed);
    int channels = 1 + nets.random.nextInt(9);
    nets.net.input("x", image(3 + nets.random.nextInt(6), width, channels));
    Affine x = nets.affine();
    Affine y = nets.affine();
    Window window = Window.of(3, 3, stride, stride, 1, 1);
    return nets.built(
        nets.net.add(
            "y",
            new IntegerOp.Conv(
                window, channels, x, nets.scales(channels, 9, x, y), y, nets.limits(), true),
            "x",
            nets.weights(channels, 3, 3, 1),
            nets.biases(channels)));
  }

  /** A fully connected layer of {@code width} inputs. */
  public static Graph fullyConnected(long seed, int width) {
    RandomNets nets = new RandomNets("full", seed);
    int outputs = 1 + nets.random.nextInt(13);
    nets.net.input("x", new TensorType(DType.I8, Shape.of(1, width)));
    Affine x = nets.affine();
    Affine y = nets.affine();
    return nets.built(
        nets.net.add(
            "y",
            new IntegerOp.FullyConnected(
                x,
                nets.scales(nets.random.nextBoolean() ? 1 : outputs, width, x, y),
                y,
                nets.limits(),
                false),
            "x",
            nets.weights(outputs, width),
            nets.biases(outputs)));
  }

  /** Average pooling, softmax of the pooled channels, and the pooled twice added to itself. */
  public static Graph pool(long seed, int channels) {
    RandomNets nets = new RandomNets("pool", seed);
    Random random = nets.random;
    nets.net.input("x", image(4 + random.nextInt(6), 4 + random.nextInt(6), channels));
    Affine x = nets.affine();
    Window window = Window.of(3, 2, 2, 1, 1, 0);
    String pooled = nets.net.add("p", new IntegerOp.AveragePool(window, x, nets.limits()), "x");
    String sum =
        nets.net.add(
            "s", new IntegerOp.Add(x, nets.affine(), nets.affine(), nets.limits()), pooled, pooled);
    return nets.built(
        nets.net.add(
            "y", new IntegerOp.Softmax(nets.affine(), 1, new Affine(1f / 256, -128)), sum));
  }

  /** Functions by table: rescaled, then the logistic function or tanh of it. */
  public static Graph functions(long seed, boolean logistic) {
    RandomNets nets = new RandomNets("functions", seed);
    nets.net.input("x", new TensorType(DType.I8, Shape.of(1, 41)));
    Affine middle = new Affine(0.05f, nets.random.nextInt(60) - 30);
    String rescaled =
        nets.net.add("r", new IntegerOp.Rescale(nets.affine(), middle, nets.limits()), "x");
    return nets.built(
        nets.net.add(
            "y",
            logistic
                ? new IntegerOp.Logistic(middle, new Affine(1f / 256, -128))
                : new IntegerOp.Tanh(middle, new Affine(1f / 128, 0)),
            rescaled));
  }
}
