package dev.ridgeline.app.machine;

import dev.ridgeline.measure.chip.Chip;
import dev.ridgeline.measure.chip.ChipPeak;
import java.util.ArrayList;
import java.util.List;

/**
 * What {@code ridgeline chips --json} prints.
 *
 * @param chips the chips with all their figures
 * @param rooflines one for every peak of a chip whose bandwidth is known
 */
record ChipsResult(List<Chip> chips, List<ChipRoofline> rooflines) {
  ChipsResult {
    chips = List.copyOf(chips);
    rooflines = List.copyOf(rooflines);
  }

  /**
   * The roofline of a chip at a precision.
   *
   * @param chip name of the chip
   * @param precision such as {@code bf16}
   * @param sparse whether the peak counts skipped zeros
   * @param peakGflops peak in GFLOP/s, GOP/s for integers
   * @param gigabytesPerSecond bandwidth of main memory
   * @param ridgeFlopsPerByte intensity from which on arithmetic binds
   * @param doubt what makes the figures uncertain, or empty
   */
  record ChipRoofline(
      String chip,
      String precision,
      boolean sparse,
      double peakGflops,
      double gigabytesPerSecond,
      double ridgeFlopsPerByte,
      String doubt) {
    String label() {
      return precision + (sparse ? " sparse" : "");
    }

    boolean integer() {
      return precision.startsWith("i");
    }
  }

  static ChipsResult of(List<Chip> chips) {
    List<ChipRoofline> rooflines = new ArrayList<>();
    for (Chip chip : chips) {
      for (ChipPeak peak : chip.peaks()) {
        chip.bandwidth()
            .ifPresent(bandwidth ->
                rooflines.add(
                    new ChipRoofline(
                        chip.name(),
                        peak.precision(),
                        peak.sparse(),
                        peak.figure().value(),
                        bandwidth.value(),
                        peak.figure().value() / bandwidth.value(),
                        ChipDoubt.of(peak.figure(), bandwidth))));
      }
    }
    return new ChipsResult(chips, rooflines);
  }
}
