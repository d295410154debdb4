package dev.ridgeline.app.page;

import java.util.List;

/** How charts mark what failed a check. */
final class Suspects {
  /** The mark drawn around a suspect point. */
  static final String RING =
      """
      {"type": "point", "shape": "circle", "filled": false, "size": 340, "strokeWidth": 2,
       "stroke": "var(--suspect)", "strokeDash": [3, 2], "tooltip": null}
      """;

  private Suspects() {}

  /** The note under a chart that lists its suspect points; none where there are none. */
  static List<Note> notes(List<String> reasons) {
    if (reasons.isEmpty()) {
      return List.of();
    }
    String count = reasons.size() == 1 ? "One point is" : reasons.size() + " points are";
    return List.of(
        new Note(
            Note.Kind.SUSPECT, count + " not to be trusted and ringed in the chart:", reasons));
  }
}
