package dev.ridgeline.core;

import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;

/** The known names that a mistyped one probably means. */
public final class NearNames {
  private static final int MOST = 3;

  private NearNames() {}

  /**
   * At most three names within an edit distance of a third of {@code given} (at least 2), nearest
   * first, equals in the order of {@code known}; case does not matter. A name that {@code given}
   * begins counts as distance 2.
   */
  public static List<String> of(String given, Collection<String> known) {
    int limit = Math.max(2, given.length() / 3);
    String wanted = given.toLowerCase(Locale.ROOT);
    record Near(String name, int distance) {}
    return known.stream()
        .map(name -> new Near(name, distance(wanted, name.toLowerCase(Locale.ROOT))))
        .filter(near -> near.distance() <= limit)
        .sorted(Comparator.comparingInt(Near::distance))
        .limit(MOST)
        .map(Near::name)
        .toList();
  }

  private static int distance(String given, String name) {
    int edits = editDistance(given, name);
    return given.length() >= 3 && name.startsWith(given) ? Math.min(edits, 2) : edits;
  }

  /** Levenshtein's distance: insertions, deletions and substitutions each cost 1. */
  private static int editDistance(String a, String b) {
    int[] row = new int[b.length() + 1];
    for (int j = 0; j < row.length; j++) {
      row[j] = j;
    }
    for (int i = 1; i <= a.length(); i++) {
      int diagonal = row[0];
      row[0] = i;
      for (int j = 1; j < row.length; j++) {
        int substituted = diagonal + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
        diagonal = row[j];
        row[j] = Math.min(substituted, 1 + Math.min(row[j], row[j - 1]));
      }
    }
    return row[b.length()];
  }
}
