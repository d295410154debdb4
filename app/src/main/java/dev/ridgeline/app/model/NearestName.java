package dev.ridgeline.app.model;

import java.util.Arrays;
import java.util.Collection;
import java.util.Locale;
import java.util.Optional;

/** The name that the user may have meant, by edit distance. */
final class NearestName {
  private NearestName() {}

  /** The name with the least edit distance to {@code given}, if it is at most a third of it. */
  static Optional<String> of(String given, Collection<String> names) {
    String wanted = given.toLowerCase(Locale.ROOT).replace('-', '_');
    String best = "";
    int least = Math.max(2, wanted.length() / 3) + 1;
    for (String name : names.stream().sorted().toList()) {
      int distance = distance(wanted, name);
      if (distance < least) {
        least = distance;
        best = name;
      }
    }
    return best.isEmpty() ? Optional.empty() : Optional.of(best);
  }

  /** Levenshtein distance. */
  private static int distance(String a, String b) {
    int[] row = new int[b.length() + 1];
    Arrays.setAll(row, j -> j);
    for (int i = 1; i <= a.length(); i++) {
      int diagonal = row[0];
      row[0] = i;
      for (int j = 1; j <= b.length(); j++) {
        int replaced = diagonal + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
        diagonal = row[j];
        row[j] = Math.min(replaced, 1 + Math.min(row[j], row[j - 1]));
      }
    }
    return row[b.length()];
  }
}
