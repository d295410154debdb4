package dev.ridgeline.app.report;

import dev.ridgeline.app.bench.BenchReport;
import dev.ridgeline.app.roofline.RooflineResult;
import dev.ridgeline.app.study.StudyResult;
import dev.ridgeline.core.cost.Ledger;
import dev.ridgeline.measure.chip.Chip;
import dev.ridgeline.measure.machine.MachineProfile;
import java.util.List;

/**
 * Everything that a report shows.
 *
 * @param profile the machine
 * @param chips the catalogue
 * @param ledgers the models at batch 1, or their one batch, in the order asked for
 * @param rooflines the models on the machine's roof, predicted and measured
 * @param bench what was measured, and what was left out
 * @param study what the measured cases tell
 * @param command the command line
 */
record ReportData(
    MachineProfile profile,
    List<Chip> chips,
    List<Ledger> ledgers,
    RooflineResult rooflines,
    BenchReport bench,
    StudyResult study,
    String command) {

  ReportData {
    chips = List.copyOf(chips);
    ledgers = List.copyOf(ledgers);
  }
}
