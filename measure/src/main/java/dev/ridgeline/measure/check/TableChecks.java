package dev.ridgeline.measure.check;

import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

/**
 * All checks of measured tables. A mistake often breaks several rules at once; where one finding
 * explains another of the same row, the other is left out: a unit that cannot be explains the rest
 * of its row, a missing synchronisation explains a point above the roof.
 */
public final class TableChecks {
  /** A point may be this far above a roof: both are measured, on one machine. */
  public static final double ROOF_TOLERANCE = 0.03;

  /** What findings of a kind explain, in the order in which they are looked for. */
  private static final Map<Finding.Kind, Set<Finding.Kind>> EXPLAINS =
      Map.of(
          Finding.Kind.IMPOSSIBLE_UNIT, EnumSet.allOf(Finding.Kind.class),
          Finding.Kind.CONTRADICTION, EnumSet.of(Finding.Kind.FALLING_LATENCY),
          Finding.Kind.BATCH_NOT_MULTIPLIED,
              EnumSet.of(
                  Finding.Kind.OTHER_RESOLUTION,
                  Finding.Kind.MACS_AS_FLOPS,
                  Finding.Kind.RATE_DISAGREES,
                  Finding.Kind.MIXED_INTENSITY),
          Finding.Kind.MACS_AS_FLOPS,
              EnumSet.of(
                  Finding.Kind.RATE_DISAGREES,
                  Finding.Kind.MIXED_INTENSITY,
                  Finding.Kind.ABOVE_ROOF),
          Finding.Kind.OTHER_RESOLUTION,
              EnumSet.of(
                  Finding.Kind.RATE_DISAGREES,
                  Finding.Kind.MIXED_INTENSITY,
                  Finding.Kind.ABOVE_ROOF),
          Finding.Kind.NOT_SYNCHRONISED,
              EnumSet.of(Finding.Kind.ABOVE_ROOF, Finding.Kind.FALLING_LATENCY),
          Finding.Kind.MIXED_INTENSITY, EnumSet.of(Finding.Kind.ABOVE_ROOF));

  private static final List<RowCheck> ALL =
      List.of(
          UnitChecks::units,
          SeriesChecks::duplicates,
          SeriesChecks::batchNotMultiplied,
          ModelChecks::work,
          ModelChecks::parameters,
          RoofChecks::intensities,
          SeriesChecks::notSynchronised,
          RoofChecks::aboveRoof,
          SeriesChecks::fallingLatency,
          RoofChecks::rates,
          CorrelationCheck::pooled);

  private TableChecks() {}

  /**
   * Everything that cannot be right in a table.
   *
   * @param known finds models by name
   */
  public static List<Finding> of(
      MeasuredTable table, Function<String, Optional<KnownModel>> known) {
    List<Finding> findings = new ArrayList<>();
    for (RowCheck check : ALL) {
      for (Finding finding : check.check(table, known)) {
        if (!explained(finding, findings)) {
          findings.add(finding);
        }
      }
    }
    return List.copyOf(findings);
  }

  /** Times that fall as the batch grows, all else being equal. */
  public static List<Finding> fallingLatency(MeasuredTable table) {
    return SeriesChecks.fallingLatency(table, _ -> Optional.empty());
  }

  private static boolean explained(Finding finding, List<Finding> earlier) {
    return earlier.stream()
        .anyMatch(known ->
            known.kind() != finding.kind()
                && EXPLAINS.getOrDefault(known.kind(), Set.of()).contains(finding.kind())
                && !disjoint(known.lines(), finding.lines()));
  }

  private static boolean disjoint(List<Integer> a, List<Integer> b) {
    return java.util.Collections.disjoint(new HashSet<>(a), b);
  }
}
