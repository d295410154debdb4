package dev.ridgeline.app.page;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** How charts mark what failed a check. */
final class Suspects {
  /** The mark drawn around a suspect point. */
  static final String RING =
      """
      {"type": "point", "shape": "circle", "filled": false, "size": 340, "strokeWidth": 2,
       "stroke": "var(--suspect)", "strokeDash": [3, 2], "tooltip": null}
      """;

  /** Names that a line of the note holds; the table has all. */
  private static final int NAMED = 6;

  private Suspects() {}

  /**
   * What is suspect and why.
   *
   * @param name the mark as the note names it
   * @param reason why it is not to be trusted
   */
  record Suspect(String name, String reason) {}

  /**
   * The note under a chart that lists what is suspect in it, a line for each reason; none where
   * nothing is.
   *
   * @param thing what is suspect, in the singular: {@code point}
   * @param mark how the chart shows it: {@code ringed}
   */
  static List<Note> notes(String thing, String mark, List<Suspect> suspects) {
    if (suspects.isEmpty()) {
      return List.of();
    }
    String count =
        suspects.size() == 1 ? "One " + thing + " is" : suspects.size() + " " + thing + "s are";
    Map<String, List<String>> byReason = new LinkedHashMap<>();
    suspects.forEach(
        s -> byReason.computeIfAbsent(s.reason(), _ -> new ArrayList<>()).add(s.name()));
    List<String> lines = new ArrayList<>();
    byReason.forEach((reason, names) -> lines.add(listed(names) + ": " + reason));
    return List.of(
        new Note(
            Note.Kind.SUSPECT, count + " not to be trusted and " + mark + " in the chart:", lines));
  }

  private static String listed(List<String> names) {
    if (names.size() <= NAMED) {
      return String.join(", ", names);
    }
    return String.join(", ", names.subList(0, NAMED))
        + " and "
        + (names.size() - NAMED)
        + " more, marked in the table";
  }

  /** A point as the note names it: its label, and its group under the heading of the groups. */
  static String name(String label, String groupTitle, String group) {
    return group.isEmpty()
        ? label
        : label + " (" + groupTitle.toLowerCase(Locale.ROOT) + " " + group + ")";
  }
}
