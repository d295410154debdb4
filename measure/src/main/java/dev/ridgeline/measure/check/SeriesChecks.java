package dev.ridgeline.measure.check;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.function.Function;

/** Rows of one model and device held against each other. */
final class SeriesChecks {
  /** Times that differ by less say nothing. */
  private static final double LEAST_FALL = 0.01;

  /** The same case measured twice agrees to this. */
  private static final double REPEATABLE = 0.15;

  /** A time that grows by less while the batch grows by {@link #MUCH_MORE} hardly grows. */
  private static final double HARDLY_GROWS = 1.3;

  private static final double MUCH_MORE = 8;

  private SeriesChecks() {}

  static List<Finding> fallingLatency(
      MeasuredTable table, Function<String, Optional<KnownModel>> known) {
    List<Finding> findings = new ArrayList<>();
    for (List<MeasuredRow> series : table.series()) {
      for (int i = 0; i < series.size(); i++) {
        for (int j = i + 1; j < series.size(); j++) {
          falls(series.get(i), series.get(j)).ifPresent(findings::add);
        }
      }
    }
    return findings;
  }

  private static Optional<Finding> falls(MeasuredRow small, MeasuredRow large) {
    double before = small.seconds().orElse(0);
    double after = large.seconds().orElse(Double.MAX_VALUE);
    double noise = Math.max(LEAST_FALL, Math.hypot(small.uncertainty(), large.uncertainty()));
    if (small.batch() >= large.batch() || after >= before * (1 - noise)) {
      return Optional.empty();
    }
    return Optional.of(
        new Finding(
            Finding.Kind.FALLING_LATENCY,
            List.of(small.line(), large.line()),
            "%s took less time at batch %s (%s) than at batch %s (%s)"
                .formatted(
                    large.model(),
                    Wording.number(large.batch()),
                    Wording.seconds(after),
                    Wording.number(small.batch()),
                    Wording.seconds(before)),
            "measure it again on a quiet machine, after a warm-up"));
  }

  /** Rows of one case that do not agree, and devices with two peaks or bandwidths. */
  static List<Finding> duplicates(
      MeasuredTable table, Function<String, Optional<KnownModel>> known) {
    List<Finding> findings = new ArrayList<>();
    Map<String, MeasuredRow> seen = new LinkedHashMap<>();
    for (MeasuredRow row : table.rows()) {
      String key = row.withoutBatch() + "\n" + row.batch() + "\n" + row.level();
      MeasuredRow first = seen.putIfAbsent(key, row);
      if (first != null) {
        contradiction(first, row).ifPresent(findings::add);
      }
    }
    return findings;
  }

  private static Optional<Finding> contradiction(MeasuredRow a, MeasuredRow b) {
    String what = "";
    if (apart(a.seconds(), b.seconds(), REPEATABLE)) {
      what =
          "times of %s and %s"
              .formatted(
                  Wording.seconds(a.seconds().orElse(0)), Wording.seconds(b.seconds().orElse(0)));
    } else if (apart(a.work(), b.work(), LEAST_FALL)) {
      what =
          "work of %s and %s"
              .formatted(
                  Wording.scaled(a.work().orElse(0), ""), Wording.scaled(b.work().orElse(0), ""));
    } else if (apart(a.peakFlopsPerSecond(), b.peakFlopsPerSecond(), LEAST_FALL)
        || apart(a.bytesPerSecond(), b.bytesPerSecond(), LEAST_FALL)) {
      what = "two different roofs";
    }
    return what.isEmpty()
        ? Optional.empty()
        : Optional.of(
            new Finding(
                Finding.Kind.CONTRADICTION,
                List.of(a.line(), b.line()),
                "%s stands twice, with %s".formatted(a.label(), what),
                "keep one of them, or add the column that tells them apart"));
  }

  private static boolean apart(OptionalDouble a, OptionalDouble b, double tolerance) {
    return a.isPresent()
        && b.isPresent()
        && Math.abs(a.getAsDouble() - b.getAsDouble())
            > tolerance * Math.min(Math.abs(a.getAsDouble()), Math.abs(b.getAsDouble()));
  }

