package dev.ridgeline.app.lint;

import dev.ridgeline.core.UserError;
import dev.ridgeline.measure.check.MeasuredRow;
import dev.ridgeline.measure.check.MeasuredTable;
import dev.ridgeline.measure.chip.CsvText;
import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Reads a table of measurements: a heading and one measurement a line, divided by commas,
 * semicolons or tabs. Empty lines and lines that begin with {@code #} are passed over.
 *
 * @param table what was read
 * @param used headings that were understood
 * @param ignored headings that were not
 */
record TableFile(MeasuredTable table, List<String> used, List<String> ignored) {
  private static final long MOST_BYTES = 16 << 20;
  private static final int MOST_ROWS = 20_000;
  private static final Pattern SIDE =
      Pattern.compile("(?:3 ?[x*] ?)?(\\d{1,5})(?: ?[x*] ?\\d{1,5})?");
  private static final String COLUMNS =
      "give columns such as model, batch, flops, parameters, seconds, device, peak, bandwidth";

  /**
   * Reads a file.
   *
   * @throws UserError if there is none, it is too large, has no column of models or of anything
   *     measured, or holds what is no number where a number should be
   */
  static TableFile read(Path file) {
    return new Reading(file, lines(file)).table();
  }

  private static List<String> lines(Path file) {
    if (!Files.isRegularFile(file)) {
      throw new UserError(
          "table '%s' %s; name a CSV file"
              .formatted(file, Files.isDirectory(file) ? "is a folder" : "does not exist"));
    }
    try {
      if (Files.size(file) > MOST_BYTES) {
        throw new UserError(
            "table '%s' has %d bytes, allowed are %d; split it"
                .formatted(file, Files.size(file), MOST_BYTES));
      }
      return Files.readString(file, StandardCharsets.UTF_8).lines().toList();
    } catch (CharacterCodingException e) {
      throw new UserError("table '" + file + "' is no text in UTF-8; save it as CSV in UTF-8", e);
    } catch (IOException e) {
      throw new UserError(
          "cannot read table '" + file + "': " + e.getMessage() + "; name a file that can be read",
          e);
    }
  }

  /** One pass over a file. */
  private static final class Reading {
    private final Path file;
    private final List<String> lines;
    private final List<String> used = new ArrayList<>();
    private final List<String> ignored = new ArrayList<>();
    private final Map<Integer, Heading> headings = new java.util.LinkedHashMap<>();
    private final Map<Heading.Role, String> titles = new EnumMap<>(Heading.Role.class);
    private char separator = ',';

    Reading(Path file, List<String> lines) {
      this.file = file;
      this.lines = lines;
    }

    TableFile table() {
      List<MeasuredRow> rows = new ArrayList<>();
      boolean headed = false;
      for (int i = 0; i < lines.size(); i++) {
        String line = i == 0 ? lines.get(i).replaceFirst("^\uFEFF", "") : lines.get(i);
        if (line.isBlank() || line.startsWith("#")) {
          continue;
        }
        if (headed) {
          rows.add(row(line, i + 1));
        } else {
          heading(line, i + 1);
          headed = true;
        }
        if (rows.size() > MOST_ROWS) {
          throw new UserError(
              "table '%s' has more than %d rows; split it".formatted(file, MOST_ROWS));
        }
      }
      if (rows.isEmpty()) {
        throw new UserError(
            "table '%s' has no rows; %s, and a measurement a line".formatted(file, COLUMNS));
      }
      Optional<Heading> work =
          headings.values().stream().filter(h -> h.role() == Heading.Role.WORK).findFirst();
      return new TableFile(
          new MeasuredTable(
              rows,
              work.map(Heading::macs).orElse(false),
              work.map(Heading::perItem).orElse(false)),
          used,
          ignored);
    }

    private void heading(String line, int number) {
      separator =
          line.contains(",") ? ',' : line.contains(";") ? ';' : line.contains("\t") ? '\t' : ',';
      List<String> fields = CsvText.fields(line, separator, where(number));
      for (int i = 0; i < fields.size(); i++) {
        Optional<Heading> known = Heading.of(fields.get(i));
        boolean again =
            known.isPresent()
                && known.get().role() != Heading.Role.SERIES
                && titles.containsKey(known.get().role());
        if (known.isEmpty() || again) {
          ignored.add(fields.get(i));
        } else {
          headings.put(i, known.get());
          titles.put(known.get().role(), fields.get(i));
          used.add(fields.get(i));
        }
      }
      boolean measures =
          titles.containsKey(Heading.Role.SECONDS)
              || titles.containsKey(Heading.Role.RATE)
              || titles.containsKey(Heading.Role.WORK)
              || titles.containsKey(Heading.Role.PARAMETERS);
      if (!titles.containsKey(Heading.Role.MODEL) || !measures) {
        throw new UserError(
            "table '%s' has the columns %s and none of them is %s; %s"
                .formatted(
                    file,
                    fields,
                    titles.containsKey(Heading.Role.MODEL)
                        ? "a time, a rate or a count"
                        : "a model",
                    COLUMNS));
      }
    }

    private MeasuredRow row(String line, int number) {
      List<String> fields = CsvText.fields(line, separator, where(number));
      int last = headings.keySet().stream().mapToInt(Integer::intValue).max().orElse(0);
      if (fields.size() <= last && fields.size() < headings.size()) {
        throw new UserError(
            "%s has %d fields for %d columns; give every row a field for each column"
                .formatted(where(number), fields.size(), used.size() + ignored.size()));
      }
      Map<Heading.Role, OptionalDouble> numbers = new EnumMap<>(Heading.Role.class);
      Map<Heading.Role, String> words = new EnumMap<>(Heading.Role.class);
      headings.forEach((column, heading) -> {
        String field = column < fields.size() ? fields.get(column) : "";
        switch (heading.role()) {
          case MODEL, DEVICE, LEVEL, RESOLUTION -> words.put(heading.role(), field);
          case SERIES -> words.merge(heading.role(), field, (a, b) -> a + "\t" + b);
          case BATCH,
              WORK,
              PARAMETERS,
              SECONDS,
              THROUGHPUT,
              RATE,
              BYTES,
              INTENSITY,
              PEAK,
              BANDWIDTH,
              CORRELATION ->
              numbers.put(heading.role(), number(field, heading, number));
        }
      });
      return row(numbers, words, number);
    }

    private OptionalDouble number(String field, Heading heading, int line) {
      if (Quantity.missing(field)) {
        return OptionalDouble.empty();
      }
      OptionalDouble value = Quantity.of(field, heading.scale());
      if (value.isEmpty()) {
        throw new UserError(
            "%s has '%s' under '%s', which is no number; give a number, or leave it empty"
                .formatted(where(line), field, titles.getOrDefault(heading.role(), "")));
      }
      return value;
    }

    private MeasuredRow row(
        Map<Heading.Role, OptionalDouble> numbers, Map<Heading.Role, String> words, int line) {
      String model = words.getOrDefault(Heading.Role.MODEL, "");
      if (model.isBlank()) {
        throw new UserError(where(line) + " names no model; give each row one");
      }
      return new MeasuredRow(
          line,
          model,
          of(numbers, Heading.Role.BATCH).orElse(1),
          words.getOrDefault(Heading.Role.DEVICE, ""),
          words.getOrDefault(Heading.Role.SERIES, ""),
          of(numbers, Heading.Role.WORK),
          of(numbers, Heading.Role.PARAMETERS),
          of(numbers, Heading.Role.SECONDS),
          0,
          of(numbers, Heading.Role.THROUGHPUT),
          of(numbers, Heading.Role.RATE),
          of(numbers, Heading.Role.BYTES),
          of(numbers, Heading.Role.INTENSITY),
          words.getOrDefault(Heading.Role.LEVEL, ""),
          of(numbers, Heading.Role.PEAK),
          of(numbers, Heading.Role.BANDWIDTH),
          side(words.getOrDefault(Heading.Role.RESOLUTION, "")),
          of(numbers, Heading.Role.CORRELATION));
    }

    private static OptionalDouble of(Map<Heading.Role, OptionalDouble> numbers, Heading.Role role) {
      return numbers.getOrDefault(role, OptionalDouble.empty());
    }

    private static int side(String text) {
      Matcher matcher = SIDE.matcher(text.strip().toLowerCase(Locale.ROOT));
      return matcher.matches() ? Integer.parseInt(matcher.group(1)) : 0;
    }

    private String where(int line) {
      return "line " + line + " of table '" + file + "'";
    }
  }
}
