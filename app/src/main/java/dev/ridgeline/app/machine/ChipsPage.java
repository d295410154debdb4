package dev.ridgeline.app.machine;

import dev.ridgeline.app.machine.ChipsResult.ChipRoofline;
import dev.ridgeline.app.page.Block;
import dev.ridgeline.app.page.ChipRoof;
import dev.ridgeline.app.page.ChipRooflinesChart;
import dev.ridgeline.app.page.Column;
import dev.ridgeline.app.page.Footer;
import dev.ridgeline.app.page.Note;
import dev.ridgeline.app.page.Page;
import dev.ridgeline.app.page.Section;
import dev.ridgeline.app.page.Table;
import dev.ridgeline.measure.chip.Chip;
import dev.ridgeline.measure.chip.ChipPeak;
import dev.ridgeline.measure.chip.Figure;
import dev.ridgeline.measure.chip.Place;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;

/**
 * The catalogue as a page: the rooflines of every place apart, and every figure with its source.
 */
public final class ChipsPage {
  private ChipsPage() {}

  static Page of(List<Chip> chips, String version, String command, Instant time) {
    List<Section> sections = new ArrayList<>(sections(chips));
    sections.add(
        Section.of(
            "Figures",
            "Every figure of the catalogue, with what it rests on: read in the source, derived as"
                + " the source says, or from memory and not verified.",
            figures(chips)));
    return new Page(
        "Chips",
        "Peak arithmetic and memory bandwidth of %d chips as rooflines. Peaks are dense unless"
                .formatted(chips.size())
            + " marked sparse; nothing here was measured by Ridgeline.",
        sections,
        new Footer("none: a catalogue, not a measurement", version, command, time));
  }

  /** The rooflines of every place as a section of its own. */
  public static List<Section> sections(List<Chip> chips) {
    List<Section> sections = new ArrayList<>();
    for (Place place : Place.values()) {
      List<Chip> there = chips.stream().filter(c -> c.place() == place).toList();
      if (!there.isEmpty()) {
        sections.add(section(place, there));
      }
    }
    return sections;
  }

  private static Section section(Place place, List<Chip> chips) {
    List<ChipRoofline> rooflines = ChipsResult.of(chips).rooflines();
    List<Block> blocks = new ArrayList<>();
    List<ChipRoofline> floats = rooflines.stream().filter(r -> !r.integer()).toList();
    List<ChipRoofline> integers = rooflines.stream().filter(ChipRoofline::integer).toList();
    if (!floats.isEmpty()) {
      blocks.add(chart("Rooflines in floating point", "FLOP", floats));
    }
    if (!integers.isEmpty()) {
      blocks.add(chart("Rooflines in integers", "OP", integers));
    }
    List<String> without =
        chips.stream()
            .filter(c -> c.bandwidth().isEmpty())
            .map(ChipsPage::withoutBandwidth)
            .toList();
    if (!without.isEmpty()) {
      blocks.add(new Note(Note.Kind.LEFT_OUT, "Chips whose memory bandwidth is unknown.", without));
    }
    String words = place.words();
    return new Section(
        words.substring(0, 1).toUpperCase(Locale.ROOT) + words.substring(1),
        "Left of its ridge a chip is bound by memory bandwidth, right of it by arithmetic.",
        blocks);
  }

  private static String withoutBandwidth(Chip chip) {
    ChipPeak peak = chip.peaks().getFirst();
    return "%s: %s %s; %s"
        .formatted(chip.name(), peak.label(), ChipsText.rate(peak.figure()), peak.figure().note());
  }

  private static Block chart(String title, String unit, List<ChipRoofline> rooflines) {
    ChipRooflinesChart chart =
        ChipRooflinesChart.titled(title)
            .groups("Precision")
            .counting(unit)
            .finding(finding(unit, rooflines));
    for (ChipRoofline r : rooflines) {
      chart.chip(
          new ChipRoof(r.chip(), r.label(), r.peakGflops(), r.gigabytesPerSecond(), r.doubt()));
    }
    return chart.build();
  }

  private static String finding(String unit, List<ChipRoofline> rooflines) {
    Comparator<ChipRoofline> byRidge = Comparator.comparingDouble(ChipRoofline::ridgeFlopsPerByte);
    ChipRoofline least = rooflines.stream().min(byRidge).orElseThrow();
    ChipRoofline most = rooflines.stream().max(byRidge).orElseThrow();
    if (rooflines.size() == 1) {
      return "The ridge of %s in %s lies at %s %s/B."
          .formatted(
              least.chip(), least.label(), ChipsText.number(least.ridgeFlopsPerByte()), unit);
    }
    return "To be bound by arithmetic an operator needs from %s %s/B (%s, %s) up to %s %s/B (%s, %s)."
        .formatted(
            ChipsText.number(least.ridgeFlopsPerByte()),
            unit,
            least.chip(),
            least.label(),
            ChipsText.number(most.ridgeFlopsPerByte()),
            unit,
            most.chip(),
            most.label());
  }

  private static Table figures(List<Chip> chips) {
    Table.Builder table =
        Table.of(
            "Figures of all chips",
            Column.text("chip", "Chip"),
            Column.text("place", "Place"),
            Column.text("figure", "Figure"),
            Column.number("value", "Value", "", 4),
            Column.text("unit", "Unit"),
            Column.text("evidence", "Evidence"),
            Column.text("source", "Source"),
            Column.text("note", "Note"),
            Column.mark("conflict", "Another source says"));
    for (Chip chip : chips) {
      chip.peaks().forEach(p -> row(table, chip, "peak " + p.label(), p.figure()));
      chip.bandwidths().forEach(figure -> row(table, chip, "bandwidth", figure));
      chip.powers().forEach(figure -> row(table, chip, "power", figure));
    }
    return table.build();
  }

  private static void row(Table.Builder table, Chip chip, String name, Figure figure) {
    table.row(
        chip.name(),
        chip.place().words(),
        name,
        figure.value(),
        figure.unit(),
        figure.evidence().label(),
        figure.source(),
        figure.note(),
        figure.conflict());
  }
}
