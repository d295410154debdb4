package dev.ridgeline.mcu.c;

import dev.ridgeline.core.integer.Limits;
import dev.ridgeline.mcu.plan.Layer;
import dev.ridgeline.mcu.plan.Network;
import dev.ridgeline.mcu.plan.PlaneShape;
import java.util.List;
import java.util.Locale;

/**
 * The function that computes a layer: a kernel's body with its constants bound. Layers that bind
 * the same ones share it.
 *
 * @param name of the function
 * @param sources the C files that it needs, in order
 * @param definition its text; empty where the source defines it whole
 */
record KernelForm(String name, List<String> sources, String definition) {
  private static final int MOST_UNROLLED = 16;

  KernelForm {
    sources = List.copyOf(sources);
  }

  static KernelForm of(Layer layer, Network network) {
    return switch (layer) {
      case Layer.Conv conv -> conv(conv, conv.output().equals(network.output()));
      case Layer.Depthwise depthwise -> depthwise(depthwise);
      case Layer.FullyConnected full -> fullyConnected(full);
      case Layer.AveragePool _ -> new KernelForm("rl_average_pool", List.of("average_pool.c"), "");
      case Layer.Softmax softmax ->
          new KernelForm(
              "rl_softmax",
              List.of(
                  switch (softmax.exponents()) {
                    case Layer.Exponents.Fixed _ -> "softmax_fixed.c";
                    case Layer.Exponents.Real _ -> "softmax_table.c";
                  }),
              "");
      case Layer.Add _ -> new KernelForm("rl_add", List.of("add.c"), "");
      case Layer.Lookup _ -> new KernelForm("rl_lookup", List.of("lookup.c"), "");
    };
  }

  /** How many fours the dot kernel has in a row, without a loop around them. */
  static int unrolled(Layer.Conv conv) {
    int most = Math.min(MOST_UNROLLED, conv.groups());
    while (conv.groups() % most != 0) {
      most--;
    }
    return most;
  }

  /** The caller's output is not written beyond its end. */
  private static KernelForm conv(Layer.Conv conv, boolean toCaller) {
    String mode =
        conv.pointwise() ? "POINTWISE" : conv.geometry().inC() % 4 == 0 ? "FOURS" : "BYTES";
    int unrolled = unrolled(conv);
    boolean once = unrolled == conv.groups();
    boolean part = toCaller && conv.spillBytes() > 0;
    String name =
        "rl_conv_"
            + mode.toLowerCase(Locale.ROOT)
            + (once ? "_once_" : "_")
            + unrolled
            + suffix(conv.stage())
            + (part ? "_part" : "");
    return new KernelForm(
        name,
        List.of("expand.c", "dot.c", "conv.c"),
        """
        RL_KERNEL void %s(const struct rl_conv *l, const int8_t *in, int8_t *out, int16_t *acts, int8_t *row) {
          rl_conv(l, in, out, acts, row, RL_%s, %d, %d, %d, %s);
        }
        """
            .formatted(name, mode, once ? 1 : 0, part ? 1 : 0, unrolled, constants(conv.stage())));
  }

  private static KernelForm depthwise(Layer.Depthwise depthwise) {
    PlaneShape.Form form = PlaneShape.of(depthwise.geometry()).form();
    String name =
        "rl_depthwise_" + form.name().toLowerCase(Locale.ROOT) + suffix(depthwise.stage());
    return new KernelForm(
        name,
        List.of("taps.c", "depthwise.c"),
        """
        RL_KERNEL void %s(const struct rl_depthwise *l, const int8_t *in, int8_t *out, int16_t *plane) {
          rl_depthwise(l, in, out, plane, RL_%s, %s);
        }
        """
            .formatted(name, form, constants(depthwise.stage())));
  }

  private static KernelForm fullyConnected(Layer.FullyConnected full) {
    String name = "rl_fully_connected" + suffix(full.stage());
    return new KernelForm(
        name,
        List.of("fully_connected.c"),
        """
        RL_KERNEL void %s(const struct rl_fully_connected *l, const int8_t *in, int8_t *out) {
          rl_fully_connected(l, in, out, %s);
        }
        """
            .formatted(name, constants(full.stage())));
  }

  private static boolean clamped(Layer.Stage stage) {
    return !stage.limits().equals(Limits.I8);
  }

  private static String suffix(Layer.Stage stage) {
    return (stage.away() ? "_away" : "_up") + (clamped(stage) ? "_clamped" : "");
  }

  private static String constants(Layer.Stage stage) {
    return "%d, %d".formatted(stage.away() ? 1 : 0, clamped(stage) ? 1 : 0);
  }
}
