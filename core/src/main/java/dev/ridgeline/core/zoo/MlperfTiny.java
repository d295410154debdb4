package dev.ridgeline.core.zoo;

import dev.ridgeline.core.tensor.DType;
import java.util.List;

/**
 * The other networks of MLPerf Tiny (Banbury et al. 2021; keyword spotting is ds_cnn_s), NCHW, with
 * TensorFlow's SAME padding as explicit pads: of a stride 2 one element, at the end.
 */
final class MlperfTiny {
  private static final String FAMILY = "MLPerf Tiny";

  /** Output channels and stride of the depthwise-separable blocks at width 0.25. */
  private static final int[][] MOBILENET = {
    {16, 1}, {32, 2}, {32, 1}, {64, 2}, {64, 1}, {128, 2}, {128, 1}, {128, 1}, {128, 1}, {128, 1},
    {128, 1}, {256, 2}, {256, 1}
  };

  private MlperfTiny() {}

  static List<Definition.Entry> models() {
    return List.of(
        new Definition.Entry(
            ZooModel.image(
                "mlperf_tiny_resnet8",
                "MLPerf Tiny image classification: ResNet-8 for CIFAR-10",
                FAMILY,
                "MLPerf Tiny v1.0 image_classification, keras_model.py",
                32),
            (net, _) -> resNet8(net.withNorm(Layers.Norm.KERAS))),
        new Definition.Entry(
            ZooModel.image(
                "mlperf_tiny_mobilenet_v1_025",
                "MLPerf Tiny visual wake words: MobileNet at width 0.25",
                FAMILY,
                "MLPerf Tiny v1.0 visual_wake_words, vww_model.py, less the convolution biases",
                96),
            (net, _) -> mobileNet(net.withNorm(Layers.Norm.KERAS))),
        new Definition.Entry(
            new ZooModel(
                "mlperf_tiny_autoencoder",
                "MLPerf Tiny anomaly detection: fully connected autoencoder",
                FAMILY,
                "MLPerf Tiny v1.0 anomaly_detection, keras_model.py",
                "640 (5 frames of 128 mel bands)",
                List.of()),
            (net, _) -> autoencoder(net.withNorm(Layers.Norm.KERAS))));
  }

  private static void resNet8(Layers net) {
    String x = net.image(3, 32, 32);
    x = net.convBias("conv1", x, 16, net.same(x, 3, 3, 1, 1), 1);
    x = net.relu("relu", net.batchNorm("bn1", x));
    for (int stack = 1; stack <= 3; stack++) {
      x = residual(net, "layer" + stack, x, 8L << stack, stack == 1 ? 1 : 2);
    }
    x = net.averagePool("avgpool", x, Layers.valid(8, 1));
    x = net.linear("fc", net.flatten("flatten", x), 10);
    net.output(net.softmax("softmax", x));
  }

  private static String residual(Layers net, String module, String x, long out, long stride) {
    String y = net.convBias(module + ".conv1", x, out, net.same(x, 3, 3, stride, stride), 1);
    y = net.relu(module + ".relu1", net.batchNorm(module + ".bn1", y));
    y = net.convBias(module + ".conv2", y, out, net.same(y, 3, 3, 1, 1), 1);
    y = net.batchNorm(module + ".bn2", y);
    String shortcut =
        stride == 1
            ? x
            : net.convBias(module + ".shortcut", x, out, net.same(x, 1, 1, stride, stride), 1);
    return net.relu(module + ".relu2", net.add(module + ".add", shortcut, y));
  }

  private static void mobileNet(Layers net) {
    String x = net.image(3, 96, 96);
    x = convNormRelu(net, "conv1", "bn1", x, 8, 3, 2, 1);
    for (int i = 0; i < MOBILENET.length; i++) {
      String module = "blocks." + i;
      long in = net.channels(x);
      x = convNormRelu(net, module + ".conv_dw", module + ".bn1", x, in, 3, MOBILENET[i][1], in);
      x = convNormRelu(net, module + ".conv_pw", module + ".bn2", x, MOBILENET[i][0], 1, 1, 1);
    }
    x = net.averagePool("avgpool", x, Layers.valid(3, 1));
    x = net.linear("fc", net.flatten("flatten", x), 2);
    net.output(net.softmax("softmax", x));
  }

  private static String convNormRelu(
      Layers net,
      String conv,
      String norm,
      String x,
      long out,
      long kernel,
      long stride,
      long groups) {
    String y = net.conv(conv, x, out, net.same(x, kernel, kernel, stride, stride), groups);
    return net.relu(conv + ".relu", net.batchNorm(norm, y));
  }

  private static void autoencoder(Layers net) {
    String x = net.input("input", DType.F32, 640);
    long[] widths = {128, 128, 128, 128, 8, 128, 128, 128, 128};
    for (int i = 0; i < widths.length; i++) {
      String y = net.batchNorm("bn" + (i + 1), net.linear("fc" + (i + 1), x, widths[i]));
      x = net.relu("relu" + (i + 1), y);
    }
    net.output(net.linear("fc10", x, 640));
  }
}
