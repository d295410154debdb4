package dev.ridgeline.app.compress;

import dev.ridgeline.app.page.Block;
import dev.ridgeline.app.page.Chart;
import dev.ridgeline.app.page.Column;
import dev.ridgeline.app.page.Footer;
import dev.ridgeline.app.page.LineChart;
import dev.ridgeline.app.page.Page;
import dev.ridgeline.app.page.Section;
import dev.ridgeline.app.page.Table;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Predicate;
import java.util.function.ToDoubleFunction;
import java.util.function.ToLongFunction;
import java.util.stream.Collectors;

/** The study as a page: accuracy against bits, zeros, multiply-accumulates and bytes. */
final class CompressionPage {
  private static final Column ACCURACY = Column.percent("accuracy", "Accuracy", 1);

  private CompressionPage() {}

  static Page of(CompressionResult result, Footer footer) {
    List<CompressionPoint> points = result.points();
    List<Section> sections = new ArrayList<>();
    List<Block> widths = new ArrayList<>();
    lines(
            points,
            "Accuracy against bits",
            Column.integer("bits", "Bits of a weight", ""),
            p -> p.name().startsWith("ptq") || p.name().startsWith("qat"),
            p -> p.bits())
        .ifPresent(widths::add);
    lines(
            points,
            "Accuracy against bits, minifloat weights",
            Column.integer("bits", "Bits of a weight", ""),
            p -> p.method().equals("minifloat"),
            p -> p.bits())
        .ifPresent(widths::add);
    section(sections, "Quantised", "Bands are 95 % intervals of the mean.", widths);
    List<Block> pruned = new ArrayList<>();
    lines(
            points,
            "Accuracy against weights that are 0",
            Column.percent("zeros", "Weights that are 0", 0),
            p -> p.method().startsWith("weights"),
            CompressionPoint::level)
        .ifPresent(pruned::add);
    lines(
            points,
            "Accuracy against multiply-accumulates, channels taken out",
            Column.integer("macs", "Multiply-accumulates", ""),
            p -> p.method().startsWith("channels"),
            p -> p.macs())
        .ifPresent(pruned::add);
    section(sections, "Pruned", "Bands are 95 % intervals of the mean.", pruned);
    sections.add(
        Section.of(
            "Pareto fronts",
            "Models that no other beats in accuracy at the same size or smaller.",
            front(points, "bytes", "Bytes", CompressionPoint::bytes),
            front(points, "macs", "Multiply-accumulates", CompressionPoint::macs)));
    sections.add(Section.of("All points", "Every point is a saved model.", table(points)));
    return new Page(
        "Compression of " + result.model(),
        "Mean accuracy on held-out speakers over %d trained networks (splits and seeds); losses are paired with the trained network each came from."
            .formatted(result.starts()),
        sections,
        footer);
  }

  private static void section(
      List<Section> sections, String title, String lead, List<Block> blocks) {
    if (!blocks.isEmpty()) {
      sections.add(Section.of(title, lead, blocks.toArray(Block[]::new)));
    }
  }

  private static java.util.Optional<Chart> lines(
      List<CompressionPoint> points,
      String title,
      Column x,
      Predicate<CompressionPoint> which,
      ToDoubleFunction<CompressionPoint> at) {
    List<CompressionPoint> shown = points.stream().filter(which).toList();
    if (shown.isEmpty()) {
      return java.util.Optional.empty();
    }
    LineChart chart = LineChart.titled(title, x, ACCURACY).series("Method");
    for (CompressionPoint p : best(shown, at)) {
      double low = p.interval().map(i -> i.low()).orElse(p.accuracy());
      double high = p.interval().map(i -> i.high()).orElse(p.accuracy());
      chart.point(p.method(), at.applyAsDouble(p), p.accuracy(), low, high);
    }
    CompressionPoint worst =
        shown.stream()
            .max(java.util.Comparator.comparingDouble(CompressionPoint::lossPoints))
            .orElseThrow();
    return java.util.Optional.of(
        chart
            .finding(
                "The largest loss is %s points, of %s."
                    .formatted(points(worst.lossPoints()), worst.name()))
            .build());
  }

  /** Of several points of a series at one place (formats of a width) the most accurate. */
  private static List<CompressionPoint> best(
      List<CompressionPoint> points, ToDoubleFunction<CompressionPoint> at) {
    return points.stream()
        .collect(
            Collectors.toMap(
                p -> p.method() + " " + at.applyAsDouble(p),
                p -> p,
                (a, b) -> a.accuracy() >= b.accuracy() ? a : b,
                java.util.LinkedHashMap::new))
        .values()
        .stream()
        .toList();
  }

  private static Chart front(
      List<CompressionPoint> points,
      String field,
      String title,
      ToLongFunction<CompressionPoint> cost) {
    LineChart chart =
        LineChart.titled("Accuracy against " + title, Column.integer(field, title, ""), ACCURACY)
            .series("Models")
            .logarithmicX();
    List<CompressionPoint> front = CompressionPoint.front(points, cost);
    front.forEach(p -> chart.point("Front", (double) cost.applyAsLong(p), p.accuracy()));
    return chart
        .finding(
            "On the front: %s."
                .formatted(
                    front.stream().map(CompressionPoint::name).collect(Collectors.joining(", "))))
        .build();
  }

  private static Table table(List<CompressionPoint> points) {
    Table.Builder table =
        Table.of(
            "Points",
            Column.text("name", "Method"),
            ACCURACY,
            Column.number("loss", "Loss", "points", 3),
            Column.text("interval", "95 %"),
            Column.integer("parameters", "Parameters", ""),
            Column.integer("bytes", "Packed", "B"),
            Column.integer("macs", "MACs", ""));
    for (CompressionPoint p : points) {
      String interval =
          p.lossInterval().map(i -> points(i.low()) + " to " + points(i.high())).orElse("");
      table.row(
          p.name(), p.accuracy(), p.lossPoints(), interval, p.parameters(), p.bytes(), p.macs());
    }
    return table.build();
  }

  static String points(double value) {
    return String.format(Locale.ROOT, "%.2f", value);
  }
}
