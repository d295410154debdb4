package dev.ridgeline.core.zoo;

import java.util.List;

/**
 * Keyword spotters over audio fingerprints of 49 frames, as one-channel images [N, 1, frames,
 * features]. TensorFlow's SAME padding stands as explicit, where need be asymmetric pads. All end
 * with softmax, as deployed.
 *
 * <p>TinyConv flattens channel by channel; TensorFlow's weights for its last layer are ordered
 * channels-last and have to be permuted when they are loaded.
 */
final class KeywordSpotting {
  private static final String FAMILY = "Keyword spotting";
  private static final long FRAMES = 49;

  /** The strides of a DS-CNN's first convolution and of its first depthwise one, and its size. */
  private record DsCnn(
      long channels, int blocks, long strideTime, long strideFeature, long blockStride) {}

  private KeywordSpotting() {}

  static List<Definition.Entry> models() {
    return List.of(
        new Definition.Entry(
            model(
                "tiny_conv",
                "TinyConv: one convolution, one fully connected layer, 4 classes",
                "TensorFlow speech_commands models.py, tiny_conv; micro_speech",
                40),
            (net, _) -> tinyConv(net)),
        dsCnn(
            "ds_cnn_s",
            "DS-CNN S: four depthwise-separable blocks of 64 channels, 12 classes",
            "MLPerf Tiny v1.0 keyword spotting, keras_model.py",
            new DsCnn(64, 4, 2, 2, 1)),
        dsCnn(
            "ds_cnn_m",
            "DS-CNN M: four depthwise-separable blocks of 172 channels, 12 classes",
            "Zhang et al. 2017 (Hello Edge); ML-KWS-for-MCU train_commands.txt, DS_CNN2",
            new DsCnn(172, 4, 2, 1, 2)),
        dsCnn(
            "ds_cnn_l",
            "DS-CNN L: five depthwise-separable blocks of 276 channels, 12 classes",
            "Zhang et al. 2017 (Hello Edge); ML-KWS-for-MCU train_commands.txt, DS_CNN3",
            new DsCnn(276, 5, 2, 1, 2)));
  }

  private static ZooModel model(String name, String title, String source, long features) {
    String input = "1x%dx%d fingerprint (frames x features)".formatted(FRAMES, features);
    return new ZooModel(name, title, FAMILY, source, input, List.of());
  }

  private static Definition.Entry dsCnn(String name, String title, String source, DsCnn form) {
    return new Definition.Entry(
        model(name, title, source, 10), (net, _) -> define(net.withNorm(Layers.Norm.KERAS), form));
  }

  private static void tinyConv(Layers net) {
    String x = net.image(1, FRAMES, 40);
    x = net.relu("relu", net.convBias("conv", x, 8, net.same(x, 10, 8, 2, 2), 1));
    x = net.linear("fc", net.flatten("flatten", x), 4);
    net.output(net.softmax("softmax", x));
  }

  private static void define(Layers net, DsCnn form) {
    String x = net.image(1, FRAMES, 10);
    x =
        convNormRelu(
            net,
            "conv",
            x,
            form.channels(),
            new Step(10, 4, form.strideTime(), form.strideFeature()));
    for (int i = 0; i < form.blocks(); i++) {
      String module = "blocks." + i;
      long stride = i == 0 ? form.blockStride() : 1;
      x = convNormRelu(net, module + ".depthwise", x, 0, new Step(3, 3, stride, stride));
      x = convNormRelu(net, module + ".pointwise", x, form.channels(), new Step(1, 1, 1, 1));
    }
    x = net.linear("fc", net.flatten("flatten", net.globalAverage("pool", x)), 12);
    net.output(net.softmax("softmax", x));
  }

  /** Kernel and stride of a convolution. */
  private record Step(long kernelH, long kernelW, long strideH, long strideW) {}

  /** {@code out} 0: depthwise. */
  private static String convNormRelu(Layers net, String module, String x, long out, Step step) {
    long groups = out == 0 ? net.channels(x) : 1;
    long channels = out == 0 ? groups : out;
    String y =
        net.convBias(
            module + ".conv",
            x,
            channels,
            net.same(x, step.kernelH(), step.kernelW(), step.strideH(), step.strideW()),
            groups);
    return net.relu(module + ".relu", net.batchNorm(module + ".norm", y));
  }
}
