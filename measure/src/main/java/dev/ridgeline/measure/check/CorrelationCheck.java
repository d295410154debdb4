package dev.ridgeline.measure.check;

import dev.ridgeline.measure.statistics.RankCorrelation;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * One correlation for rows of several batches: time and work both grow with the batch, so pooled
 * rows correlate whatever the models do.
 */
final class CorrelationCheck {
  private CorrelationCheck() {}

  static List<Finding> pooled(MeasuredTable table, Function<String, Optional<KnownModel>> known) {
    List<MeasuredRow> stated =
        table.rows().stream().filter(row -> row.correlation().isPresent()).toList();
    Map<Double, List<MeasuredRow>> byBatch =
        stated.stream()
            .collect(Collectors.groupingBy(MeasuredRow::batch, TreeMap::new, Collectors.toList()));
    long values = stated.stream().map(row -> row.correlation().getAsDouble()).distinct().count();
    if (byBatch.size() < 2 || values != 1) {
      return List.of();
    }
    String own =
        byBatch.entrySet().stream()
            .map(e ->
                "%s at batch %s"
                    .formatted(spearman(table, e.getValue(), known), Wording.number(e.getKey())))
            .collect(Collectors.joining(", "));
    return List.of(
        new Finding(
            Finding.Kind.POOLED_CORRELATION,
            stated.stream().map(MeasuredRow::line).toList(),
            "one correlation of %s stands for batches %s together, where both quantities grow with the batch; Spearman's rho of time and work is %s"
                .formatted(
                    Wording.times(stated.getFirst().correlation().getAsDouble()),
                    byBatch.keySet().stream()
                        .map(Wording::number)
                        .collect(Collectors.joining(", ")),
                    own),
            "state one correlation for each batch, with its interval"));
  }

  private static String spearman(
      MeasuredTable table, List<MeasuredRow> rows, Function<String, Optional<KnownModel>> known) {
    List<double[]> pairs =
        rows.stream()
            .flatMap(row -> {
              OptionalDouble flops = ModelChecks.flops(table, row, known.apply(row.model()));
              return flops.isEmpty() || row.seconds().isEmpty()
                  ? java.util.stream.Stream.<double[]>empty()
                  : java.util.stream.Stream.of(
                      new double[] {flops.getAsDouble(), row.seconds().getAsDouble()});
            })
            .toList();
    double rho =
        RankCorrelation.SPEARMAN.of(
            pairs.stream().mapToDouble(p -> p[0]).toArray(),
            pairs.stream().mapToDouble(p -> p[1]).toArray());
    return Double.isNaN(rho) ? "unknown" : String.format(java.util.Locale.ROOT, "%.2f", rho);
  }
}
