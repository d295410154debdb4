package dev.ridgeline.app.machine;

import static java.lang.String.format;

import dev.ridgeline.app.cli.TextTable;
import dev.ridgeline.measure.chip.Chip;
import dev.ridgeline.measure.chip.ChipPeak;
import dev.ridgeline.measure.chip.Figure;
import dev.ridgeline.measure.chip.Place;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Chips as text for a terminal, one line a peak. */
final class ChipsText {
  private ChipsText() {}

  static List<String> lines(List<Chip> chips) {
    List<String> lines = new ArrayList<>();
    for (Place place : Place.values()) {
      List<Chip> there = chips.stream().filter(c -> c.place() == place).toList();
      if (!there.isEmpty()) {
        lines.add(place.words().toUpperCase(Locale.ROOT));
        lines.addAll(table(there));
        lines.add("");
      }
    }
    lines.add(
        "Dense peaks unless marked sparse. ridge: FLOP (OP) per byte from which on arithmetic");
    lines.add(
        "binds. '?' unverified, '!' another source says otherwise (see remarks), '-' unknown.");
    return lines;
  }

  private static List<String> table(List<Chip> chips) {
    TextTable table =
        new TextTable(
            List.of(
                "chip",
                "kind",
                "precision",
                "peak",
                "GB/s",
                "ridge",
                "W",
                "evidence",
                "source",
                "remarks"));
    for (Chip chip : chips) {
      for (ChipPeak peak : chip.peaks()) {
        table.row(row(chip, peak));
      }
    }
    return table.lines();
  }

  private static List<String> row(Chip chip, ChipPeak peak) {
    return List.of(
        chip.name(),
        chip.kind(),
        peak.label(),
        rate(peak.figure()) + peak.figure().marks(),
        chip.bandwidth().map(b -> number(b.value()) + b.marks()).orElse("-"),
        chip.bandwidth().map(b -> number(peak.figure().value() / b.value())).orElse("-"),
        chip.power().map(p -> number(p.value()) + p.marks()).orElse("-"),
        peak.figure().evidence().label(),
        peak.figure().source(),
        remarks(chip, peak));
  }

  private static String remarks(Chip chip, ChipPeak peak) {
    return Stream.of(Stream.of(peak.figure()), chip.bandwidth().stream(), chip.power().stream())
        .flatMap(figure -> figure)
        .flatMap(figure ->
            Stream.of(
                figure.note(), figure.conflict().isEmpty() ? "" : "conflict: " + figure.conflict()))
        .filter(text -> !text.isEmpty())
        .collect(Collectors.joining("; "));
  }

  /** A peak in the unit that leaves it between 1 and 1,000 where that can be. */
  static String rate(Figure figure) {
    String base = figure.unit().substring(1);
    double value = figure.value();
    if (value >= 1e3) {
      return number(value / 1e3) + " T" + base;
    }
    return value >= 1 ? number(value) + " G" + base : number(value * 1e3) + " M" + base;
  }

  /** Up to four significant digits, without zeros at the end. */
  static String number(double value) {
    if (value >= 1000) {
      return format(Locale.ROOT, "%.0f", value);
    }
    String text = format(Locale.ROOT, value >= 100 ? "%.1f" : value >= 10 ? "%.2f" : "%.3f", value);
    return text.replaceAll("0+$", "").replaceAll("\\.$", "");
  }
}
