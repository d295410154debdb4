package dev.ridgeline.mcu.c;

import dev.ridgeline.core.integer.Limits;
import dev.ridgeline.mcu.plan.Arena;
import dev.ridgeline.mcu.plan.Channels;
import dev.ridgeline.mcu.plan.Geometry;
import dev.ridgeline.mcu.plan.Layer;
import dev.ridgeline.mcu.plan.Network;
import dev.ridgeline.mcu.plan.PlaneShape;
import java.util.ArrayList;
import java.util.List;

/** The tables of one layer and the function that runs it. */
final class LayerText {
  private final Network network;
  private final Arena arena;
  private final int index;
  private final Layer layer;
  private final StringBuilder text = new StringBuilder();

  private LayerText(Network network, Arena arena, int index) {
    this.network = network;
    this.arena = arena;
    this.index = index;
    this.layer = network.layers().get(index);
  }

  static String of(Network network, Arena arena, int index) {
    LayerText writer = new LayerText(network, arena, index);
    writer.write();
    return writer.text.toString();
  }

  private void write() {
    text.append("\n/* %s: %s */\n".formatted(layer.kind(), CText.comment(layer.name())));
    List<String> arguments = new ArrayList<>();
    arguments.add("&rl_layer_data_" + index);
    layer.inputs().forEach(input -> arguments.add(read(input)));
    arguments.add(layer.output().equals(network.output()) ? "out" : at("bytes", layer.output(), 1));
    switch (layer) {
      case Layer.Conv conv -> {
        conv(conv);
        arguments.add(at("halves", Arena.acts(index), 2));
        arguments.add(conv.pointwise() ? "0" : at("bytes", Arena.row(index), 1));
      }
      case Layer.Depthwise depthwise -> {
        depthwise(depthwise);
        arguments.add(at("halves", Arena.acts(index), 2));
      }
      case Layer.FullyConnected full -> fullyConnected(full);
      case Layer.AveragePool pool -> averagePool(pool);
      case Layer.Softmax softmax -> softmax(softmax);
      case Layer.Add add -> add(add);
      case Layer.Lookup lookup -> lookup(lookup);
    }
    text.append(
        """
        RL_KERNEL void rl_layer_%d(%s) {
          %s(%s);
        }
        """
            .formatted(
                index,
                parameters(),
                KernelForm.of(layer, network).name(),
                String.join(", ", arguments)));
  }

  private boolean readsInput() {
    return layer.inputs().contains(network.input());
  }

  private boolean writesOutput() {
    return layer.output().equals(network.output());
  }

  private String parameters() {
    List<String> parameters = new ArrayList<>();
    if (readsInput()) {
      parameters.add("const int8_t *in");
    }
    if (writesOutput()) {
      parameters.add("int8_t *out");
    }
    return parameters.isEmpty() ? "void" : String.join(", ", parameters);
  }

  /** The call of a layer's function in {@code ridgeline_infer}. */
  static String call(Network network, int index) {
    Layer layer = network.layers().get(index);
    List<String> arguments = new ArrayList<>();
    if (layer.inputs().contains(network.input())) {
      arguments.add("in");
    }
    if (layer.output().equals(network.output())) {
      arguments.add("out");
    }
    return "  rl_layer_%d(%s);\n".formatted(index, String.join(", ", arguments));
  }

  private String read(String value) {
    return value.equals(network.input())
        ? "in"
        : value.equals(network.output()) ? "out" : at("bytes", value, 1);
  }

  private String at(String view, String place, int size) {
    Integer offset = arena.places().get(place);
    if (offset == null) {
      throw new IllegalStateException("'" + place + "' has no place in the arena");
    }
    return "rl_arena.%s + %d".formatted(view, offset / size);
  }

  private void weights(byte[] weights, Channels channels) {
    text.append(
        "static const int8_t rl_weights_%d[%d] __attribute__((aligned(4))) = {\n%s};\n"
            .formatted(index, weights.length, CText.bytes(weights)));
    List<String> items = new ArrayList<>();
    for (int i = 0; i < channels.count(); i++) {
      items.add(
          "{%d, %d, %d}"
              .formatted(channels.biases()[i], channels.mantissas()[i], channels.shifts()[i]));
    }
    text.append(
        "static const struct rl_channel rl_channels_%d[%d] = {\n%s};\n"
            .formatted(index, channels.count(), CText.lines(items)));
  }

  private void data(String struct, String... fields) {
    text.append(
        "static const struct %s rl_layer_data_%d = {\n%s};\n"
            .formatted(struct, index, CText.lines(List.of(fields))));
  }

