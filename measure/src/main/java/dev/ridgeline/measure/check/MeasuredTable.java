package dev.ridgeline.measure.check;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.function.Function;

/**
 * Measurements that belong together.
 *
 * @param rows in their order
 * @param countsMacs whether the work is said to be multiply-accumulates, not operations
 * @param perItem whether the work is said to be that of one item, whatever the batch
 */
public record MeasuredTable(List<MeasuredRow> rows, boolean countsMacs, boolean perItem) {
  /** Copies the rows. */
  public MeasuredTable {
    rows = List.copyOf(rows);
  }

  /** Operations of one run, as the table states them. */
  OptionalDouble flopsOfRun(MeasuredRow row) {
    return row.work().isEmpty()
        ? OptionalDouble.empty()
        : OptionalDouble.of(
            row.work().getAsDouble() * (countsMacs ? 2 : 1) * (perItem ? row.batch() : 1));
  }

  /** Operations of one run, as stated or else as known of the model. */
  public OptionalDouble flopsOrKnown(
      MeasuredRow row, Function<String, Optional<KnownModel>> known) {
    return ModelChecks.flops(this, row, known.apply(row.model()));
  }

  /** What the column is called. */
  String workName() {
    return countsMacs ? "MACs" : "FLOPs";
  }

  /** Rows that differ in the batch alone, each list by batch; lists of one are not there. */
  List<List<MeasuredRow>> series() {
    Map<String, List<MeasuredRow>> byKey = new LinkedHashMap<>();
    rows.forEach(row -> byKey.computeIfAbsent(row.withoutBatch(), _ -> new ArrayList<>()).add(row));
    List<List<MeasuredRow>> series = new ArrayList<>();
    for (List<MeasuredRow> own : byKey.values()) {
      own.sort(java.util.Comparator.comparingDouble(MeasuredRow::batch));
      if (own.size() > 1) {
        series.add(List.copyOf(own));
      }
    }
    return series;
  }
}
