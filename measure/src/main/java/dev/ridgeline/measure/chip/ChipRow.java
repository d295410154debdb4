package dev.ridgeline.measure.chip;

import dev.ridgeline.core.UserError;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/** One checked line of a chip file. */
record ChipRow(
    String chip,
    String kind,
    Place place,
    String what,
    String precision,
    boolean sparse,
    Figure figure) {

  static final List<String> COLUMNS =
      List.of(
          "chip",
          "kind",
          "place",
          "figure",
          "precision",
          "density",
          "value",
          "unit",
          "evidence",
          "source",
          "note",
          "conflict");

  private static final Set<String> KINDS = Set.of("gpu", "cpu", "asic", "soc", "mcu");
  private static final Set<String> PRECISIONS =
      Set.of("f64", "f32", "tf32", "bf16", "f16", "f8", "f4", "i16", "i8", "i4");
  private static final Set<String> FIGURES = Set.of("peak", "bandwidth", "power");

  /** Factors to GFLOP/s, GOP/s, GB/s and W. */
  private static final Map<String, Map<String, Double>> UNITS =
      Map.of(
          "peak",
          Map.of(
              "PFLOP/s", 1e6, "TFLOP/s", 1e3, "GFLOP/s", 1.0, "MFLOP/s", 1e-3, "TOP/s", 1e3,
              "GOP/s", 1.0),
          "bandwidth",
          Map.of("TB/s", 1e3, "GB/s", 1.0, "MB/s", 1e-3),
          "power",
          Map.of("W", 1.0, "mW", 1e-3));

  static ChipRow of(Map<String, String> fields, String where) {
    String chip = fields.getOrDefault("chip", "");
    if (chip.isEmpty() || chip.length() > 100) {
      throw new UserError(
          where + ": chip is '" + shorten(chip) + "'; give a name of 1 to 100 characters");
    }
    String what = oneOf(fields, "figure", FIGURES, where);
    String precision = "";
    boolean sparse = false;
    if (what.equals("peak")) {
      precision = oneOf(fields, "precision", PRECISIONS, where);
      sparse = oneOf(fields, "density", Set.of("dense", "sparse"), where).equals("sparse");
    }
    return new ChipRow(
        chip,
        oneOf(fields, "kind", KINDS, where),
        Place.valueOf(oneOf(fields, "place", labels(), where).toUpperCase(Locale.ROOT)),
        what,
        precision,
        sparse,
        figure(fields, what, where));
  }

  private static Figure figure(Map<String, String> fields, String what, String where) {
    String unit = oneOf(fields, "unit", UNITS.getOrDefault(what, Map.of()).keySet(), where);
    double factor = UNITS.getOrDefault(what, Map.of()).getOrDefault(unit, 1.0);
    String base =
        switch (what) {
          case "peak" -> unit.endsWith("FLOP/s") ? "GFLOP/s" : "GOP/s";
          case "bandwidth" -> "GB/s";
          default -> "W";
        };
    String evidence = oneOf(fields, "evidence", Set.of("read", "derived", "memory"), where);
    return new Figure(
        value(fields.getOrDefault("value", ""), where) * factor,
        base,
        Evidence.valueOf(evidence.toUpperCase(Locale.ROOT)),
        fields.getOrDefault("source", ""),
        fields.getOrDefault("note", ""),
        fields.getOrDefault("conflict", ""));
  }

  private static double value(String text, String where) {
    double value;
    try {
      value = Double.parseDouble(text);
    } catch (NumberFormatException e) {
      value = Double.NaN;
    }
    if (!(value > 0 && value < 1e12)) {
      throw new UserError(
          "%s: value is '%s'; give a number above 0, such as 312".formatted(where, shorten(text)));
    }
    return value;
  }

  private static String oneOf(
      Map<String, String> fields, String column, Set<String> allowed, String where) {
    String given = fields.getOrDefault(column, "");
    if (!allowed.contains(given)) {
      throw new UserError(
          "%s: %s is '%s'; give one of %s"
              .formatted(where, column, shorten(given), String.join(", ", new TreeSet<>(allowed))));
    }
    return given;
  }

  private static Set<String> labels() {
    return new TreeSet<>(Arrays.stream(Place.values()).map(Place::label).toList());
  }

  private static String shorten(String text) {
    return text.length() > 40 ? text.substring(0, 40) + "..." : text;
  }
}
