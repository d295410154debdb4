package dev.ridgeline.core.zoo;

import dev.ridgeline.core.op.Unary;
import dev.ridgeline.core.zoo.Layers.Activation;
import java.util.List;

/**
 * EfficientNet-B0 (Tan and Le 2019, table 1): inverted residuals with squeeze-and-excitation and
 * SiLU.
 */
final class EfficientNet {
  /** Inverted residuals with the same shape; only the first has the stride. */
  private record Stage(long expansion, long kernel, long stride, long out, int blocks) {}

  private static final List<Stage> B0 =
      List.of(
          new Stage(1, 3, 1, 16, 1),
          new Stage(6, 3, 2, 24, 2),
          new Stage(6, 5, 2, 40, 2),
          new Stage(6, 3, 2, 80, 3),
          new Stage(6, 5, 1, 112, 3),
          new Stage(6, 5, 2, 192, 4),
          new Stage(6, 3, 1, 320, 1));

  private EfficientNet() {}

  static List<Definition.Entry> models() {
    return List.of(
        new Definition.Entry(
            ZooModel.image(
                "efficientnet_b0",
                "EfficientNet-B0: sixteen inverted residuals with squeeze-and-excitation",
                "EfficientNet",
                "torchvision 0.14.1, models/efficientnet.py",
                224),
            (net, _) -> define(net)));
  }

  private static void define(Layers net) {
    String x = net.image(3, 224, 224);
    x = net.convNormAct("features.0", x, 32, Layers.half(3, 2), 1, Activation.SILU);
    for (int s = 0; s < B0.size(); s++) {
      Stage stage = B0.get(s);
      for (int i = 0; i < stage.blocks(); i++) {
        x = block(net, "features." + (s + 1) + "." + i, x, stage, i == 0 ? stage.stride() : 1);
      }
    }
    x = net.convNormAct("features.8", x, 1280, Layers.valid(1, 1), 1, Activation.SILU);
    x = net.flatten("flatten", net.globalAverage("avgpool", x));
    net.output(net.linear("classifier.1", x, 1000));
  }

  private static String block(Layers net, String module, String x, Stage stage, long stride) {
    long in = net.channels(x);
    long hidden = in * stage.expansion();
    String y = x;
    int child = 0;
    if (stage.expansion() != 1) {
      String expand = module + ".block." + child++;
      y = net.convNormAct(expand, y, hidden, Layers.valid(1, 1), 1, Activation.SILU);
    }
    String depthwise = module + ".block." + child++;
    y =
        net.convNormAct(
            depthwise, y, hidden, Layers.half(stage.kernel(), stride), hidden, Activation.SILU);
    y =
        net.squeezeExcite(
            module + ".block." + child++, y, in / 4, Activation.SILU, Unary.Function.SIGMOID);
    String project = module + ".block." + child;
    y = net.convNormAct(project, y, stage.out(), Layers.valid(1, 1), 1, Activation.NONE);
    return stride == 1 && in == stage.out() ? net.add(module + ".add", y, x) : y;
  }
}
