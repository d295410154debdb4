package dev.ridgeline.measure.check;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.function.Function;

/** Counts held against what is known of the model. */
final class ModelChecks {
  /** Counts of the same thing by different tools differ by this much. */
  private static final double COUNT_TOLERANCE = 0.10;

  /** Published parameters are rounded to two digits at worst, and some count buffers. */
  private static final double PARAMETER_TOLERANCE = 0.05;

  private static final double HALF_TOLERANCE = 0.08;

  private ModelChecks() {}

  /** Operations of one run: as stated, else as known. */
  static OptionalDouble flops(MeasuredTable table, MeasuredRow row, Optional<KnownModel> known) {
    OptionalDouble stated = table.flopsOfRun(row);
    return stated.isPresent() || known.isEmpty() || known.get().macs() == 0
        ? stated
        : OptionalDouble.of(2 * known.get().macs() * scale(row, known.get()) * row.batch());
  }

  /** How much more work an image of the stated size is than one of the usual size. */
  private static double scale(MeasuredRow row, KnownModel model) {
    return row.side() == 0 || model.side() == 0
        ? 1
        : (double) row.side() * row.side() / ((double) model.side() * model.side());
  }

  static List<Finding> work(MeasuredTable table, Function<String, Optional<KnownModel>> known) {
    List<Finding> findings = new ArrayList<>();
    for (MeasuredRow row : table.rows()) {
      Optional<KnownModel> model = known.apply(row.model()).filter(m -> m.macs() > 0);
      if (model.isPresent() && row.work().isPresent()) {
        work(table, row, model.get()).ifPresent(findings::add);
      }
    }
    return findings;
  }

  private static Optional<Finding> work(MeasuredTable table, MeasuredRow row, KnownModel model) {
    double stated = row.work().getAsDouble() / (table.perItem() ? 1 : row.batch());
    double scale = scale(row, model);
    double least = (table.countsMacs() ? 1 : 2) * model.macs() * scale;
    double most = table.countsMacs() ? least : Math.max(least, model.flops() * scale);
    if (stated >= least * (1 - COUNT_TOLERANCE) && stated <= most * (1 + COUNT_TOLERANCE)) {
      return Optional.empty();
    }
    String given =
        "%s is given %s of %s an item"
            .formatted(row.label(), table.workName(), Wording.scaled(stated, "").strip());
    double ratio = stated / least;
    double whole = ratio * row.batch();
    if (!table.perItem() && row.batch() > 1 && Math.abs(whole - 1) <= COUNT_TOLERANCE) {
      return Optional.of(
          finding(
              Finding.Kind.BATCH_NOT_MULTIPLIED,
              row,
              "%s is given %s of %s, which is what one item takes"
                  .formatted(
                      row.label(),
                      table.workName(),
                      Wording.scaled(row.work().getAsDouble(), "").strip()),
              "multiply them by the batch, or call the column %s per item"
                  .formatted(table.workName())));
    }
    boolean usual = scale != 1 && Math.abs(ratio * scale - 1) <= COUNT_TOLERANCE;
    if (!usual && !table.countsMacs() && Math.abs(2 * ratio - 1) <= HALF_TOLERANCE) {
      return Optional.of(
          finding(
              Finding.Kind.MACS_AS_FLOPS,
              row,
              "%s, half of the %s that it takes: these are multiply-accumulates"
                  .formatted(given, Wording.scaled(least, "FLOP")),
              "call the column MACs, or count each as two operations"));
    }
    if (!usual && table.countsMacs() && Math.abs(ratio / 2 - 1) <= HALF_TOLERANCE) {
      return Optional.of(
          finding(
              Finding.Kind.MACS_AS_FLOPS,
              row,
              "%s, twice the %s that it takes: these are operations"
                  .formatted(given, Wording.scaled(least, "MAC")),
              "call the column FLOPs, or halve them"));
    }
    double side = row.side() == 0 ? model.side() : row.side();
    String fits =
        model.side() == 0
            ? ""
            : ", as if its images were of side %.0f".formatted(side * Math.sqrt(ratio));
    return Optional.of(
        finding(
            Finding.Kind.OTHER_RESOLUTION,
            row,
            "%s, %s times the %s that it takes%s%s"
                .formatted(
                    given,
                    Wording.times(ratio),
                    Wording.scaled(least, table.countsMacs() ? "MAC" : "FLOP"),
                    side == 0 ? "" : " at %.0f x %.0f".formatted(side, side),
                    fits),
            "take work and time at the same resolution, and state it in a column resolution"));
  }

  static List<Finding> parameters(
      MeasuredTable table, Function<String, Optional<KnownModel>> known) {
    List<Finding> findings = new ArrayList<>();
    for (MeasuredRow row : table.rows()) {
      Optional<KnownModel> model = known.apply(row.model());
      if (model.isEmpty() || row.parameters().isEmpty()) {
        continue;
      }
      double ratio = row.parameters().getAsDouble() / model.get().parameters();
      if (Math.abs(ratio - 1) <= PARAMETER_TOLERANCE) {
        continue;
      }
      boolean bytes = Math.abs(ratio / 4 - 1) <= PARAMETER_TOLERANCE;
      findings.add(
          finding(
              Finding.Kind.WRONG_PARAMETERS,
              row,
              "%s is given %s parameters but has %s%s"
                  .formatted(
                      row.model(),
                      Wording.scaled(row.parameters().getAsDouble(), "").strip(),
                      Wording.scaled(model.get().parameters(), "").strip(),
                      bytes ? ": four times as many, so these are bytes of f32" : ""),
              bytes ? "divide them by four" : "count them anew, or name the variant"));
    }
    return findings;
  }

  private static Finding finding(
      Finding.Kind kind, MeasuredRow row, String explanation, String advice) {
    return new Finding(kind, List.of(row.line()), explanation, advice);
  }
}
