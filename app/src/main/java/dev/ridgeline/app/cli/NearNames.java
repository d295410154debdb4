package dev.ridgeline.app.cli;

import java.util.Comparator;
import java.util.List;

/** Finds names that someone may have meant. */
public final class NearNames {
  private NearNames() {}

  /**
   * At most three of {@code names} within two edits of {@code given}, or that begin with it,
   * nearest first.
   */
  public static List<String> of(String given, List<String> names) {
    return names.stream()
        .filter(
            name -> distance(given, name) <= 2 || (given.length() > 1 && name.startsWith(given)))
        .sorted(Comparator.comparingInt(name -> distance(given, name)))
        .limit(3)
        .toList();
  }

  /** The Levenshtein distance. */
  private static int distance(String a, String b) {
    int[] row = new int[b.length() + 1];
    for (int j = 0; j <= b.length(); j++) {
      row[j] = j;
    }
    for (int i = 1; i <= a.length(); i++) {
      int diagonal = row[0];
      row[0] = i;
      for (int j = 1; j <= b.length(); j++) {
        int substitute = diagonal + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
        diagonal = row[j];
        row[j] = Math.min(substitute, 1 + Math.min(row[j], row[j - 1]));
      }
    }
    return row[b.length()];
  }
}
