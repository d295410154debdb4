package dev.ridgeline.measure.check;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.TreeSet;
import java.util.function.Function;

/** Rows held against the roof of their device, and their rates against each other. */
final class RoofChecks {
  static final double TOLERANCE = TableChecks.ROOF_TOLERANCE;

  /** Figures that are rounded for print agree to this. */
  private static final double ROUNDING = 0.05;

  private RoofChecks() {}

  static List<Finding> aboveRoof(
      MeasuredTable table, Function<String, Optional<KnownModel>> known) {
    List<Finding> findings = new ArrayList<>();
    for (MeasuredRow row : table.rows()) {
      OptionalDouble flops = ModelChecks.flops(table, row, known.apply(row.model()));
      if (flops.isPresent() && row.seconds().isPresent()) {
        above(
                row,
                flops.getAsDouble(),
                flops.getAsDouble() / row.seconds().getAsDouble(),
                intensity(table, row))
            .ifPresent(findings::add);
      } else if (row.flopsPerSecond().isPresent()) {
        above(row, 0, row.flopsPerSecond().getAsDouble(), row.flopsPerByte())
            .ifPresent(findings::add);
      }
    }
    return findings;
  }

  private static OptionalDouble intensity(MeasuredTable table, MeasuredRow row) {
    if (row.flopsPerByte().isPresent()) {
      return row.flopsPerByte();
    }
    OptionalDouble flops = table.flopsOfRun(row);
    return flops.isEmpty() || row.bytes().isEmpty()
        ? OptionalDouble.empty()
        : OptionalDouble.of(flops.getAsDouble() / row.bytes().getAsDouble());
  }

  private static Optional<Finding> above(
      MeasuredRow row, double flops, double rate, OptionalDouble intensity) {
    String does =
        flops > 0
            ? "%s does %s in %s, that is %s"
                .formatted(
                    row.label(),
                    Wording.scaled(flops, "FLOP"),
                    Wording.seconds(row.seconds().orElse(0)),
                    Wording.scaled(rate, "FLOP/s"))
            : "%s is said to reach %s".formatted(row.label(), Wording.scaled(rate, "FLOP/s"));
    double peak = row.peakFlopsPerSecond().orElse(Double.POSITIVE_INFINITY);
    if (rate > (1 + TOLERANCE) * peak) {
      return Optional.of(
          finding(
              row,
              does + ", above the peak of " + Wording.scaled(peak, "FLOP/s"),
              "check that time, work and peak are of the same precision, and that the clock stops after the work"));
    }
    if (intensity.isPresent() && row.bytesPerSecond().isPresent()) {
      double roof = intensity.getAsDouble() * row.bytesPerSecond().getAsDouble();
      if (rate > (1 + TOLERANCE) * roof) {
        return Optional.of(
            finding(
                row,
                "%s, but at %s FLOP/byte a bandwidth of %s allows only %s"
                    .formatted(
                        does,
                        Wording.times(intensity.getAsDouble()),
                        Wording.scaled(row.bytesPerSecond().getAsDouble(), "B/s"),
                        Wording.scaled(roof, "FLOP/s")),
                "take bytes and bandwidth of the same memory level: what stays in a cache does not cross"));
      }
    }
    return Optional.empty();
  }

  private static Finding finding(MeasuredRow row, String explanation, String advice) {
    return new Finding(Finding.Kind.ABOVE_ROOF, List.of(row.line()), explanation, advice);
  }

  /**
   * Intensities of different levels held against one bandwidth, or that are not work over bytes.
   */
  static List<Finding> intensities(
      MeasuredTable table, Function<String, Optional<KnownModel>> known) {
    List<Finding> findings = new ArrayList<>();
    Map<String, List<MeasuredRow>> byRoof = new LinkedHashMap<>();
    for (MeasuredRow row : table.rows()) {
      if (!row.level().isEmpty()) {
        byRoof
            .computeIfAbsent(row.device() + "\n" + row.bytesPerSecond(), _ -> new ArrayList<>())
            .add(row);
      }
      disagreeing(table, row).ifPresent(findings::add);
    }
    for (List<MeasuredRow> rows : byRoof.values()) {
      TreeSet<String> levels = new TreeSet<>();
      rows.forEach(row -> levels.add(row.level().toUpperCase(Locale.ROOT)));
      if (levels.size() > 1) {
        findings.add(
            new Finding(
                Finding.Kind.MIXED_INTENSITY,
                rows.stream().map(MeasuredRow::line).toList(),
                "rows of %s hold intensities of %s against one bandwidth"
                    .formatted(
                        rows.getFirst().device().isEmpty()
                            ? "one device"
                            : rows.getFirst().device(),
                        String.join(" and ", levels)),
                "give each level its own bandwidth, or keep to one level"));
      }
    }
    return findings;
  }

  private static Optional<Finding> disagreeing(MeasuredTable table, MeasuredRow row) {
    OptionalDouble flops = table.flopsOfRun(row);
    if (flops.isEmpty() || row.bytes().isEmpty() || row.flopsPerByte().isEmpty()) {
      return Optional.empty();
    }
    double computed = flops.getAsDouble() / row.bytes().getAsDouble();
    double stated = row.flopsPerByte().getAsDouble();
    if (Math.abs(stated / computed - 1) <= ROUNDING) {
      return Optional.empty();
    }
    return Optional.of(
        new Finding(
            Finding.Kind.MIXED_INTENSITY,
            List.of(row.line()),
            "%s is given %s FLOP/byte, but its work over its bytes is %s: one is of another memory level"
                .formatted(row.label(), Wording.times(stated), Wording.times(computed)),
            "count the bytes of one level, those to and from main memory or those that the cores ask for, and take its bandwidth"));
  }

  static List<Finding> rates(MeasuredTable table, Function<String, Optional<KnownModel>> known) {
    List<Finding> findings = new ArrayList<>();
    for (MeasuredRow row : table.rows()) {
      OptionalDouble flops = table.flopsOfRun(row);
      if (flops.isEmpty() || row.seconds().isEmpty() || row.flopsPerSecond().isEmpty()) {
        continue;
      }
      double computed = flops.getAsDouble() / row.seconds().getAsDouble();
      double ratio = row.flopsPerSecond().getAsDouble() / computed;
      if (Math.abs(ratio - 1) > ROUNDING) {
        findings.add(
            new Finding(
                Finding.Kind.RATE_DISAGREES,
                List.of(row.line()),
                "%s is said to reach %s, but its work over its time is %s%s"
                    .formatted(
                        row.label(),
                        Wording.scaled(row.flopsPerSecond().getAsDouble(), "FLOP/s"),
                        Wording.scaled(computed, "FLOP/s"),
                        Math.abs(ratio * row.batch() - 1) <= ROUNDING && row.batch() > 1
                            ? ": the work of one item over the time of the batch"
                            : Math.abs(2 * ratio - 1) <= ROUNDING
                                ? ": multiply-accumulates, not operations"
                                : ""),
                "compute the rate from the same work and time"));
      }
    }
    return findings;
  }
}
