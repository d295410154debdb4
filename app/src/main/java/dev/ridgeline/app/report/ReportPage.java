package dev.ridgeline.app.report;

import dev.ridgeline.app.cli.Version;
import dev.ridgeline.app.machine.ChipsPage;
import dev.ridgeline.app.page.Block;
import dev.ridgeline.app.page.Footer;
import dev.ridgeline.app.page.Page;
import dev.ridgeline.app.page.Section;
import dev.ridgeline.app.roofline.Prediction;
import dev.ridgeline.app.roofline.RooflineCharts;
import dev.ridgeline.app.roofline.RooflineResult;
import dev.ridgeline.app.study.StudySections;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** The report as a page. */
final class ReportPage {
  /**
   * Models whose layers are drawn: enough to see the difference between dense and depthwise layers.
   */
  private static final int LAYER_CHARTS = 2;

  private ReportPage() {}

  static Page of(ReportData data) {
    RooflineResult rooflines = data.rooflines();
    List<Section> sections = new ArrayList<>();
    sections.add(roofline(rooflines));
    sections.add(LatencySection.of(rooflines, data.bench()));
    sections.addAll(StudySections.of(data.study()));
    sections.add(ModelSection.of(data.ledgers()));
    sections.add(MachineSection.of(data.profile(), rooflines.machineRoof()));
    sections.addAll(ChipsPage.sections(data.chips()));
    return new Page(
        "Models on the roofline of this machine",
        "Where %d neural networks stand on the measured roofline of %s: what they compute, what bounds them, how long they take, and how far that is from what the machine could do."
            .formatted(data.ledgers().size(), data.profile().machine()),
        sections,
        new Footer(data.profile().machine(), Version.number(), data.command(), Instant.now()));
  }

  private static Section roofline(RooflineResult rooflines) {
    List<Block> blocks = new ArrayList<>();
    blocks.add(RooflineCharts.models(rooflines));
    List<Prediction> own = rooflines.on(rooflines.machineRoof());
    long batch = own.stream().mapToLong(Prediction::batch).min().orElse(1);
    List<Prediction> byBound =
        own.stream()
            .filter(p -> p.batch() == batch)
            .sorted(Comparator.comparingDouble(Prediction::memoryBoundShare))
            .toList();
    for (int i = 0; i < Math.min(LAYER_CHARTS, byBound.size()); i++) {
      Prediction chosen = i == 0 ? byBound.getFirst() : byBound.getLast();
      blocks.add(RooflineCharts.layers(chosen, rooflines.machineRoof()));
    }
    return new Section(
        "The roofline",
        "Horizontal: the measured peak. Diagonal: the measured bandwidth of each memory level. Hollow points are bounds computed from counts at "
            + rooflines.traffic()
            + " traffic, filled points are measured; they are never one series.",
        blocks);
  }
}
