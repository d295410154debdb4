package dev.ridgeline.measure.chip;

import dev.ridgeline.core.UserError;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * Reads chips from comma-separated values, one figure a line. The first line that is no comment
 * ({@code #}) names the columns; {@code chip, kind, place, figure, value, unit, evidence} are
 * needed, {@code precision} and {@code density} for peaks, {@code source, note, conflict} may be
 * left out.
 */
final class ChipFile {
  private static final long MOST_BYTES = 4L << 20;
  private static final int MOST_LINES = 20_000;
  private static final List<String> OPTIONAL =
      List.of("precision", "density", "source", "note", "conflict");

  private ChipFile() {}

  /** The chips of the file, in the order of their first lines. */
  static List<Chip> read(Path file) {
    try {
      if (!Files.isRegularFile(file)) {
        throw new UserError("chip file '" + file + "' " + isNoFile(file) + "; name a CSV file");
      }
      if (Files.size(file) > MOST_BYTES) {
        throw new UserError(
            "chip file '%s' has %d bytes, at most %d are read; leave out what is no chip"
                .formatted(file, Files.size(file), MOST_BYTES));
      }
      return parse(Files.readString(file), file.toString());
    } catch (CharacterCodingException e) {
      throw new UserError("chip file '" + file + "' is not UTF-8 text; save it as such", e);
    } catch (IOException e) {
      throw new UserError(
          "chip file '%s' cannot be read: %s; check its rights".formatted(file, e.getMessage()), e);
    }
  }

  private static String isNoFile(Path file) {
    if (Files.isDirectory(file)) {
      return "is a folder";
    }
    if (Files.isSymbolicLink(file)) {
      return "is a symbolic link that leads to no file";
    }
    return Files.exists(file) ? "is no regular file" : "does not exist";
  }

  /** The chips that come with Ridgeline. */
  static List<Chip> builtIn() {
    try (InputStream in = ChipFile.class.getResourceAsStream("chips.csv")) {
      byte[] bytes = Objects.requireNonNull(in, "chips.csv").readAllBytes();
      return parse(new String(bytes, StandardCharsets.UTF_8), "chips.csv");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static List<Chip> parse(String text, String name) {
    List<String> lines = text.lines().limit(MOST_LINES + 1L).toList();
    if (lines.size() > MOST_LINES) {
      throw new UserError(
          name + " has more than " + MOST_LINES + " lines; leave out what is no chip");
    }
    List<String> columns = List.of();
    Map<String, List<ChipRow>> rows = new LinkedHashMap<>();
    for (int i = 0; i < lines.size(); i++) {
      String line = lines.get(i).strip();
      String where = name + " line " + (i + 1);
      if (line.isEmpty() || line.startsWith("#")) {
        continue;
      }
      List<String> fields = CsvText.fields(line, where);
      if (columns.isEmpty()) {
        columns = columns(fields, where);
      } else {
        ChipRow row = ChipRow.of(named(columns, fields, where), where);
        rows.computeIfAbsent(row.chip(), key -> new ArrayList<>()).add(row);
      }
    }
    return rows.values().stream().map(ofChip -> chip(ofChip, name)).toList();
  }

  private static List<String> columns(List<String> fields, String where) {
    List<String> missing =
        ChipRow.COLUMNS.stream()
            .filter(column -> !OPTIONAL.contains(column) && !fields.contains(column))
            .toList();
    List<String> unknown =
        fields.stream().filter(field -> !ChipRow.COLUMNS.contains(field)).toList();
    if (!missing.isEmpty() || !unknown.isEmpty()) {
      throw new UserError(
          "%s: columns missing: %s, unknown: %s; the columns are %s"
              .formatted(
                  where,
                  missing.isEmpty() ? "none" : String.join(" ", missing),
                  unknown.isEmpty() ? "none" : String.join(" ", unknown),
                  String.join(",", ChipRow.COLUMNS)));
    }
    return fields;
  }

  private static Map<String, String> named(
      List<String> columns, List<String> fields, String where) {
    if (fields.size() != columns.size()) {
      throw new UserError(
          "%s has %d fields but the head names %d; put text with commas in double quotes"
              .formatted(where, fields.size(), columns.size()));
    }
    Map<String, String> named = new LinkedHashMap<>();
    for (int i = 0; i < columns.size(); i++) {
      named.put(columns.get(i), fields.get(i));
    }
    return named;
  }

  private static Chip chip(List<ChipRow> rows, String name) {
    ChipRow first = rows.getFirst();
    List<ChipPeak> peaks = new ArrayList<>();
    for (ChipRow row : rows) {
      if (!row.kind().equals(first.kind()) || row.place() != first.place()) {
        throw new UserError(
            "%s: '%s' has two kinds or places; give the same on all its lines"
                .formatted(name, first.chip()));
      }
      if (row.what().equals("peak")) {
        peaks.add(new ChipPeak(row.precision(), row.sparse(), row.figure()));
      }
    }
    List<Figure> bandwidths = figures(rows, "bandwidth");
    List<Figure> powers = figures(rows, "power");
    boolean twice = peaks.stream().map(ChipPeak::label).distinct().count() < peaks.size();
    if (peaks.isEmpty() || twice || bandwidths.size() > 1 || powers.size() > 1) {
      throw new UserError(
          ("%s: '%s' has %d peaks%s, %d bandwidths, %d powers; give at least one peak, each"
                  + " precision once, and at most one bandwidth and power")
              .formatted(
                  name,
                  first.chip(),
                  peaks.size(),
                  twice ? " (one precision twice)" : "",
                  bandwidths.size(),
                  powers.size()));
    }
    return new Chip(first.chip(), first.kind(), first.place(), peaks, bandwidths, powers);
  }

  private static List<Figure> figures(List<ChipRow> rows, String what) {
    return rows.stream().filter(row -> row.what().equals(what)).map(ChipRow::figure).toList();
  }
}