  /** Work or throughput that is of one item in rows of larger batches. */
  static List<Finding> batchNotMultiplied(
      MeasuredTable table, Function<String, Optional<KnownModel>> known) {
    List<Finding> findings = new ArrayList<>();
    for (List<MeasuredRow> series : table.series()) {
      MeasuredRow first = series.getFirst();
      MeasuredRow last = series.getLast();
      boolean flat =
          !table.perItem()
              && last.batch() > first.batch()
              && first.work().isPresent()
              && series.stream()
                  .allMatch(row ->
                      row.work().isPresent() && !apart(row.work(), first.work(), LEAST_FALL));
      if (flat) {
        findings.add(
            new Finding(
                Finding.Kind.BATCH_NOT_MULTIPLIED,
                series.stream().map(MeasuredRow::line).toList(),
                "%s is given the same %s of %s for batches from %s to %s"
                    .formatted(
                        first.model(),
                        table.workName(),
                        Wording.scaled(first.work().getAsDouble(), "").strip(),
                        Wording.number(first.batch()),
                        Wording.number(last.batch())),
                "multiply them by the batch, or call the column %s per item"
                    .formatted(table.workName())));
      }
    }
    for (MeasuredRow row : table.rows()) {
      throughput(row).ifPresent(findings::add);
    }
    return findings;
  }

  private static Optional<Finding> throughput(MeasuredRow row) {
    if (row.itemsPerSecond().isEmpty() || row.seconds().isEmpty() || row.batch() <= 1) {
      return Optional.empty();
    }
    double runs = row.itemsPerSecond().getAsDouble() * row.seconds().getAsDouble();
    return Math.abs(runs - 1) > 0.05
        ? Optional.empty()
        : Optional.of(
            new Finding(
                Finding.Kind.BATCH_NOT_MULTIPLIED,
                List.of(row.line()),
                "%s is given %s items a second at %s a run, which is runs a second, not items"
                    .formatted(
                        row.label(),
                        Wording.number(row.itemsPerSecond().getAsDouble()),
                        Wording.seconds(row.seconds().getAsDouble())),
                "multiply the throughput by the batch"));
  }

  /** Times that hardly grow with the work, up to a rate that the device cannot reach. */
  static List<Finding> notSynchronised(
      MeasuredTable table, Function<String, Optional<KnownModel>> known) {
    List<Finding> findings = new ArrayList<>();
    for (List<MeasuredRow> series : table.series()) {
      MeasuredRow first = series.getFirst();
      MeasuredRow last = series.getLast();
      OptionalDouble flops = ModelChecks.flops(table, last, known.apply(last.model()));
      if (flops.isEmpty()
          || first.seconds().isEmpty()
          || last.seconds().isEmpty()
          || last.peakFlopsPerSecond().isEmpty()) {
        continue;
      }
      double grows = last.seconds().getAsDouble() / first.seconds().getAsDouble();
      double rate = flops.getAsDouble() / last.seconds().getAsDouble();
      double peak = last.peakFlopsPerSecond().getAsDouble();
      if (last.batch() >= MUCH_MORE * first.batch()
          && grows < HARDLY_GROWS
          && rate > (1 + RoofChecks.TOLERANCE) * peak) {
        findings.add(
            new Finding(
                Finding.Kind.NOT_SYNCHRONISED,
                series.stream().map(MeasuredRow::line).toList(),
                "%s takes %s at batch %s and %s at batch %s, which would be %s on a peak of %s: the clock stops before the device has finished"
                    .formatted(
                        last.model(),
                        Wording.seconds(first.seconds().getAsDouble()),
                        Wording.number(first.batch()),
                        Wording.seconds(last.seconds().getAsDouble()),
                        Wording.number(last.batch()),
                        Wording.scaled(rate, "FLOP/s"),
                        Wording.scaled(peak, "FLOP/s")),
                "wait for the device before the clock is read, at the start and at the end"));
      }
    }
    return findings;
  }
}