  private String tables() {
    return ".weights = rl_weights_%1$d, .channels = rl_channels_%1$d".formatted(index);
  }

  private static String limits(Limits limits) {
    return ".least = %d, .most = %d".formatted(limits.least(), limits.most());
  }

  private static String stage(int inZero, Layer.Stage stage) {
    return ".inZero = %d, .outZero = %d, %s"
        .formatted(inZero, stage.zeroPoint(), limits(stage.limits()));
  }

  private static String window(Geometry g) {
    return (".kernelH = %d, .kernelW = %d, .strideH = %d, .strideW = %d, .padTop = %d,"
            + " .padLeft = %d")
        .formatted(g.kernelH(), g.kernelW(), g.strideH(), g.strideW(), g.padTop(), g.padLeft());
  }

  private void conv(Layer.Conv conv) {
    Geometry g = conv.geometry();
    weights(conv.weights(), conv.stage().channels());
    data(
        "rl_conv",
        tables(),
        ".loops = " + conv.groups() / KernelForm.unrolled(conv),
        ".inH = %d, .inW = %d, .inC = %d".formatted(g.inH(), g.inW(), g.inC()),
        ".outH = %d, .outW = %d, .outC = %d".formatted(g.outH(), g.outW(), g.outC()),
        window(g),
        stage(conv.inZero(), conv.stage()));
  }

  private void depthwise(Layer.Depthwise depthwise) {
    Geometry g = depthwise.geometry();
    PlaneShape plane = PlaneShape.of(g);
    weights(depthwise.weights(), depthwise.stage().channels());
    data(
        "rl_depthwise",
        tables(),
        ".inH = %d, .inW = %d".formatted(g.inH(), g.inW()),
        ".outH = %d, .outW = %d, .depth = %d".formatted(g.outH(), g.outW(), g.outC()),
        ".padTop = %d, .padLeft = %d, .rows = %d, .rowValues = %d"
            .formatted(g.padTop(), g.padLeft(), plane.rows(), plane.rowValues()),
        stage(depthwise.inZero(), depthwise.stage()));
  }

  private void fullyConnected(Layer.FullyConnected full) {
    weights(full.weights(), full.stage().channels());
    data(
        "rl_fully_connected",
        tables(),
        ".inputs = %d, .outputs = %d".formatted(full.width(), full.outputs()),
        ".outZero = %d, %s".formatted(full.stage().zeroPoint(), limits(full.stage().limits())));
  }

  private void averagePool(Layer.AveragePool pool) {
    Geometry g = pool.geometry();
    data(
        "rl_pool",
        ".inH = %d, .inW = %d, .outH = %d, .outW = %d, .depth = %d"
            .formatted(g.inH(), g.inW(), g.outH(), g.outW(), g.outC()),
        window(g),
        limits(pool.limits()));
  }

  private void softmax(Layer.Softmax softmax) {
    String sizes = ".rows = %d, .length = %d".formatted(softmax.rows(), softmax.length());
    String table = ".exponents = rl_exponents_" + index;
    switch (softmax.exponents()) {
      case Layer.Exponents.Fixed fixed -> {
        text.append(
            "static const int32_t rl_exponents_%d[%d] = {\n%s};\n"
                .formatted(index, fixed.values().length, CText.ints(fixed.values())));
        data("rl_softmax", table, ".distances = " + fixed.values().length, sizes);
      }
      case Layer.Exponents.Real real -> {
        text.append(
            "static const float rl_exponents_%d[%d] = {\n%s};\n"
                .formatted(index, real.values().length, CText.floats(real.values())));
        data(
            "rl_softmax",
            table,
            ".outScale = %s, .outZero = %d".formatted(CText.real(real.outScale()), real.outZero()),
            sizes);
      }
    }
  }

  private void add(Layer.Add add) {
    data(
        "rl_add",
        ".a = %s, .b = %s, .out = %s"
            .formatted(factor(add.a().factor()), factor(add.b().factor()), factor(add.toOutput())),
        ".length = " + add.length(),
        ".aZero = %d, .bZero = %d, .outZero = %d"
            .formatted(add.a().zeroPoint(), add.b().zeroPoint(), add.zeroPoint()),
        limits(add.limits()));
  }

  private void lookup(Layer.Lookup lookup) {
    text.append(
        "static const int8_t rl_table_%d[%d] = {\n%s};\n"
            .formatted(index, lookup.table().length, CText.bytes(lookup.table())));
    data("rl_lookup", ".table = rl_table_" + index, ".length = " + lookup.length());
  }

  private static String factor(Layer.Factor factor) {
    return "{%d, %d}".formatted(factor.mantissa(), factor.shift());
  }
}
