package dev.ridgeline.core.zoo;

import dev.ridgeline.core.op.Binary;
import dev.ridgeline.core.op.Unary;
import dev.ridgeline.core.op.Window;
import java.util.List;

/**
 * ConvNeXt-T (Liu et al. 2022): depthwise 7x7 convolutions, then fully connected layers over the
 * channels, which stand last between two transposes.
 */
final class ConvNext {
  private static final long[] CHANNELS = {96, 192, 384, 768};
  private static final int[] BLOCKS = {3, 3, 9, 3};
  private static final float EPSILON = 1e-6f;
  private static final double LAYER_SCALE = 1e-6;

  private ConvNext() {}

  static List<Definition.Entry> models() {
    return List.of(
        new Definition.Entry(
            ZooModel.image(
                "convnext_tiny",
                "ConvNeXt-T: eighteen blocks of depthwise 7x7 and two linear layers",
                "ConvNeXt",
                "torchvision 0.14.1, models/convnext.py",
                224),
            (net, _) -> define(net)));
  }

  private static void define(Layers net) {
    String x = net.image(3, 224, 224);
    x = net.convBias("features.0.0", x, CHANNELS[0], Layers.valid(4, 4), 1);
    x = channelNorm(net, "features.0.1", x);
    for (int stage = 0; stage < BLOCKS.length; stage++) {
      if (stage > 0) {
        String module = "features." + 2 * stage;
        x = channelNorm(net, module + ".0", x);
        x = net.convBias(module + ".1", x, CHANNELS[stage], Layers.valid(2, 2), 1);
      }
      for (int i = 0; i < BLOCKS[stage]; i++) {
        x = block(net, "features." + (2 * stage + 1) + "." + i, x);
      }
    }
    x = channelNorm(net, "classifier.0", net.globalAverage("avgpool", x));
    net.output(net.linear("classifier.2", net.flatten("classifier.1", x), 1000));
  }

  /** Layer normalisation over the channels of an NCHW value. */
  private static String channelNorm(Layers net, String module, String x) {
    String y = net.transpose(module + ".to_last", x, 0, 2, 3, 1);
    return net.transpose(module + ".to_first", net.layerNorm(module, y, EPSILON), 0, 3, 1, 2);
  }

  private static String block(Layers net, String module, String x) {
    long channels = net.channels(x);
    String child = module + ".block.";
    String y = net.convBias(child + "0", x, channels, Window.square(2, 7, 1, 3), channels);
    y = net.layerNorm(child + "2", net.transpose(child + "1", y, 0, 2, 3, 1), EPSILON);
    y = net.linearLast(child + "3", y, 4 * channels);
    y = net.graph().add(child + "4", new Unary.Gelu(false), y);
    y = net.transpose(child + "6", net.linearLast(child + "5", y, channels), 0, 3, 1, 2);
    String scale = net.filled(module + ".layer_scale", LAYER_SCALE, channels, 1, 1);
    y = net.graph().add(module + ".mul", Binary.MUL, scale, y);
    return net.add(module + ".add", y, x);
  }
}
