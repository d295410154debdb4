package dev.ridgeline.measure.chip;

import dev.ridgeline.core.UserError;
import dev.ridgeline.measure.workspace.Workspace;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * The chips that come with Ridgeline and those that a user added. A chip of a user's file takes the
 * place of one with the same name.
 */
public final class ChipCatalogue {
  private static final int MOST_NAMES = 6;

  private final List<Chip> chips;

  private ChipCatalogue(List<Chip> chips) {
    this.chips = List.copyOf(chips);
  }

  /** The chips that come with Ridgeline. */
  public static ChipCatalogue builtIn() {
    return new ChipCatalogue(ChipFile.builtIn());
  }

  /** Those, and the chips of the workspace's {@code chips.csv}, if it has one. */
  public static ChipCatalogue of(Workspace workspace) {
    Path file = workspace.folder().resolve("chips.csv");
    return Files.exists(file) ? builtIn().with(file) : builtIn();
  }

  /** This catalogue with the chips of a file. */
  public ChipCatalogue with(Path file) {
    Map<String, Chip> byName = new LinkedHashMap<>();
    chips.forEach(chip -> byName.put(key(chip.name()), chip));
    ChipFile.read(file).forEach(chip -> byName.put(key(chip.name()), chip));
    return new ChipCatalogue(List.copyOf(byName.values()));
  }

  /** All chips, in the order of the files. */
  public List<Chip> chips() {
    return chips;
  }

  /**
   * The chip of that name, or the only one whose name has the text, or all its words, in it; case
   * does not matter.
   *
   * @throws UserError if there is none or more than one, with names that come near
   */
  public Chip find(String text) {
    String wanted = key(text);
    for (Chip chip : chips) {
      if (key(chip.name()).equals(wanted)) {
        return chip;
      }
    }
    List<String> words = List.of(wanted.split(" ", -1));
    List<Chip> matches =
        wanted.isEmpty()
            ? List.of()
            : chips.stream().filter(c -> words.stream().allMatch(key(c.name())::contains)).toList();
    if (matches.size() == 1) {
      return matches.getFirst();
    }
    if (matches.isEmpty()) {
      throw new UserError(
          "there is no chip '%s'; near are %s; 'ridgeline chips' lists them all"
              .formatted(text, names(nearest(wanted))));
    }
    throw new UserError(
        "'%s' is the name of %d chips: %s; write more of it"
            .formatted(text, matches.size(), names(matches)));
  }

  private static String key(String name) {
    return name.toLowerCase(Locale.ROOT).strip().replaceAll("\\s+", " ");
  }

  private static String names(List<Chip> chips) {
    List<String> names = chips.stream().limit(MOST_NAMES).map(Chip::name).toList();
    return String.join(", ", names) + (chips.size() > MOST_NAMES ? ", ..." : "");
  }

  /** The chips whose names share the most pairs of neighbouring characters with the text. */
  private List<Chip> nearest(String wanted) {
    return chips.stream()
        .sorted(Comparator.comparingInt((Chip c) -> -sharedPairs(wanted, key(c.name()))))
        .limit(3)
        .toList();
  }

  private static int sharedPairs(String a, String b) {
    int shared = 0;
    for (int i = 0; i + 2 <= a.length(); i++) {
      shared += b.contains(a.substring(i, i + 2)) ? 1 : 0;
    }
    return shared;
  }
}
