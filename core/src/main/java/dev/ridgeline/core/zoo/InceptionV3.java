package dev.ridgeline.core.zoo;

import dev.ridgeline.core.op.Window;
import java.util.List;

/**
 * Inception v3 (Szegedy et al. 2016, table 1) without the auxiliary classifier and the input
 * transform. Modules A to E are torchvision's InceptionA to InceptionE.
 */
final class InceptionV3 {
  private static final Window POINT = Layers.valid(1, 1);
  private static final Window THREE = Layers.half(3, 1);
  private static final Window REDUCE = Layers.valid(3, 2);
  private static final Window ROW7 = Window.of(1, 7, 1, 1, 0, 3);
  private static final Window COLUMN7 = Window.of(7, 1, 1, 1, 3, 0);
  private static final Window ROW3 = Window.of(1, 3, 1, 1, 0, 1);
  private static final Window COLUMN3 = Window.of(3, 1, 1, 1, 1, 0);

  private InceptionV3() {}

  static List<Definition.Entry> models() {
    return List.of(
        new Definition.Entry(
            ZooModel.image(
                "inception_v3",
                "Inception v3: eleven inception modules with factorised convolutions",
                "InceptionV3",
                "torchvision 0.14.1, models/inception.py",
                299),
            (net, _) -> define(net.withNorm(new Layers.Norm(1e-3f, 0.9f)))));
  }

  private static void define(Layers net) {
    String x = net.image(3, 299, 299);
    x = net.basicConv("Conv2d_1a_3x3", x, 32, REDUCE);
    x = net.basicConv("Conv2d_2a_3x3", x, 32, Layers.valid(3, 1));
    x = net.basicConv("Conv2d_2b_3x3", x, 64, THREE);
    x = net.maxPool("maxpool1", x, REDUCE, false);
    x = net.basicConv("Conv2d_3b_1x1", x, 80, POINT);
    x = net.basicConv("Conv2d_4a_3x3", x, 192, Layers.valid(3, 1));
    x = net.maxPool("maxpool2", x, REDUCE, false);
    x = moduleA(net, "Mixed_5b", x, 32);
    x = moduleA(net, "Mixed_5c", x, 64);
    x = moduleA(net, "Mixed_5d", x, 64);
    x = moduleB(net, "Mixed_6a", x);
    x = moduleC(net, "Mixed_6b", x, 128);
    x = moduleC(net, "Mixed_6c", x, 160);
    x = moduleC(net, "Mixed_6d", x, 160);
    x = moduleC(net, "Mixed_6e", x, 192);
    x = moduleD(net, "Mixed_7a", x);
    x = moduleE(net, "Mixed_7b", x);
    x = moduleE(net, "Mixed_7c", x);
    x = net.flatten("flatten", net.globalAverage("avgpool", x));
    net.output(net.linear("fc", x, 1000));
  }

  private static String poolBranch(Layers net, String module, String x, long out) {
    String y = net.averagePool(module + ".avg_pool", x, THREE);
    return net.basicConv(module + ".branch_pool", y, out, POINT);
  }

  private static String moduleA(Layers net, String module, String x, long poolOut) {
    String one = net.basicConv(module + ".branch1x1", x, 64, POINT);
    String five = net.basicConv(module + ".branch5x5_1", x, 48, POINT);
    five = net.basicConv(module + ".branch5x5_2", five, 64, Layers.half(5, 1));
    String three = net.basicConv(module + ".branch3x3dbl_1", x, 64, POINT);
    three = net.basicConv(module + ".branch3x3dbl_2", three, 96, THREE);
    three = net.basicConv(module + ".branch3x3dbl_3", three, 96, THREE);
    String pool = poolBranch(net, module, x, poolOut);
    return net.concat(module + ".cat", List.of(one, five, three, pool));
  }

  private static String moduleB(Layers net, String module, String x) {
    String three = net.basicConv(module + ".branch3x3", x, 384, REDUCE);
    String twice = net.basicConv(module + ".branch3x3dbl_1", x, 64, POINT);
    twice = net.basicConv(module + ".branch3x3dbl_2", twice, 96, THREE);
    twice = net.basicConv(module + ".branch3x3dbl_3", twice, 96, REDUCE);
    String pool = net.maxPool(module + ".max_pool", x, REDUCE, false);
    return net.concat(module + ".cat", List.of(three, twice, pool));
  }

  private static String moduleC(Layers net, String module, String x, long inner) {
    String one = net.basicConv(module + ".branch1x1", x, 192, POINT);
    String seven = net.basicConv(module + ".branch7x7_1", x, inner, POINT);
    seven = net.basicConv(module + ".branch7x7_2", seven, inner, ROW7);
    seven = net.basicConv(module + ".branch7x7_3", seven, 192, COLUMN7);
    String twice = net.basicConv(module + ".branch7x7dbl_1", x, inner, POINT);
    twice = net.basicConv(module + ".branch7x7dbl_2", twice, inner, COLUMN7);
    twice = net.basicConv(module + ".branch7x7dbl_3", twice, inner, ROW7);
    twice = net.basicConv(module + ".branch7x7dbl_4", twice, inner, COLUMN7);
    twice = net.basicConv(module + ".branch7x7dbl_5", twice, 192, ROW7);
    String pool = poolBranch(net, module, x, 192);
    return net.concat(module + ".cat", List.of(one, seven, twice, pool));
  }

  private static String moduleD(Layers net, String module, String x) {
    String three = net.basicConv(module + ".branch3x3_1", x, 192, POINT);
    three = net.basicConv(module + ".branch3x3_2", three, 320, REDUCE);
    String seven = net.basicConv(module + ".branch7x7x3_1", x, 192, POINT);
    seven = net.basicConv(module + ".branch7x7x3_2", seven, 192, ROW7);
    seven = net.basicConv(module + ".branch7x7x3_3", seven, 192, COLUMN7);
    seven = net.basicConv(module + ".branch7x7x3_4", seven, 192, REDUCE);
    String pool = net.maxPool(module + ".max_pool", x, REDUCE, false);
    return net.concat(module + ".cat", List.of(three, seven, pool));
  }

  private static String moduleE(Layers net, String module, String x) {
    String one = net.basicConv(module + ".branch1x1", x, 320, POINT);
    String three = net.basicConv(module + ".branch3x3_1", x, 384, POINT);
    String threeRow = net.basicConv(module + ".branch3x3_2a", three, 384, ROW3);
    String threeColumn = net.basicConv(module + ".branch3x3_2b", three, 384, COLUMN3);
    String twice = net.basicConv(module + ".branch3x3dbl_1", x, 448, POINT);
    twice = net.basicConv(module + ".branch3x3dbl_2", twice, 384, THREE);
    String twiceRow = net.basicConv(module + ".branch3x3dbl_3a", twice, 384, ROW3);
    String twiceColumn = net.basicConv(module + ".branch3x3dbl_3b", twice, 384, COLUMN3);
    String pool = poolBranch(net, module, x, 192);
    return net.concat(
        module + ".cat",
        List.of(
            one,
            net.concat(module + ".branch3x3", List.of(threeRow, threeColumn)),
            net.concat(module + ".branch3x3dbl", List.of(twiceRow, twiceColumn)),
            pool));
  }
}
