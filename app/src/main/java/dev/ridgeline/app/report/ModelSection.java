package dev.ridgeline.app.report;

import dev.ridgeline.app.cli.Figures;
import dev.ridgeline.app.page.BarChart;
import dev.ridgeline.app.page.Block;
import dev.ridgeline.app.page.Chart;
import dev.ridgeline.app.page.Column;
import dev.ridgeline.app.page.Note;
import dev.ridgeline.app.page.Section;
import dev.ridgeline.app.page.StackedShareChart;
import dev.ridgeline.core.cost.Ledger;
import dev.ridgeline.core.cost.Traffic;
import dev.ridgeline.core.cost.WorkKind;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.function.ToDoubleFunction;

/** The models: what they cost, counted and not measured. */
final class ModelSection {
  private ModelSection() {}

  static Section of(List<Ledger> ledgers) {
    List<Block> blocks = new ArrayList<>();
    blocks.add(flops(ledgers));
    blocks.add(memory(ledgers));
    blocks.add(intensity(ledgers));
    blocks.add(kinds(ledgers));
    blocks.add(backward(ledgers));
    List<String> uncounted = new ArrayList<>();
    ledgers.forEach(ledger ->
        ledger
            .uncounted()
            .forEach(u ->
                uncounted.add(
                    "%s: %s (%s): %s".formatted(ledger.model(), u.node(), u.label(), u.reason()))));
    if (!uncounted.isEmpty()) {
      blocks.add(
          new Note(Note.Kind.LEFT_OUT, "Nodes that are missing from every count.", uncounted));
    }
    return new Section(
        "The models",
        "Exact counts from the graphs at batch 1: a multiply-accumulate is two FLOPs, weights and activations are as stored (f32).",
        blocks);
  }

  private static Chart flops(List<Ledger> ledgers) {
    BarChart chart =
        BarChart.titled(
                "Operations of a forward pass",
                Column.number("gigaflops", "Operations", "GFLOP", 3))
            .logarithmic();
    ledgers.forEach(l -> chart.bar(l.model(), Math.max(1, l.forward().work().totalFlops()) / 1e9));
    return chart
        .finding(range(ledgers, l -> l.forward().work().totalFlops() / 1e9, "GFLOP", "computes"))
        .build();
  }

  private static Chart memory(List<Ledger> ledgers) {
    BarChart chart =
        BarChart.titled(
                "Memory: weights and peak activations",
                Column.number("megabytes", "Memory", "MB", 3))
            .series("Part")
            .logarithmic();
    for (Ledger l : ledgers) {
      chart.bar(l.model(), "weights", Math.max(1, l.weightBytes()) / 1e6);
      chart.bar(
          l.model(), "peak activations", Math.max(1, l.forward().peakActivationBytes()) / 1e6);
    }
    long activationHeavy =
        ledgers.stream().filter(l -> l.forward().peakActivationBytes() > l.weightBytes()).count();
    return chart
        .finding(
            "%s At batch 1 activations outweigh the weights in %d of %d models."
                .formatted(
                    range(ledgers, l -> l.weightBytes() / 1e6, "MB of weights", "holds"),
                    activationHeavy,
                    ledgers.size()))
        .build();
  }

  private static Chart intensity(List<Ledger> ledgers) {
    BarChart chart =
        BarChart.titled(
                "Operational intensity", Column.number("flopsPerByte", "Intensity", "FLOP/byte", 3))
            .series("Traffic model")
            .logarithmic();
    for (Ledger l : ledgers) {
      for (Traffic.Model model : Traffic.Model.values()) {
        chart.bar(
            l.model(),
            model.name().toLowerCase(java.util.Locale.ROOT),
            l.forward().intensity(model));
      }
    }
    Comparator<Ledger> gain =
        Comparator.comparingDouble(l ->
            l.forward().intensity(Traffic.Model.FUSED)
                / l.forward().intensity(Traffic.Model.EAGER));
    Ledger most = ledgers.stream().max(gain).orElseThrow();
    return chart
        .finding(
            "Fusion raises intensity most for %s: from %s FLOP/byte, when every operator goes to memory, to %s."
                .formatted(
                    most.model(),
                    Figures.significant(most.forward().intensity(Traffic.Model.EAGER)),
                    Figures.significant(most.forward().intensity(Traffic.Model.FUSED))))
        .build();
  }

  private static Chart kinds(List<Ledger> ledgers) {
    StackedShareChart chart =
        StackedShareChart.titled(
                "Operations by kind", Column.number("gigaflops", "Operations", "GFLOP", 3))
            .kinds("Kind");
    long contraction = 0;
    long all = 0;
    for (Ledger l : ledgers) {
      l.forward()
          .work()
          .flops()
          .forEach((kind, count) -> chart.part(l.model(), kind.label(), count / 1e9));
      contraction +=
          l.forward().work().flops(WorkKind.CONVOLUTION)
              + l.forward().work().flops(WorkKind.MATMUL);
      all += l.forward().work().totalFlops();
    }
    Comparator<Ledger> rest =
        Comparator.comparingDouble(
            l -> 1 - 2.0 * l.forward().work().macs() / l.forward().work().totalFlops());
    Ledger most = ledgers.stream().max(rest).orElseThrow();
    return chart
        .finding(
            "Convolutions and matrix products are %s of all operations; other work is largest in %s with %s."
                .formatted(
                    Figures.percent((double) contraction / all),
                    most.model(),
                    Figures.percent(
                        1
                            - 2.0
                                * most.forward().work().macs()
                                / most.forward().work().totalFlops())))
        .build();
  }

  private static Chart backward(List<Ledger> ledgers) {
    BarChart chart =
        BarChart.titled(
            "Backward for one forward, in MACs",
            Column.number("ratio", "Backward / forward", "", 4));
    ToDoubleFunction<Ledger> ratio =
        l -> (double) l.backward().work().macs() / l.forward().work().macs();
    ledgers.forEach(l -> chart.bar(l.model(), ratio.applyAsDouble(l)));
    Ledger least = ledgers.stream().min(Comparator.comparingDouble(ratio)).orElseThrow();
    return chart
        .finding(
            "Training needs just under twice the MACs of inference on top of it, because the first layer needs no gradient of its input; that saves most in %s (%s)."
                .formatted(least.model(), Figures.significant(ratio.applyAsDouble(least))))
        .build();
  }

  private static String range(
      List<Ledger> ledgers, ToDoubleFunction<Ledger> value, String unit, String verb) {
    Ledger most = ledgers.stream().max(Comparator.comparingDouble(value)).orElseThrow();
    Ledger least = ledgers.stream().min(Comparator.comparingDouble(value)).orElseThrow();
    return "%s %s %s %s, %s only %s: a factor of %s."
        .formatted(
            most.model(),
            verb,
            Figures.significant(value.applyAsDouble(most)),
            unit,
            least.model(),
            Figures.significant(value.applyAsDouble(least)),
            Figures.significant(value.applyAsDouble(most) / value.applyAsDouble(least)));
  }
}
