package dev.ridgeline.app.machine;

import dev.ridgeline.measure.chip.Figure;
import java.util.ArrayList;
import java.util.List;

/** Says in words why the figures of a roofline are uncertain. */
final class ChipDoubt {
  private ChipDoubt() {}

  /** Empty where both figures are verified and no other source conflicts. */
  static String of(Figure peak, Figure bandwidth) {
    List<String> doubts = new ArrayList<>();
    add(doubts, "peak", peak);
    add(doubts, "bandwidth", bandwidth);
    return String.join("; ", doubts);
  }

  private static void add(List<String> doubts, String name, Figure figure) {
    if (!figure.evidence().verified()) {
      doubts.add(name + " unverified");
    }
    if (!figure.conflict().isEmpty()) {
      doubts.add(name + " in conflict with " + figure.conflict());
    }
  }
}
