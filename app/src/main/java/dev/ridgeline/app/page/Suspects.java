package dev.ridgeline.app.page;

import java.util.List;
import java.util.Locale;

/** How charts mark what failed a check. */
final class Suspects {
  /** The mark drawn around a suspect point. */
  static final String RING =
      """
      {"type": "point", "shape": "circle", "filled": false, "size": 340, "strokeWidth": 2,
       "stroke": "var(--suspect)", "strokeDash": [3, 2], "tooltip": null}
      """;

  private Suspects() {}

  /**
   * The note under a chart that lists what is suspect in it; none where nothing is.
   *
   * @param thing what is suspect, in the singular: {@code point}
   * @param mark how the chart shows it: {@code ringed}
   */
  static List<Note> notes(String thing, String mark, List<String> reasons) {
    if (reasons.isEmpty()) {
      return List.of();
    }
    String count =
        reasons.size() == 1 ? "One " + thing + " is" : reasons.size() + " " + thing + "s are";
    return List.of(
        new Note(
            Note.Kind.SUSPECT,
            count + " not to be trusted and " + mark + " in the chart:",
            reasons));
  }

  /** A point as the note names it: its label, and its group under the heading of the groups. */
  static String name(String label, String groupTitle, String group) {
    return group.isEmpty()
        ? label
        : label + " (" + groupTitle.toLowerCase(Locale.ROOT) + " " + group + ")";
  }
}
