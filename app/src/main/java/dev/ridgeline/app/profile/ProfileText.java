package dev.ridgeline.app.profile;

import dev.ridgeline.app.cli.Console;
import dev.ridgeline.app.cli.Figures;
import dev.ridgeline.app.cli.TextTable;
import dev.ridgeline.core.cost.Uncounted;
import java.util.List;
import java.util.Map;

/** A profile for the terminal. */
final class ProfileText {
  private static final int UNCOUNTED_SHOWN = 12;

  private ProfileText() {}

  /** Prints the profile; the backward pass only when asked for. */
  static void print(Profile profile, boolean backward, Console console) {
    console.line("%s, batch %d".formatted(profile.model(), profile.batch()));
    profile.inputs().forEach((name, type) -> console.line("  input %s: %s".formatted(name, type)));
    console.line(
        "  parameters %s (%s with buffers)"
            .formatted(Figures.count(profile.params()), Figures.bytes(profile.weightBytes())));
    console.line("");
    passes(profile, backward).print(console);
    console.line("");
    console.line(
        "  MACs: multiply-accumulates of convolutions and matrix products. FLOPs: all arithmetic, 2 a MAC.");
    console.line(
        "  Intensity: FLOPs of convolutions and matrix products per byte. eager: every operator reads and writes memory;");
    console.line(
        "  fused: only convolutions and matrix products do; ideal: parameters, network inputs and outputs once.");
    console.line("");
    kinds(profile, backward).print(console);
    profile.layers().ifPresent(layers -> layers(layers, backward, console));
    profile.convention().ifPresent(other -> otherTool(profile, other, console));
    uncounted(profile.uncounted(), console);
  }

  private static TextTable passes(Profile profile, boolean backward) {
    TextTable table = new TextTable("", "forward", backward ? "backward" : "");
    Profile.Forward f = profile.forward();
    Profile.Backward b = profile.backward();
    row(table, backward, "MACs", Figures.count(f.macs()), Figures.count(b.macs()));
    row(table, backward, "FLOPs", Figures.count(f.flops()), Figures.count(b.flops()));
    row(
        table,
        backward,
        "bytes eager",
        Figures.bytes(f.trafficBytes().eager()),
        Figures.bytes(b.trafficBytes().eager()));
    row(
        table,
        backward,
        "bytes fused",
        Figures.bytes(f.trafficBytes().fused()),
        Figures.bytes(b.trafficBytes().fused()));
    row(
        table,
        backward,
        "bytes ideal",
        Figures.bytes(f.trafficBytes().ideal()),
        Figures.bytes(b.trafficBytes().ideal()));
    row(
        table,
        backward,
        "intensity eager",
        Figures.significant(f.flopsPerByte().eager()),
        Figures.significant(b.flopsPerByte().eager()));
    row(
        table,
        backward,
        "intensity fused",
        Figures.significant(f.flopsPerByte().fused()),
        Figures.significant(b.flopsPerByte().fused()));
    row(
        table,
        backward,
        "intensity ideal",
        Figures.significant(f.flopsPerByte().ideal()),
        Figures.significant(b.flopsPerByte().ideal()));
    row(
        table,
        backward,
        "peak activations",
        Figures.bytes(f.peakActivationBytes()),
        Figures.bytes(b.peakActivationBytes()));
    if (backward) {
      table.row("forward + backward MACs", Figures.count(b.forwardBackwardMacs()), "");
      table.row(
          "backward / forward FLOPs",
          Figures.significant(b.backwardToForwardFlops()),
          b.inputGradient() ? "with input gradient" : "");
    }
    return table;
  }

  private static void row(
      TextTable table, boolean both, String name, String forward, String backward) {
    table.row(name, forward, both ? backward : "");
  }

  private static TextTable kinds(Profile profile, boolean backward) {
    TextTable table =
        new TextTable("FLOPs by kind", "forward", "share", backward ? "backward" : "");
    Map<String, Long> back = profile.backward().flopsByKind();
    profile
        .forward()
        .flopsByKind()
        .forEach((kind, flops) ->
            table.row(
                kind,
                Figures.count(flops),
                Figures.percent((double) flops / profile.forward().flops()),
                backward ? Figures.count(back.getOrDefault(kind, 0L)) : ""));
    return table;
  }

  private static void layers(List<Profile.Layer> layers, boolean backward, Console console) {
    TextTable table =
        new TextTable(
            "node",
            "operator",
            "output",
            "params",
            "MACs",
            "FLOPs",
            "bytes",
            backward ? "backward MACs" : "");
    for (Profile.Layer layer : layers) {
      table.row(
          layer.node(),
          layer.operator(),
          layer.output(),
          Figures.count(layer.params()),
          Figures.count(layer.macs()),
          Figures.count(layer.flops()),
          Figures.bytes(layer.bytes()),
          backward ? Figures.count(layer.backwardMacs()) : "");
    }
    console.line("");
    table.print(console);
  }

  private static void otherTool(Profile profile, Profile.OtherTool other, Console console) {
    long difference = other.count() - profile.forward().macs();
    console.line("");
    console.line(
        "%s would print %s %s: %s%s than our MACs"
            .formatted(
                other.tool(),
                Figures.count(other.count()),
                other.unit(),
                Figures.count(Math.abs(difference)),
                difference < 0 ? " less" : " more"));
    console.line("  its rule: " + other.rule());
  }

  private static void uncounted(List<Uncounted> uncounted, Console console) {
    if (uncounted.isEmpty()) {
      return;
    }
    console.line("");
    console.line(
        "NOT COUNTED, missing from every figure above: %d nodes".formatted(uncounted.size()));
    uncounted.stream()
        .limit(UNCOUNTED_SHOWN)
        .forEach(node ->
            console.line("  %s (%s): %s".formatted(node.node(), node.label(), node.reason())));
    if (uncounted.size() > UNCOUNTED_SHOWN) {
      console.line("  and %d more; --json lists all".formatted(uncounted.size() - UNCOUNTED_SHOWN));
    }
  }
}
