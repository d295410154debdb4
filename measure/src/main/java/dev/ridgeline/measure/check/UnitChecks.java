package dev.ridgeline.measure.check;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.function.Function;

/** Figures whose size says that their unit is another than the table states. */
final class UnitChecks {
  /** A rate this many times above the peak is a unit, not a mistake of measurement. */
  private static final double FAR_ABOVE = 100;

  /** A run of more than {@link #LONG_SECONDS} that stays below this share of the peak is a unit. */
  private static final double FAR_BELOW = 1e-3;

  private static final double LONG_SECONDS = 0.1;

  /** No single device reaches this, FLOP/s or bytes a second. */
  private static final double MOST_PER_SECOND = 1e18;

  /** The slowest microcontroller is faster. */
  private static final double LEAST_PEAK = 1e5;

  private static final String UNITS =
      "state the unit in the header, such as seconds, GFLOPs or GB/s";

  private UnitChecks() {}

  static List<Finding> units(MeasuredTable table, Function<String, Optional<KnownModel>> known) {
    List<Finding> findings = new ArrayList<>();
    for (MeasuredRow row : table.rows()) {
      first(table, row, known.apply(row.model()))
          .ifPresent(why ->
              findings.add(
                  new Finding(Finding.Kind.IMPOSSIBLE_UNIT, List.of(row.line()), why, UNITS)));
    }
    return findings;
  }

  private static Optional<String> first(
      MeasuredTable table, MeasuredRow row, Optional<KnownModel> known) {
    return batch(row)
        .or(() -> positive(row, "time", row.seconds(), "s"))
        .or(() -> positive(row, table.workName(), row.work(), ""))
        .or(() -> positive(row, "parameters", row.parameters(), ""))
        .or(() -> device(row, "peak", row.peakFlopsPerSecond(), "FLOP/s"))
        .or(() -> device(row, "bandwidth", row.bytesPerSecond(), "B/s"))
        .or(() -> known.flatMap(model -> prefix(table, row, model)))
        .or(() -> rate(table, row, known));
  }

  private static Optional<String> batch(MeasuredRow row) {
    return row.batch() >= 1 && row.batch() == Math.rint(row.batch())
        ? Optional.empty()
        : Optional.of(
            "%s has batch %s, and a batch is a whole number from 1"
                .formatted(row.model(), Wording.number(row.batch())));
  }

  private static Optional<String> positive(
      MeasuredRow row, String what, OptionalDouble value, String unit) {
    return value.isEmpty() || (value.getAsDouble() > 0 && Double.isFinite(value.getAsDouble()))
        ? Optional.empty()
        : Optional.of(
            "%s has %s of %s %s, and only values above 0 can be"
                .formatted(row.label(), what, Wording.number(value.getAsDouble()), unit)
                .replace(" ,", ","));
  }

  private static Optional<String> device(
      MeasuredRow row, String what, OptionalDouble value, String unit) {
    return value.isEmpty()
            || (value.getAsDouble() >= LEAST_PEAK && value.getAsDouble() <= MOST_PER_SECOND)
        ? Optional.empty()
        : Optional.of(
            "the %s of %s is given as %s, which no device has"
                .formatted(
                    what,
                    row.device().isEmpty() ? "the device" : row.device(),
                    Wording.scaled(value.getAsDouble(), unit)));
  }

  /** Counts of a known model that are off by a power of a thousand. */
  private static Optional<String> prefix(MeasuredTable table, MeasuredRow row, KnownModel model) {
    if (row.work().isPresent() && model.macs() > 0) {
      double flops = row.work().getAsDouble() * (table.countsMacs() ? 2 : 1);
      double item = 2 * model.macs();
      double batch = item * Math.max(1, row.batch());
      if (thousands(flops / item) && thousands(flops / batch)) {
        return Optional.of(
            "%s is given %s of %s, but one item takes about %s"
                .formatted(
                    row.label(),
                    table.workName(),
                    Wording.number(row.work().getAsDouble()),
                    Wording.scaled(table.countsMacs() ? model.macs() : item, table.workName())));
      }
    }
    if (row.parameters().isPresent()
        && thousands(row.parameters().getAsDouble() / model.parameters())) {
      return Optional.of(
          "%s is given %s parameters, but it has %s"
              .formatted(
                  row.model(),
                  Wording.number(row.parameters().getAsDouble()),
                  Wording.scaled(model.parameters(), "").strip()));
    }
    return Optional.empty();
  }

  private static boolean thousands(double ratio) {
    return ratio > 300 || ratio < 1 / 300.0;
  }

  private static Optional<String> rate(
      MeasuredTable table, MeasuredRow row, Optional<KnownModel> known) {
    OptionalDouble flops = ModelChecks.flops(table, row, known);
    if (flops.isEmpty() || row.seconds().isEmpty()) {
      return Optional.empty();
    }
    double seconds = row.seconds().getAsDouble();
    double rate = flops.getAsDouble() / seconds;
    double peak = row.peakFlopsPerSecond().orElse(MOST_PER_SECOND / FAR_ABOVE);
    boolean above = rate > FAR_ABOVE * peak;
    boolean below =
        row.peakFlopsPerSecond().isPresent() && seconds > LONG_SECONDS && rate < FAR_BELOW * peak;
    if (!above && !below) {
      return Optional.empty();
    }
    return Optional.of(
        "%s does %s in %s, that is %s, %s times the peak of %s: the time or the peak has another unit"
            .formatted(
                row.label(),
                Wording.scaled(flops.getAsDouble(), "FLOP"),
                Wording.seconds(seconds),
                Wording.scaled(rate, "FLOP/s"),
                Wording.times(rate / peak),
                Wording.scaled(peak, "FLOP/s")));
  }
}
